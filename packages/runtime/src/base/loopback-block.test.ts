import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopbackBlock } from './loopback-block.ts';

test('houses at ports next to each other have blocks of their own', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['http://127.0.0.1:4566', 0],
    ['http://localhost:4567', 1],
    ['http://[::1]:4565', 127],
    ['http://127.0.0.1:4694', 0],
    ['http://127.0.0.1:1', 43],
    ['https://penstock.example', 122],
  ];
  for (const [endpoint, block] of rows) assert.equal(loopbackBlock(endpoint), block, endpoint);
});
