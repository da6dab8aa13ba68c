import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesWildcard } from './tag-mutability.ts';

test('stars stand for any characters, and however many there are it is soon known whether they fit', () => {
  assert.equal(matchesWildcard('v*-rc', 'v1.0-rc'), true);
  assert.equal(matchesWildcard('v1.*', 'v1x0'), false);
  assert.equal(matchesWildcard('*a'.repeat(30), 'a'.repeat(127) + 'b'), false);
});
