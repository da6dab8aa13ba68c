import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { byteRange } from './byte-range.ts';

test('a Range header names bytes as S3 understands it', () => {
  const rows: [string, number, ReturnType<typeof byteRange>][] = [
    ['bytes=0-4', 10, { start: 0, end: 4 }],
    ['bytes=5-', 10, { start: 5, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-30', 10, { start: 0, end: 9 }],
    ['bytes=8-20', 10, { start: 8, end: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=4-2', 10, undefined],
    ['bytes=0-1,3-4', 10, undefined],
    ['bytes=-', 10, undefined],
    ['lines=1-2', 10, undefined],
  ];
  for (const [header, size, expected] of rows) assert.deepEqual(byteRange(header, size), expected, header);
});

test('for any satisfiable range, what is cut out lies within the object', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (first, last, size) => {
      const range = byteRange(`bytes=${first}-${last}`, size);
      if (range === undefined || range === 'unsatisfiable') return first > last || first >= size;
      return 0 <= range.start && range.start <= range.end && range.end < size;
    }),
  );
});
