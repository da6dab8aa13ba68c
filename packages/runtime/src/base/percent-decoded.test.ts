import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentDecoded } from './percent-decoded.ts';

test('what is no address says nothing', () => {
  assert.equal(percentDecoded('a%2Fb%40c'), 'a/b@c');
  for (const wrong of ['%', 'a%zz', '%E0%A4%A']) assert.equal(percentDecoded(wrong), undefined, wrong);
});
