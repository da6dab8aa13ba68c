import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJsonPath, valuesAt } from './json-path.ts';

const body = {
  ref: 'refs/heads/main',
  'a.b': { c: 1 },
  commits: [
    { id: 'x', author: { login: 'ann' } },
    { id: 'y', author: { login: 'bob' } },
  ],
};

const rows: readonly (readonly [path: string, values: readonly unknown[] | undefined])[] = [
  ['$.ref', ['refs/heads/main']],
  ["$['ref']", ['refs/heads/main']],
  ['$["a.b"].c', [1]],
  ['$.commits[0].id', ['x']],
  ['$.commits[-1].id', ['y']],
  ['$.commits[*].id', ['x', 'y']],
  ['$..login', ['ann', 'bob']],
  ['$.nothing.at.all', []],
  ['$.commits.id', []],
  ['$', [body]],
  ['ref', undefined],
  ['$.commits[?(@.id)]', undefined],
  ['$.', undefined],
];

for (const [path, values] of rows)
  test(`${path} leads to ${JSON.stringify(values)}`, () => {
    const steps = parseJsonPath(path);
    assert.deepEqual(steps && valuesAt(steps, body), values);
  });
