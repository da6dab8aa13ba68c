import assert from 'node:assert/strict';
import { test } from 'node:test';
import { variablesIn } from './environment-file.ts';

test('a file of variables is read line by line, quotes and spaces included; the first of two counts', () => {
  const text =
    '# comment\n\nGREETING="hello there" \r\nEMPTY=\nURL=http://a/?b=c\nno variable\nEMPTY=later\n=x\n';
  assert.deepEqual(variablesIn(text), { GREETING: '"hello there" ', EMPTY: '', URL: 'http://a/?b=c' });
});
