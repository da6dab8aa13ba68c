import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFound } from './patient-search.ts';
import { regularExpressionOf } from './regular-expression.ts';

/** Each place is found at once, and then something longer is looked for up to the end of the text. */
const slow = regularExpressionOf('x.*y|x')!;

test('an expression whose places would take the square of the text is given up; others are found everywhere', () => {
  const text = 'x'.repeat(64 * 1024);
  assert.equal(slow.places(text), undefined);
  assert.equal(slow.replaced(text, 'z'), undefined);
  assert.equal(slow.test(text), true);
  assert.equal(slow.places('x'.repeat(100))!.length, 100);
  assert.equal(slow.replaced('xxx', 'z'), 'zzz');
  const digits = regularExpressionOf(String.raw`\d{4}(?:-\d{2})?`)!;
  assert.equal(digits.places('2026-12'.repeat(8 * 1024))!.length, 8 * 1024);
  assert.equal(digits.places('1'.repeat(64 * 1024))!.length, 16 * 1024);
  assert.equal(digits.replaced('2026-12 '.repeat(8 * 1024), '?'), '? '.repeat(8 * 1024));
});

test('a large expression is followed for as long as a small one is', () => {
  const large = regularExpressionOf('(?:x|(?:x.{1000})+y)')!;
  assert.equal(large.places('x'.repeat(64 * 1024)), undefined);
  // Each letter is looked at a few times only, and each time two thousand instructions are followed.
  const heavy = regularExpressionOf('(?:a?){1000}a{1000}')!;
  assert.equal(heavy.places('a'.repeat(64 * 1024)), undefined);
  assert.equal(heavy.places('a'.repeat(2048))!.length, 1);
});

test('an expression that needs backtracking is given up where it never ends', () => {
  const text = `${'a'.repeat(4096)}!`;
  assert.equal(isFound(/^(?:(a+)+)$/, text), false);
  assert.equal(isFound(/^(?:(A+)+!)$/i, text), true);
  assert.equal(isFound(/^(?:(?=a)a+!)$/, text), true);
  assert.equal(isFound(/^(?:(?=a)(a+)+)$/, text), false);
});
