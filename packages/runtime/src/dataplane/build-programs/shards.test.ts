import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shardOf, strategies } from './shards.ts';

const files = Array.from({ length: 23 }, (_, index) => `test/${String(index).padStart(2, '0')}.test.js`);
const shards = (count: number) => Array.from({ length: count }, (_, index) => ({ index, count }));

for (const [name, strategy] of Object.entries(strategies))
  test(`every test is of exactly one build: ${name}`, () => {
    for (const count of [1, 2, 5, 30]) {
      const parts = shards(count).map((shard) => strategy(files.toReversed(), shard));
      assert.deepEqual(parts.flat().sort(), files);
    }
  });

test('equal parts differ by at most one file, and keep neighbours together', () => {
  const parts = shards(5).map((shard) => strategies['equal-distribution'](files, shard));
  assert.deepEqual(
    parts.map(({ length }) => length),
    [5, 5, 5, 4, 4],
  );
  assert.deepEqual(parts.flat(), files);
});

test('a stable part keeps its files when others come and go', () => {
  const fewer = files.filter((_, index) => index % 3 !== 0);
  for (const shard of shards(4)) {
    const before = strategies.stability(files, shard);
    assert.deepEqual(
      strategies.stability(fewer, shard),
      before.filter((file) => fewer.includes(file)),
    );
  }
});

test('a build that is in no fan-out has all tests', () => {
  assert.deepEqual(shardOf(undefined), { index: 0, count: 1 });
  assert.deepEqual(shardOf('2/5'), { index: 1, count: 5 });
});
