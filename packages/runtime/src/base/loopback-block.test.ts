import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopbackBlock } from './loopback-block.ts';

test('houses at ports next to each other have blocks of their own', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['http://127.0.0.1:4566', 0],
    ['http://localhost:4567', 1],
    ['http://[::1]:4565', 1_023],
    ['http://127.0.0.1:5590', 0],
    ['http://127.0.0.1:1', 555],
    ['https://penstock.example', 634],
  ];
  for (const [endpoint, block] of rows) assert.equal(loopbackBlock(endpoint), block, endpoint);
});
