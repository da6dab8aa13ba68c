import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './addresses.ts';

test('each task gets an address of its own', () => {
  const rows: readonly (readonly [n: number, block: number, address: string])[] = [
    [1, 0, '127.80.0.1'],
    [256, 0, '127.80.1.0'],
    [65_534, 0, '127.80.255.254'],
    [65_535, 0, '127.80.0.1'],
    [1, 1, '127.81.0.1'],
    [2, 127, '127.207.0.2'],
  ];
  for (const [n, block, expected] of rows) assert.equal(addressOf(n, block), expected);
});
