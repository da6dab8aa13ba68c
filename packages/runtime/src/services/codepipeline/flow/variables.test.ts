import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolved } from './variables.ts';

const namespaces = {
  Source: { CommitId: 'abc', 'Odd-Name': 'x' },
  variables: { environment: 'production', empty: '' },
};

/** text → what it becomes, or the reference that has no value. */
const rows: readonly [text: string, becomes: string | { readonly unresolved: string }][] = [
  ['plain', 'plain'],
  ['#{Source.CommitId}', 'abc'],
  ['commit #{Source.CommitId} to #{variables.environment}!', 'commit abc to production!'],
  ['#{Source.Odd-Name}', 'x'],
  ['[#{variables.empty}]', '[]'],
  ['#{Source.Nothing}', { unresolved: '#{Source.Nothing}' }],
  ['#{Nobody.CommitId}', { unresolved: '#{Nobody.CommitId}' }],
  ['#{notareference}', '#{notareference}'],
  ['${Source.CommitId}', '${Source.CommitId}'],
];

for (const [text, becomes] of rows)
  test(`variables: ${text}`, () => {
    const expected = typeof becomes === 'string' ? { configuration: { key: becomes } } : becomes;
    assert.deepEqual(resolved({ key: text }, namespaces), expected);
  });
