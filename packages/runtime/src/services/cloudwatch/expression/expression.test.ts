import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from './evaluate.ts';
import { ExpressionError, parseExpression } from './parse.ts';
import type { Series, Value } from './values.ts';

const _ = undefined;
const series = (label: string, ...values: (number | undefined)[]): Series => ({
  kind: 'series',
  label,
  values,
});

/** Four minutes of three metrics. */
const known: Readonly<Record<string, Series>> = {
  m1: series('m1', 1, 2, _, 4),
  m2: series('m2', 10, _, 30, 40),
  zero: series('zero', 0, 0, 0, 0),
};

function run(text: string): Value {
  return evaluate(parseExpression(text), {
    times: [0, 60_000, 120_000, 180_000],
    periodSeconds: 60,
    query: (id) => known[id],
    metrics: () => Object.entries(known).map(([id, each]) => ({ id, series: each })),
  });
}

function shown(value: Value): unknown {
  if (value.kind === 'list') return value.items.map(({ values }) => values);
  return value.kind === 'series' ? value.values : value.value;
}

const rows: readonly [expression: string, result: unknown][] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['10 - 4 - 3', 3],
  ['1 < 2 AND 2 < 1', 0],
  ['1 < 2 || 2 < 1', 1],
  ['m1 * 100', [100, 200, _, 400]],
  ['m1 + m2', [11, _, _, 44]],
  ['m1 / zero', [_, _, _, _]],
  ['-m1', [-1, -2, _, -4]],
  ['m1 >= 2', [0, 1, _, 1]],
  ['FILL(m1, 0)', [1, 2, 0, 4]],
  ['FILL(m1, m2)', [1, 2, 30, 4]],
  ['FILL(m1, REPEAT)', [1, 2, 2, 4]],
  ['FILL(m1, LINEAR)', [1, 2, 3, 4]],
  ['100 * FILL(m1, 0) / FILL(m2, 100)', [10, 2, 0, 10]],
  ['MAX([m1, m2])', [10, 2, 30, 40]],
  ['MIN([m1, m2])', [1, 2, 30, 4]],
  ['SUM([m1, m2])', [11, 2, 30, 44]],
  ['AVG([m1, m2])', [5.5, 2, 30, 22]],
  ['SUM(METRICS("m"))', [11, 2, 30, 44]],
  ['SUM(m1)', 7],
  ['MAX(m1)', 4],
  ['AVG(m2)', 80 / 3],
  ['STDDEV(m1 * 0)', 0],
  ['m1 - MIN(m1)', [0, 1, _, 3]],
  [
    '[m1, m2] * 2',
    [
      [2, 4, _, 8],
      [20, _, 60, 80],
    ],
  ],
  [
    '[m1, m2] + zero',
    [
      [1, 2, _, 4],
      [10, _, 30, 40],
    ],
  ],
  ['IF(m1 > 1, 1, 0)', [0, 1, _, 1]],
  ['IF(m1 > 1, m2, m1)', [1, _, _, 40]],
  ['IF(zero, 1, m1)', [1, 2, _, 4]],
  ['IF(1, m1, m2)', [1, 2, _, 4]],
  ['ABS(-m1)', [1, 2, _, 4]],
  ['CEIL(m1 / 3)', [1, 1, _, 2]],
  ['FLOOR(m1 / 3)', [0, 0, _, 1]],
  ['PERIOD(m1)', 60],
  ['m1 / PERIOD(m1) * 60', [1, 2, _, 4]],
  ['RATE(m2)', [_, _, 20 / 120, 10 / 60]],
  ['DIFF(m1)', [_, 1, _, 2]],
  ['DATAPOINT_COUNT(m1)', 3],
  ['FIRST([m1, m2])', [1, 2, _, 4]],
  ['LAST(METRICS())', [0, 0, 0, 0]],
  ['RUNNING_SUM(m1)', [1, 3, _, 7]],
  ['TIME_SERIES(5)', [5, 5, 5, 5]],
];

for (const [expression, result] of rows) {
  test(`${expression} evaluates`, () => assert.deepEqual(shown(run(expression)), result));
}

const mistakes: readonly [expression: string, at: number, message: RegExp][] = [
  ['m1 +', 4, /unexpected 'the end'/],
  ['m1 m2', 3, /unexpected 'm2'/],
  ['m1 + $', 5, /unexpected character '\$'/],
  ['SUM(m1', 6, /expected '\)'/],
  ['m9 * 2', 0, /no metric or expression has the id 'm9'/],
  ['1 + NOPE(m1)', 4, /there is no function NOPE/],
  ['FILL(m1)', 0, /FILL takes 2 arguments, not 1/],
  ['RATE(1)', 0, /RATE takes time series, not a number/],
  ['[m1, m2] + [m1]', 9, /same length/],
];

for (const [expression, at, message] of mistakes) {
  test(`the mistake in ${expression} is pointed at`, () => {
    assert.throws(
      () => run(expression),
      (error) => error instanceof ExpressionError && error.at === at && message.test(error.message),
    );
  });
}
