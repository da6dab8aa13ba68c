import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './addresses.ts';

test('each task gets an address of its own', () => {
  const rows: readonly [number, string][] = [
    [1, '127.80.0.1'],
    [256, '127.80.1.0'],
    [65_536, '127.81.0.0'],
    [2 ** 20 - 2, '127.95.255.254'],
    [2 ** 20 - 1, '127.80.0.1'],
  ];
  for (const [n, expected] of rows) assert.equal(addressOf(n), expected);
});
