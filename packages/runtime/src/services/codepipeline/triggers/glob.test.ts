import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globMatches } from './glob.ts';

const rows: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['main', 'main', true],
  ['main', 'main2', false],
  ['*', 'main', true],
  ['*', 'feature/login', false],
  ['feature/*', 'feature/login', true],
  ['feature/*', 'feature/a/b', false],
  ['feature/**', 'feature/a/b', true],
  ['feature/**', 'feature', false],
  ['**', 'a/b/c.txt', true],
  ['**/README.md', 'docs/README.md', true],
  ['**/README.md', 'README.md', false],
  ['common/**/*.js', 'common/a/b/c.js', true],
  ['*.{java,class}', 'A.class', true],
  ['*.{java,class}', 'A.jar', false],
  ['foo.?', 'foo.c', true],
  ['foo.?', 'foo./', false],
  ['v[0-9].*', 'v1.2', true],
  ['v[!0-9]', 'v1', false],
  ['v[-a]', 'v-', true],
  ['release\\*', 'release*', true],
  ['release\\*', 'release1', false],
  ['[{]a', '{a', true],
  ['a{b', 'a{b', true],
  ['', '', true],
];

for (const [pattern, text, matches] of rows)
  test(`${pattern} ${matches ? 'is' : 'is not'} ${text}`, () =>
    assert.equal(globMatches(pattern, text), matches));

test('for any text, what is escaped is itself alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const escaped = text.replace(/[\\*?[\]{},]/g, '\\$&');
      assert.equal(globMatches(escaped, other), text === other);
      assert.ok(globMatches(escaped, text));
    }),
  );
});

test('a pattern of many stars takes no longer than it and the text are long', () => {
  const before = process.threadCpuUsage();
  assert.equal(globMatches(`${'*a'.repeat(100)}b`, 'a'.repeat(2_000)), false);
  assert.ok(process.threadCpuUsage(before).user < 2_000_000);
});
