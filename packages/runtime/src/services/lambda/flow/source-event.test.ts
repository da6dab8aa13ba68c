import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doneOf, type Message } from './source-event.ts';

const messages = ['a', 'b'].map((MessageId) => ({ MessageId })) as unknown as readonly Message[];

test('of a batch is done what the function does not name; where it is not understood, nothing', () => {
  const rows: readonly (readonly [payload: string, done: readonly string[]])[] = [
    ['', ['a', 'b']],
    ['null', ['a', 'b']],
    ['{}', ['a', 'b']],
    ['{"batchItemFailures":[]}', ['a', 'b']],
    ['{"batchItemFailures":[{"itemIdentifier":"a"}]}', ['b']],
    ['{"batchItemFailures":[{"itemIdentifier":"c"}]}', []],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', []],
    ['{"batchItemFailures":[null]}', []],
    ['{"batchItemFailures":"a"}', []],
    ['not JSON', []],
  ];
  for (const [payload, done] of rows)
    assert.deepEqual(
      doneOf(messages, payload).map(({ MessageId }) => MessageId),
      done,
      payload,
    );
});
