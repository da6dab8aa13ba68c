import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PatternIndex } from './pattern-index.ts';
import { readPattern } from './pattern.ts';

const word = fc.constantFrom('', 'a', 'A', 'ab', 'b', 'ba', 'aba', '*', '7');
const scalar = fc.oneof(word, fc.constantFrom(0, -0, 7, true, false, null));
const comparison = fc.oneof(
  scalar,
  word.map((prefix) => ({ prefix })),
  word.map((suffix) => ({ suffix })),
  word.map((text) => ({ 'equals-ignore-case': text })),
  word.map((text) => ({ prefix: { 'equals-ignore-case': text } })),
  word.map((text) => ({ wildcard: `${text.replace('*', '\\*')}*` })),
  word.map((text) => ({ 'anything-but': text })),
  fc.boolean().map((exists) => ({ exists })),
  fc.constant({ numeric: ['>', 3] }),
);
const name = fc.constantFrom('x', 'y', '__proto__');
const wanted = fc.array(comparison, { minLength: 1, maxLength: 3 });
const { pattern } = fc.letrec<{ pattern: object; alternatives: object }>((tie) => ({
  pattern: fc
    .array(fc.tuple(name, fc.oneof({ maxDepth: 2 }, wanted, tie('pattern'))), { minLength: 1, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries)),
  alternatives: tie('pattern'),
}));
const alternatives = fc.tuple(pattern, fc.array(pattern, { minLength: 2, maxLength: 2 }));
const anyPattern = fc.oneof(
  pattern,
  alternatives.map(([base, either]) => ({ ...base, $or: either })),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 2 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
const event = fc.tuple(value, value).map(([x, y]) => ({ x, y }));

test('for any patterns and event, none that holds is left out, and none comes twice', () => {
  let held = 0;
  fc.assert(
    fc.property(fc.array(anyPattern, { maxLength: 12 }), event, (patterns, happened) => {
      const texts = patterns.map((each) => JSON.stringify(each));
      const index = new PatternIndex(texts.map((text, of) => ({ text, of })));
      const found = index.candidates(happened);
      assert.equal(new Set(found).size, found.length);
      const holding = texts.flatMap((text, at) => (readPattern(text)(happened) ? [at] : []));
      held += holding.length;
      assert.deepEqual(
        found.filter((at) => readPattern(texts[at]!)(happened)).sort((a, b) => a - b),
        holding,
      );
    }),
    { numRuns: 200 },
  );
  assert.ok(held > 20, `a test in which nothing holds would prove nothing: ${held}`);
});

test('of a thousand patterns that differ in one word, an event is held against its own', () => {
  const texts = Array.from({ length: 1000 }, (_, at) =>
    JSON.stringify({
      source: ['shop'],
      detail: { path: [{ prefix: `/shop/${at}/` }], ms: [{ numeric: ['>', 1] }] },
    }),
  );
  const index = new PatternIndex(texts.map((text, of) => ({ text, of })));
  assert.deepEqual(index.candidates({ source: 'shop', detail: { path: '/shop/123/x', ms: 2 } }), [123]);
  assert.deepEqual(index.candidates({ source: 'shop', detail: { ms: 2 } }), []);
});
