import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import {
  chunkedBodies,
  mutated,
  sound,
  unsound,
  unsoundChunks,
} from '../../../packages/runtime/src/dataplane/load-balancers/proxy/framing.contract.ts';
import {
  allAre,
  freePort,
  groupOf,
  Loopback,
  tableOf,
  untilObserved,
} from '../../../packages/runtime/src/dataplane/load-balancers/proxy/loopback.contract.ts';
import { missing, startBackends, type Backend } from './backends.ts';

/**
 * The same bytes, through our load balancer, to three servers that read HTTP each in its own way: what is let through
 * means the same to all of them, and leaves no connection out of step.
 */

const absent = missing();
const skip = absent.length > 0 && `not on this machine: ${absent.join(', ')}`;
let loopback: Loopback;
let backends: readonly Backend[] = [];
const ports = new Map<string, number>();

before(async () => {
  if (skip) return;
  loopback = new Loopback();
  backends = await startBackends();
  const listeners = await Promise.all(
    backends.map(async ({ name }) => {
      const port = await freePort();
      ports.set(name, port);
      const targets = [{ targetGroup: name, weight: 1 }];
      const rules = [{ rule: name, conditions: [], action: { type: 'forward', targets } }] as const;
      return { listener: name, port, protocol: 'HTTP', rules } as const;
    }),
  );
  const targetGroups = backends.map(({ name, port }) => groupOf(name, [port]));
  await loopback.balancers.apply(tableOf({ version: 1, port: 0, weights: {}, targetGroups, listeners }));
  await untilObserved(loopback.balancers, allAre('healthy'));
});
after(async () => {
  await loopback?.close();
  for (const backend of backends) await backend.close();
});

/** What comes back for some bytes and the end behind them: each answer's status, and what the server says it read. */
async function heard(backend: string, message: string): Promise<string[]> {
  const port = ports.get(backend)!;
  const client = await loopback.client(port);
  client.socket.end(Buffer.from(message, 'latin1'));
  const text = await client.hearsEnd();
  return text.split(/(?=HTTP\/1\.1 \d)/).map((answer) => {
    const status = answer.slice(9, 12);
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    // The load balancer adds its port to the host that was named, as on AWS: each of them has another one.
    return status === '200' ? body.replace(`:${port}`, '').replace(/ $/, ' 0') : status;
  });
}

let probes = 0;

/** Sends it to all three. Answers who refused what we let through; nobody may take it for something else. */
async function compare(message: string): Promise<string[]> {
  const answers = await Promise.all(
    backends.map(async ({ name }) => {
      const answer = await heard(name, message);
      // Over the connection that was kept, if it was: whatever was left on it would be seen now.
      const probe = `/probe-${probes++}`;
      const next = await heard(name, `GET ${probe} HTTP/1.1\r\nHost: probe\r\n\r\n`);
      assert.deepEqual(next, [`GET ${probe} probe 0`], JSON.stringify(message));
      return { name, answer: answer.join(' | ') };
    }),
  );
  const taken = answers.filter(({ answer }) => !/^[45]/.test(answer));
  assert.equal(
    new Set(taken.map(({ answer }) => answer)).size <= 1,
    true,
    JSON.stringify([message, answers]),
  );
  return taken.length === 0 ? [] : answers.filter((each) => !taken.includes(each)).map(({ name }) => name);
}

test('what is sound is understood alike by Node, nginx and HAProxy', { skip }, async () => {
  const refusals: Record<string, string[]> = {};
  for (const [name, message] of Object.entries({ ...sound, ...chunkedBodies })) {
    const refused = await compare(message);
    if (refused.length > 0) refusals[name] = refused;
  }
  // Each may refuse more than it must; what none of them may is to take it for something else.
  assert.deepEqual(refusals, {
    'a length with spaces around it': ['nginx'],
    'a star for OPTIONS': ['nginx'],
    'a target in hexadecimal': ['nginx'],
    'a target with a fragment': ['haproxy'],
    'an unknown method': ['node'],
  });
});

test('what could be read in two ways reaches none of them', { skip }, async () => {
  const chunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
  const bodies = Object.entries(unsoundChunks).map(([name, body]) => [name, chunked + body] as const);
  for (const [name, message] of [...Object.entries(unsound), ...bodies])
    for (const { name: backend } of backends)
      assert.match((await heard(backend, message)).join(), /^(400|501)?$/, `${name}, ${backend}`);
});

test(
  'for any mutated message, they agree, and the next request finds the connection in step',
  { skip },
  async (t) => {
    const messages = fc.sample(mutated, { numRuns: 500, seed: 3 });
    let refusals = 0;
    const lanes = Array.from({ length: 4 }, async () => {
      for (let message = messages.pop(); message !== undefined; message = messages.pop())
        refusals += (await compare(message)).length;
    });
    await Promise.all(lanes);
    t.diagnostic(`${refusals} times one of them refused what another took`);
  },
);
