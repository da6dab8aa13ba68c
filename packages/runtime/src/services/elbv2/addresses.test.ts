import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './addresses.ts';

test('each load balancer gets an address of its own', () => {
  const rows: readonly (readonly [n: number, block: number, address: string])[] = [
    [1, 0, '127.77.0.1'],
    [256, 0, '127.77.1.0'],
    [510, 0, '127.77.1.254'],
    [511, 0, '127.77.0.1'],
    [1, 1, '127.77.2.1'],
    [510, 127, '127.77.255.254'],
    [1, 128, '127.75.0.1'],
    [510, 1_023, '127.63.255.254'],
  ];
  for (const [n, block, expected] of rows) assert.equal(addressOf(n, block), expected);
});
