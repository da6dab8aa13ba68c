import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { inQuotes } from './expansion.ts';

const rows: readonly (readonly [text: string, evaluated: string])[] = [
  ['plain', 'plain'],
  ['a "quoted" \\ word', 'a "quoted" \\ word'],
  ['$WORD-${WORD}', 'a  b-a  b'],
  ['key-$(printf %s x)', 'key-x'],
  ['key-$(printf "%s|" "**/a b" c)-"d"', 'key-**/a b|c|-"d"'],
  [`key-$(printf '%s' "$(printf '%s' "a  b")")`, 'key-a  b'],
  ['key-`printf "%s|" "a b"`', 'key-a b|'],
  ['"; touch gone; "', '"; touch gone; "'],
];

for (const [text, evaluated] of rows)
  test(`${text} is one word of a shell`, () => {
    const line = `printf %s ${inQuotes(text)}`;
    const env = { ...process.env, WORD: 'a  b' };
    assert.equal(execFileSync('sh', ['-c', line], { env, encoding: 'utf8' }), evaluated);
  });
