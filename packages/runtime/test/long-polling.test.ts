import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './world.ts';

const url = 'http://127.0.0.1:4566/000000000000/work';
const receive = `sqs ReceiveMessage QueueUrl=${url} WaitTimeSeconds=20`;

async function queue(attributes: string): Promise<World> {
  const world = new World();
  await world.run(`sqs CreateQueue QueueName=work\n  Attributes: ${attributes}`);
  return world;
}

const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Whether something has been answered yet. */
function watched(answer: Promise<string>): { said: string | undefined } {
  const seen: { said: string | undefined } = { said: undefined };
  void answer.then((said) => (seen.said = said));
  return seen;
}

test('who waits at a queue gets a message as soon as it is sent, and only one gets it', async () => {
  const world = await queue('{}');
  const first = watched(world.run(receive));
  const second = watched(world.run(receive));
  await world.run(`sqs SendMessage QueueUrl=${url} MessageBody=hello`);
  await turns();
  assert.match(first.said ?? '', /Body: hello/);
  assert.equal(second.said, undefined);
  await world.run('time +20s');
  await turns();
  assert.equal(second.said, '');
});

test('who waits gets a message when its delay is over, and again when it has become visible', async () => {
  const world = await queue('{ DelaySeconds: "5", VisibilityTimeout: "10" }');
  await world.run(`sqs SendMessage QueueUrl=${url} MessageBody=late`);
  const first = watched(world.run(receive));
  await world.run('time +4s');
  assert.equal(first.said, undefined);
  await world.run('time +1s');
  await turns();
  assert.match(first.said ?? '', /Body: late/);
  const second = watched(world.run(receive));
  await world.run('time +9s');
  assert.equal(second.said, undefined);
  await world.run('time +1s');
  await turns();
  assert.match(second.said ?? '', /Body: late/);
});

test('a queue that goes while somebody waits at it says so', async () => {
  const world = await queue('{}');
  const answer = world.run(receive);
  await world.run(`sqs DeleteQueue QueueUrl=${url}`);
  assert.match(await answer, /^QueueDoesNotExist/);
});
