import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'node:test';
import { namesIn } from '../src/sweeping.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const rowsCount = 2000;
const rowBytes = 20_000;

/** As it comes from the disk: no row is a piece of another text. */
const row = (index: number): string =>
  Buffer.from(
    JSON.stringify({ sha256: index.toString(16).padStart(64, '0'), rest: 'x'.repeat(rowBytes) }),
  ).toString();

test('whoever gathers the names of bytes holds the names, and not the rows that they are in', async () => {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const names = await namesIn({
    async look(see) {
      for (let index = 0; index < rowsCount; index++) see(row(index));
    },
  });
  collectGarbage();
  const held = process.memoryUsage().heapUsed - before;
  assert.equal(names.size, rowsCount);
  assert.ok(held < (rowsCount * rowBytes) / 4, `${held} bytes are held`);
});
