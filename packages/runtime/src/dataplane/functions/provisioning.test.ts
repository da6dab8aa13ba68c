import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { FunctionInvoked, FunctionProvision } from '../../base/effects/function.ts';
import { refused } from '../blobs/blobs.contract.ts';
import { LocalBlobs } from '../blobs/blobs.local.ts';
import { invocation, zipped } from './functions.contract.ts';
import { LocalFunctions } from './functions.local.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-provisioning-'));
const blobs = new LocalBlobs(path.join(root, 'blobs'));
// Whoever is not kept is ended at once.
const options = { instancesMax: 4, idleMs: 1 };
const functions = new LocalFunctions({ folder: root, blobs, path: process.env['PATH'] ?? '' }, options);
after(() => {
  functions.close();
  rmSync(root, { recursive: true, force: true });
});

const told = `exports.handler = async (event) => {
  if (event.exit) process.exit(3);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [process.pid, process.env.AWS_LAMBDA_INITIALIZATION_TYPE];
};`;

/** A function under a name of its own: how many of it are kept, and what it answers. */
async function named(name: string, content: string) {
  const code = await blobs.write(zipped({ 'index.js': content }));
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}:1`;
  const invoke = async (payload: object, provisioned?: number) => {
    const more = { function: arn, ...(provisioned !== undefined && { provisioned }) };
    const invoked = (await functions.perform(invocation(code, payload, more))) as FunctionInvoked;
    const began = invoked.log.includes('Init Duration');
    return { began, answer: JSON.parse(invoked.payload) as [pid: number, how: string] };
  };
  const keep = (count: number) => {
    const { timeoutMs: _t, payload: _p, requestId: _r, ...process } = invocation(code, {}, { function: arn });
    return functions.perform({ ...process, type: 'function.provision', count } as FunctionProvision);
  };
  return { invoke, keep };
}

const pidsOf = (said: readonly { readonly answer: readonly [number, string] }[]): number[] =>
  said.map(({ answer: [pid] }) => pid).sort();

test('processes that are kept are there before anybody calls, and stay, and are replaced', async () => {
  const { invoke, keep } = await named('kept', told);
  await keep(2);
  const first = await Promise.all([invoke({}, 2), invoke({}, 2)]);
  assert.deepEqual(
    first.map(({ began, answer: [, how] }) => [began, how]),
    [
      [false, 'provisioned-concurrency'],
      [false, 'provisioned-concurrency'],
    ],
  );
  assert.equal(new Set(pidsOf(first)).size, 2);
  const again = await Promise.all([invoke({}, 2), invoke({}, 2)]);
  assert.deepEqual(pidsOf(again), pidsOf(first));

  await invoke({ exit: true }, 2);
  await keep(2);
  const after = await Promise.all([invoke({}, 2), invoke({}, 2)]);
  assert.deepEqual([after.some(({ began }) => began), new Set(pidsOf(after)).size], [false, 2]);
  assert.equal(pidsOf(after).filter((pid) => pidsOf(first).includes(pid)).length, 1);

  // Who is more than are kept gets a process of his own, which is begun for him.
  const more = await Promise.all([invoke({}, 2), invoke({}, 2), invoke({}, 2)]);
  assert.equal(more.filter(({ began }) => began).length, 1);

  await keep(0);
  let began = false;
  for (let asked = 0; asked < 20 && !began; asked++) {
    await new Promise((resolve) => setTimeout(resolve, 20)); // A process is ended that rests for longer than 1 ms.
    ({ began } = await invoke({}));
  }
  assert.ok(began, 'they have ended, and another begins');
});

test('what cannot begin, or has no room, is refused', async () => {
  const broken = await named('broken', 'throw new Error("no");');
  await assert.rejects(broken.keep(1), refused('InitFailure'));
  const many = await named('many', told);
  await assert.rejects(many.keep(5), refused('NoRoom'));
  await many.keep(0);
});
