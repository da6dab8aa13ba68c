import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { cutOf, Output } from './output.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-output-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const signal = new AbortController().signal;
let files = 0;
const open = () => new Output(path.join(folder, String(++files)));

describe('the output of a process', () => {
  test('is cut after a line, or else after a whole character', () => {
    const rows: readonly [string, number, string][] = [
      ['one\ntwo\nthr', 11, 'one\ntwo\n'],
      ['no line', 7, 'no line'],
      ['pün', 2, 'p'],
      ['pü', 3, 'pü'],
      ['€', 2, ''],
      ['a🙂', 4, 'a'],
      ['🙂', 4, '🙂'],
    ];
    for (const [text, length, given] of rows) {
      const bytes = Buffer.from(text).subarray(0, length);
      assert.equal(bytes.subarray(0, cutOf(bytes)).toString(), given, text);
    }
  });

  test('for any text in any pieces, who follows gets all of it, in whole characters', async () => {
    const pieces = fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(7), async (texts, odd) => {
        const output = open();
        const bytes = Buffer.from(texts.join('\n'));
        for (let at = 0; at < bytes.length; at += odd + 1) output.append(bytes.subarray(at, at + odd + 1));
        output.end();
        let said = '';
        for (let next = 0, last = false; !last;) {
          const more = await output.follow(next, signal);
          said += more.output;
          ({ next, last } = more);
        }
        assert.equal(said, bytes.toString());
      }),
      { numRuns: 50 },
    );
  });

  test('a disk that is full ends nobody, and what is not kept is owned up to', async () => {
    const file = path.join(folder, String(++files));
    symlinkSync('/dev/full', file);
    const full = new Output(file);
    full.append(Buffer.from('nobody will know\n'));
    full.end();
    assert.deepEqual(await full.follow(0, signal), { output: '', next: 0, last: true });
  });

  test('what is said within a moment, and that it is the last, is one answer', async () => {
    const output = open();
    const following = output.follow(0, signal);
    output.append(Buffer.from('one\n'));
    for (let turn = 0; turn < 10; turn++) await undefined; // Whoever waits is awake, and no time has gone by.
    output.append(Buffer.from('two\n'));
    output.end();
    assert.deepEqual(await following, { output: 'one\ntwo\n', next: 8, last: true });
  });

  test('who waits is told as soon as there is a line', async () => {
    const output = open();
    const following = output.follow(0, signal);
    output.append(Buffer.from('a line\nand half'));
    assert.deepEqual(await following, { output: 'a line\n', next: 7, last: false });
    output.end();
    assert.deepEqual(await output.follow(7, signal), { output: 'and half', next: 15, last: true });
  });

  test('more than an answer holds is given in several', async () => {
    const output = open();
    output.append(Buffer.alloc(600 * 1024, 'x'));
    output.end();
    const lengths = [];
    for (let next = 0, last = false; !last;) {
      const more = await output.follow(next, signal);
      lengths.push(more.output.length);
      ({ next, last } = more);
    }
    assert.deepEqual(lengths, [256 * 1024, 256 * 1024, 88 * 1024]);
  });
});
