import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notLarger, sizes } from './artifact-sizes.ts';

test('what is as large as it may be is let through, and a byte more is not', () => {
  const most = 7 * 2 ** 30;
  notLarger('The artifact', most, sizes.sourceObject);
  assert.throws(() => notLarger('The artifact', most + 1, sizes.sourceObject), {
    code: 'ConfigurationError',
    message: 'The artifact has 7516192769 bytes, and may have 7 GB.',
  });
});
