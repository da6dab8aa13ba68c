import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, hashOf } from './draw.ts';

const all = ['a', 'b', 'c', 'd'].map((name) => ({ name, seed: hashOf(name) }));
const connections = Array.from({ length: 4000 }, (_, port) =>
  hashOf(`127.0.0.1:${20_000 + port} 127.77.0.1:80`),
);

test('connections fall to all alike', () => {
  const counts = all.map((one) => connections.filter((each) => drawn(all, each) === one).length);
  for (const count of counts) assert.ok(count > 900 && count < 1100, counts.join());
});

test('when one leaves, only its own connections go elsewhere', () => {
  const [gone, ...left] = all;
  for (const each of connections) {
    const before = drawn(all, each);
    if (before !== gone) assert.equal(drawn(left, each), before);
  }
});

test('nobody is drawn of none', () => {
  assert.equal(drawn([], 7), undefined);
});
