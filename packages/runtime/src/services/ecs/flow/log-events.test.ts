import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logBatch } from './log-events.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const followed = (output: string, from = 0) => ({ output, next: from + bytes(output) });
const messages = (output: string) => logBatch(0, followed(output), 1).logEvents.map(({ message }) => message);

test('each line is an event; empty lines are none', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['', []],
    ['one\n', ['one']],
    ['one\r\ntwo', ['one', 'two']],
    ['\n\none\n\ntwo\n', ['one', 'two']],
    ['  in\n', ['  in']],
  ];
  for (const [output, expected] of rows) assert.deepEqual(messages(output), expected, output);
});

test('what does not fit in one PutLogEvents is left for the next', () => {
  const lines = 'é\n'.repeat(10_001);
  const batch = logBatch(100, followed(lines, 100), 1);
  assert.equal(batch.logEvents.length, 10_000);
  assert.deepEqual([batch.next, batch.whole], [100 + 10_000 * 3, false]);
});

test('for any output, batch after batch gives every line once, in order', () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 50 });
  const everyLine = fc.property(text, (lines) => {
    const output = Buffer.from(lines.join('\n'));
    const seen: string[] = [];
    for (let from = 0; from < output.length;) {
      const batch = logBatch(from, { output: output.subarray(from).toString(), next: output.length }, 1);
      seen.push(...batch.logEvents.map(({ message }) => message));
      assert.ok(batch.next > from);
      from = batch.next;
    }
    const all = output
      .toString()
      .split('\n')
      .map((line) => line.replace(/\r$/, ''));
    assert.deepEqual(
      seen,
      all.filter((line) => line !== ''),
    );
  });
  fc.assert(everyLine);
});
