import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './addresses.ts';

test('each task gets an address of its own', () => {
  const rows: readonly (readonly [n: number, block: number, address: string])[] = [
    [1, 0, '127.80.0.1'],
    [256, 0, '127.80.1.0'],
    [8_190, 0, '127.80.31.254'],
    [8_191, 0, '127.80.0.1'],
    [1, 1, '127.81.0.1'],
    [2, 127, '127.207.0.2'],
    [1, 128, '127.80.32.1'],
    [8_190, 1_023, '127.207.255.254'],
  ];
  for (const [n, block, expected] of rows) assert.equal(addressOf(n, block), expected);
});
