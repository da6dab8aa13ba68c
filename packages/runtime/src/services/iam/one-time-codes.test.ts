import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base32, codeAt, pairOf, stepAt, stepOf } from './one-time-codes.ts';

/** RFC 6238, appendix B, of which six digits are the last six of its eight. */
const seed = Buffer.from('12345678901234567890');
const times: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test('codes are those of the standard', () => {
  for (const [seconds, code] of times) assert.equal(codeAt(seed, stepAt(seconds * 1000)), code);
  assert.equal(base32(Buffer.from('12345')), 'GEZDGNBV');
});

test('a code is good for a step before and after its own, and once', () => {
  const now = 59_000;
  const step = stepAt(now);
  assert.equal(stepOf(seed, '287082', { now, after: -1 }), step);
  assert.equal(stepOf(seed, '287082', { now: now + 30_000, after: -1 }), step);
  assert.equal(stepOf(seed, '287082', { now: now + 61_000, after: -1 }), undefined);
  assert.equal(stepOf(seed, '287082', { now, after: step }), undefined);
});

test('two codes are a pair where one follows the other', () => {
  const step = stepAt(1_111_111_111_000);
  const [one, two, three] = [0, 1, 2].map((more) => codeAt(seed, step + more)) as [string, string, string];
  const now = (step + 2) * 30_000;
  assert.equal(pairOf(seed, [one, two], now), step + 1);
  assert.equal(pairOf(seed, [two, one], now), undefined);
  assert.equal(pairOf(seed, [one, three], now), undefined);
});
