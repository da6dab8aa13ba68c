import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledIn, QueryEvaluationError } from './jsonata.ts';
import type { Json } from './json.ts';

const input = {
  list: [1, 2, 3],
  name: 'ann',
  pairs: [
    { key: 'a', value: 1 },
    { key: 'b', value: 2 },
  ],
};
const known = {
  states: { input, context: {} },
  variables: { total: 5 },
  seed: 'seed',
  now: Date.parse('2026-01-01T10:30:00Z'),
};
const value = (expression: string): Json => filledIn(`{% ${expression} %}`, 'Output', known);

const rows: readonly (readonly [string, Json])[] = [
  ['$states.input.list[$ > 1]', [2, 3]],
  ['$sum($states.input.list) + $total', 11],
  ['$states.input.pairs{key: value}', { a: 1, b: 2 }],
  ['$now()', '2026-01-01T10:30:00.000Z'],
  ['$now("[Y]")', '2026'],
  ['$millis()', known.now],
  ['$fromMillis($toMillis("12:00", "[H]:[m]"))', '2026-01-01T12:00:00.000Z'],
  ['$range(0, 10, 5)', [0, 5, 10]],
  ['$partition([1, 2, 3], 2)', [[1, 2], [3]]],
  ['$hash("a", "SHA-1")', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ['$parse("{\\"a\\": [1]}")', { a: [1] }],
  ['$replace("a1b2", /[0-9]/, "#")', 'a#b#'],
  ['$match("abAB", /a(b)/i).groups', ['b', 'B']],
  ['$count($shuffle([1..9]))', 9],
  ['$uuid() = $uuid()', false],
  ['$random(7) = $random(7)', true],
];
for (const [expression, wanted] of rows)
  test(`the JSONata expression ${expression} is evaluated`, () =>
    assert.deepEqual(value(expression), wanted));

test('what is random in an expression is the same whenever it is asked for', () => {
  assert.equal(value('$uuid()'), value('$uuid()'));
  assert.deepEqual(value('$shuffle([1..9])'), value('$shuffle([1..9])'));
});

test('texts and what is in objects and arrays are evaluated, and nothing else', () => {
  const template = { sum: ['{%$total%}', 'total'], none: null, part: 'a {% $total %}' };
  assert.deepEqual(filledIn(template, 'Output', known), { ...template, sum: [5, 'total'] });
});

const failing: readonly (readonly [string, RegExp])[] = [
  ['$states.input.nothing', /specified for the field 'Output' returned nothing \(undefined\)\.$/],
  ['1 + "a"', /threw an error during evaluation\. T2002: /],
  ['$eval("1")', /T1006/],
  ['$parse("{")', /The text is no JSON/],
  ['function($x) { $x }', /returned nothing/],
  ['($f := function($x) { $f($x) + 1 }; $f(1))', /goes on for too long/],
  ['$match("aaaa", /(a)\\1/)', /threw an error/],
  ['$replace($join([1..65536].("x")), /x.*y|x/, "")', /goes on for too long/],
  // A small one could look so often.
  ['$match($join([1..4096].("a")), /(?:a?){300}c|a/)', /goes on for too long/],
];
for (const [expression, wanted] of failing)
  test(`the JSONata expression ${expression} fails`, () =>
    assert.throws(
      () => value(expression),
      (error) => error instanceof QueryEvaluationError && wanted.test(error.cause),
    ));
