import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameMatcher } from './selection.ts';

test('patterns of few stars and of many mean the same names', () => {
  const matches = nameMatcher(['dist/**/*.js', 'lib/**/*-*-*.{jar,war}', '[literal*]*?*']);
  for (const name of ['dist/a/b.js', 'lib/a-b-c.jar', 'lib/x/a-b-.war', 'lots', '[literal*]*?*'])
    assert.equal(matches(name), true, name);
  for (const name of ['dist/a.css', 'lib/a-b.jar', 'a']) assert.equal(matches(name), false, name);
});

test('a pattern that takes a name apart in endless ways is refused', () => {
  const matches = nameMatcher([`${'*a'.repeat(12)}*b`]);
  assert.equal(matches('aaaaaaaaaaaab'), true);
  assert.throws(() => matches('a'.repeat(250)), { code: 'PatternTooSlow' });
});
