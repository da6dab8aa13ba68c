import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesBetween } from './line-diff.ts';
import { mergedText, mergeLines } from './line-merge.ts';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 12 })
  .map((lines) => lines.join(''));
const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });

test('for any two texts, the changes make the one of the other, and are as few as there can be', () => {
  const holds = fc.property(lines, lines, (before, after) => {
    const made: string[] = [];
    let at = 0;
    let edits = 0;
    for (const change of changesBetween(before, after)) {
      made.push(
        ...before.slice(at, change.before.start),
        ...after.slice(change.after.start, change.after.end),
      );
      at = change.before.end;
      edits += change.before.end - change.before.start + change.after.end - change.after.start;
    }
    assert.deepEqual([...made, ...before.slice(at)], after);
    assert.equal(edits, before.length + after.length - 2 * longestCommon(before, after));
  });
  fc.assert(holds, { numRuns: 200 });
});

/** By the book, for short lists. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const row = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a)
    for (let at = 1, corner = 0; at <= b.length; at++) {
      const above = row[at]!;
      row[at] = one === b[at - 1] ? corner + 1 : Math.max(above, row[at - 1]!);
      corner = above;
    }
  return row[b.length]!;
}

test('for any texts, what one side alone has changed is taken, whichever side it is', () => {
  const holds = fc.property(text, text, (base, changed) => {
    assert.equal(mergedText(mergeLines(base, changed, base)), changed);
    assert.equal(mergedText(mergeLines(base, base, changed)), changed);
    assert.equal(mergedText(mergeLines(base, changed, changed)), changed);
  });
  fc.assert(holds, { numRuns: 200 });
});

test('for any texts, sides may change places', () => {
  const holds = fc.property(text, text, text, (base, ours, theirs) => {
    const [one, other] = [mergeLines(base, ours, theirs), mergeLines(base, theirs, ours)];
    assert.equal(mergedText(one), mergedText(other));
    assert.equal(mergedText(one, 'source'), mergedText(other, 'destination'));
  });
  fc.assert(holds, { numRuns: 200 });
});

test('sides that change different lines are merged; conflicts take the lines of whoever is chosen', () => {
  const base = '1\n2\n3\n4\n5\n';
  assert.equal(
    mergedText(mergeLines(base, 'one\n2\n3\n4\n5\n', '1\n2\n3\n4\nfive\n')),
    'one\n2\n3\n4\nfive\n',
  );
  const torn = mergeLines(base, '1\n2\nsource\n4\n5\nmore\n', '1\n2\ndestination\n4\n5\n');
  assert.equal(mergedText(torn), undefined);
  assert.equal(mergedText(torn, 'source'), '1\n2\nsource\n4\n5\nmore\n');
  assert.equal(mergedText(torn, 'destination'), '1\n2\ndestination\n4\n5\nmore\n');
  assert.deepEqual(
    torn.hunks.map(({ isConflict, base: { start, end } }) => [isConflict, start, end]),
    [
      [true, 2, 3],
      [false, 5, 5],
    ],
  );
});
