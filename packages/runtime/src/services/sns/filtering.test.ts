import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireFilterPolicy } from './filtering.ts';

const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

/** Policies, by what is looked at, and what is said of them. */
const rows: readonly [policy: object, scope: string, refused?: RegExp][] = [
  [{ a: values(150) }, 'MessageAttributes'],
  [{ a: values(151) }, 'MessageAttributes', /too complex/],
  [{ a: values(12), b: values(12) }, 'MessageAttributes'],
  [{ a: values(12), b: values(13) }, 'MessageAttributes', /too complex/],
  // AWS: the guide's example is 4 x 3 x 3 x 2 x 3 x 1, which is 216.
  [{ a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(3) }, 'MessageBody', /too complex/],
  [{ a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(2) }, 'MessageBody'],
  [{ $or: [{ a: values(75) }, { b: values(75) }] }, 'MessageAttributes'],
  [{ $or: [{ a: values(75) }, { b: values(76) }] }, 'MessageAttributes', /too complex/],
  [{ $or: ['a', 'b'] }, 'MessageAttributes'],
  [{ a: 'x' }, 'MessageAttributes', /must be an object or an array/],
  [Object.fromEntries(values(6).map((name) => [name, ['x']])), 'MessageAttributes', /more than 5 keys/],
];

test('filter policies that are too much are refused', () => {
  for (const [policy, scope, refused] of rows) {
    const read = () => requireFilterPolicy(JSON.stringify(policy), scope);
    if (refused) assert.throws(read, refused);
    else assert.doesNotThrow(read, JSON.stringify(policy).slice(0, 80));
  }
});
