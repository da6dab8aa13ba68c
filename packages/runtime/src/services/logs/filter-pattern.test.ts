import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../base/aws-error.ts';
import { compilePattern } from './filter-pattern.ts';

const line = '[Container] ERROR in build: exit status 1';

test('a pattern of terms finds what AWS says it finds', () => {
  const rows: [string, boolean][] = [
    ['', true],
    ['ERROR', true],
    ['error', false],
    ['ERROR build', true],
    ['ERROR WARN', false],
    ['?ERROR ?WARN', true],
    ['?INFO ?WARN', false],
    ['ERROR -build', false],
    ['ERROR -WARN', true],
    ['-ERROR', false],
    ['"exit status"', true],
    ['"exit  status"', false],
    ['?INFO ERROR', true],
    ['-"exit status 2"', true],
    ['"[Container]"', true],
  ];
  for (const [pattern, expected] of rows) assert.equal(compilePattern(pattern)(line), expected, pattern);
});

test('a pattern of a kind that is not served is refused, never ignored', () => {
  for (const pattern of ['{ $.level = "error" }', '[ip, user]', '%ERR.*%', 'a:b', '"unclosed'])
    assert.throws(() => compilePattern(pattern), AwsError, pattern);
});
