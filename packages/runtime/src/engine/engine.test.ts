import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../base/aws-error.ts';
import { EffectRefusal } from '../base/effects/effect.ts';
import type { Fact } from './flow.ts';
import { house, post, scripted, turns } from './scripted.contract.ts';

test('what a decision asks for is done, and its outcome told', async () => {
  const flow = scripted('x.y', (_, fact) =>
    fact.type === 'Started' ? { effects: { call: post('u') } } : {},
  );
  const { start, heard } = house([flow], async () => ({ status: 200 }));
  start('x.y');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'EffectSucceeded call']);
});

test('a flow has one wake, and what is not asked for again is forgotten', async () => {
  const flow = scripted('x.y', (heard, _, now) => (heard.facts.length < 3 ? { wakeAt: now + 10 } : {}));
  const { start, heard, clock } = house([flow], async () => ({}));
  start('x.y');
  await turns();
  for (let i = 0; i < 5; i++) {
    clock.advance(10);
    await turns();
  }
  assert.deepEqual(heard('f'), ['Started', 'WakeTime', 'WakeTime']);
});

test('a refusal that may pass is tried again after its backoff, up to its limit', async () => {
  const flow = scripted('x.y', (_, fact) =>
    fact.type === 'Started' ? { effects: { call: post('u', { attemptsMax: 3, backoffMs: 100 }) } } : {},
  );
  let attempts = 0;
  const { start, heard, clock } = house([flow], async () => {
    attempts++;
    throw new EffectRefusal('ConnectionRefused', 'nobody is there', true);
  });
  start('x.y');
  await turns();
  assert.equal(attempts, 1);
  clock.advance(100);
  await turns();
  assert.equal(attempts, 2);
  clock.advance(199);
  await turns();
  assert.equal(attempts, 2);
  clock.advance(1);
  await turns();
  assert.equal(attempts, 3);
  assert.deepEqual(heard('f'), ['Started', 'EffectFailed call']);
});

test('an error that AWS promises is told; any other parks the flow, and it can be resumed', async () => {
  const flow = scripted('x.y', (_, fact) =>
    fact.type === 'Started' ? { effects: { good: post('aws'), bad: post('bug') } } : {},
  );
  let mended = false;
  const { start, heard, engine, store } = house([flow], async (_id, effect) => {
    if (effect.type === 'http.post' && effect.url === 'aws') throw new AwsError('Throttling', 'slow down');
    if (!mended) throw new TypeError('ours');
    return {};
  });
  start('x.y');
  await turns();
  const parked = store.transaction((tx) => engine.parked(tx));
  assert.match(parked[0]!.parked.reason, /effect bad: TypeError: ours/);
  mended = true;
  assert.equal(engine.resume('f'), true);
  await turns();
  assert.deepEqual([...heard('f')!].sort(), ['EffectFailed good', 'EffectSucceeded bad', 'Started']);
  assert.equal(engine.resume('f'), false);
});

test('a decision that throws parks its flow with the fact, and no other', async () => {
  let mended = false;
  const flow = scripted('x.y', () => {
    if (!mended) throw new Error('a bug');
    return {};
  });
  const { start, heard, engine, store } = house([flow, scripted('x.z', () => ({}))], async () => ({}));
  start('x.y');
  start('x.z', 'g');
  await turns();
  assert.deepEqual(heard('g'), ['Started']);
  assert.equal(store.transaction((tx) => engine.parked(tx)).length, 1);
  store.transaction((tx) => engine.tell(tx, 'f', { type: 'More' } satisfies Fact));
  mended = true;
  await turns();
  engine.resume('f');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'More']);
});

test('the end of a flow is told to who awaits it, also when it had ended before', async () => {
  const child = scripted('x.child', () => ({ ended: true }));
  const parent = scripted('x.parent', (heard) => {
    if (heard.facts.length === 1)
      return { starts: [{ kind: 'x.child', id: 'c', state: { facts: [] } }], awaits: ['c'] };
    return heard.facts.length === 2 ? { awaits: ['c'] } : {};
  });
  const { start, heard } = house([child, parent], async () => ({}));
  start('x.parent', 'p');
  await turns();
  assert.deepEqual(heard('p'), ['Started', 'FlowEnded', 'FlowEnded']);
});

test('whoever listens in two decisions hears of the end twice, whenever it came', async () => {
  const child = scripted('x.child', (_, fact) => (fact.type === 'Started' ? {} : { ended: true }));
  const parent = scripted('x.parent', ({ facts }) => (facts.length < 3 ? { awaits: ['c', 'c'] } : {}));
  const { start, heard, tell } = house([child, parent], async () => ({}));
  start('x.child', 'c');
  start('x.parent', 'p');
  tell('Twice', 'p');
  await turns();
  tell('End', 'c');
  await turns();
  assert.deepEqual(heard('p'), ['Started', 'Twice', 'FlowEnded', 'FlowEnded']);
});

test('a flow that is forgotten with its end leaves nothing, and can be started again', async () => {
  const child = scripted('x.child', (_, fact) =>
    fact.type === 'Started' ? { wakeAt: 100 } : { ended: true, forgotten: true },
  );
  const parent = scripted('x.parent', ({ facts }) => (facts.length === 1 ? { awaits: ['c'] } : {}));
  const { start, heard, clock, store, tell } = house([child, parent], async () => ({}));
  start('x.child', 'c');
  start('x.parent', 'p');
  await turns();
  tell('End', 'c');
  tell('TooLate', 'c');
  await turns();
  assert.deepEqual(heard('p'), ['Started', 'FlowEnded']);
  assert.equal(heard('c'), undefined);
  start('x.child', 'c');
  clock.advance(99);
  await turns();
  assert.deepEqual(heard('c'), ['Started']);
  clock.advance(100);
  await turns();
  const left = ['flow', 'fact', 'effect', 'wake', 'await', 'held', 'parked'].flatMap((collection) =>
    store.transaction((tx) => tx.list(collection).map(({ key }) => key)),
  );
  assert.deepEqual(left, ['p']);
});

test('an effect that is replaced or cancelled is not heard of', async () => {
  const answers = new Map<string, (output: object) => void>();
  const aborted: string[] = [];
  const flow = scripted('x.y', (heard) => {
    if (heard.facts.length === 1) return { effects: { a: post('old'), b: post('unwanted') } };
    return heard.facts.length === 2 ? { effects: { a: post('new') }, cancels: ['b'] } : {};
  });
  const { start, heard, engine, store } = house([flow], (_id, effect, signal) => {
    const url = effect.type === 'http.post' ? effect.url : '';
    signal.addEventListener('abort', () => aborted.push(url));
    return new Promise((resolve) => answers.set(url, resolve));
  });
  start('x.y');
  await turns();
  store.transaction((tx) => engine.tell(tx, 'f', { type: 'Nudged' }));
  await turns();
  assert.deepEqual(aborted.sort(), ['old', 'unwanted']);
  for (const answer of answers.values()) answer({});
  await turns();
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'Nudged', 'EffectSucceeded a']);
});

test('no more effects of a type are under way than its limit allows', async () => {
  const effects = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, post(name)]));
  const flow = scripted('x.y', (_, fact) => (fact.type === 'Started' ? { effects } : {}));
  const waiting: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const { start, heard } = house([flow], async () => {
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => waiting.push(resolve));
    now--;
    return {};
  });
  start('x.y');
  for (let i = 0; i < 4; i++) {
    await turns();
    waiting.shift()?.();
  }
  await turns();
  assert.equal(most, 2);
  assert.equal(heard('f')?.length, 5);
});
