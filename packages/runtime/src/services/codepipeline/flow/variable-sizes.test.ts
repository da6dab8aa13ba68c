import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationTooLarge, outputsTooLarge } from './variable-sizes.ts';

test('names and values count, in bytes', () => {
  assert.equal(outputsTooLarge({ a: 'x'.repeat(122_879) }), undefined);
  assert.equal(outputsTooLarge({ a: 'x'.repeat(122_880) })?.code, 'ConfigurationError');
  assert.equal(outputsTooLarge({ a: 'é'.repeat(61_440) })?.code, 'ConfigurationError');
  assert.equal(configurationTooLarge({ a: 'x'.repeat(102_399) }), undefined);
  assert.equal(
    configurationTooLarge({ ab: 'x'.repeat(51_200), c: 'x'.repeat(51_199) })?.code,
    'ConfigurationError',
  );
});
