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
  none: series('none', _, _, _, _),
  // AWS: the examples of "Comparison and logical operators" and of "Using IF expressions".
  a1: series('a1', 30, 20, 0, 0),
  a2: series('a2', 20, _, 20, _),
  t1: series('t1', 1, 1, 0, 0, _),
  t2: series('t2', 30, _, 0, 0, 30),
  t3: series('t3', 0, 0, 20, _, 20),
};

function run(text: string): Value {
  return evaluate(parseExpression(text), {
    times: [0, 60_000, 120_000, 180_000],
    periodSeconds: 60,
    query: (id) => known[id],
    metrics: () => ['m1', 'm2', 'zero'].map((id) => ({ id, series: known[id]! })),
    search: ({ text, stat }) => [series(`${text} ${stat}`, 1, _, 3, _)],
    band: (id, deviations) => [series(id, deviations), series(id, -deviations)],
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
  ['m1 + m2', [11, 2, 30, 44]],
  ['m1 - m2', [-9, 2, -30, -36]],
  ['m1 * m2', [10, 0, 0, 160]],
  ['m2 / m1', [10, 0, _, 10]],
  ['m1 + none', [1, 2, _, 4]],
  ['none + none', [_, _, _, _]],
  ['a1 < a2', [0, 0, 1, 0]],
  ['a1 >= 30', [1, 0, 0, 0]],
  ['a1 > 15 AND a2 > 15', [1, 0, 0, 0]],
  ['a1 > 15 && a2 > 15 || a1 == 0', [1, 0, 1, 1]],
  ['a1 != a2', [1, 1, 1, 0]],
  ['a1 <= a2', [0, 0, 1, 1]],
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
  ['AVG([m1, m2])', [5.5, 1, 15, 22]],
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
      [1, 2, 0, 4],
      [10, 0, 30, 40],
    ],
  ],
  [
    'zero - [m1, m2]',
    [
      [-1, -2, 0, -4],
      [-10, 0, -30, -40],
    ],
  ],
  ['IF(m1 > 1, 1, 0)', [0, 1, _, 1]],
  ['IF(m1 > 1, m2, m1)', [1, 0, _, 40]],
  ['IF(t1, t2, t3)', [30, 0, 20, _, _]],
  ['IF(t1, 5, t3)', [5, 5, 20, _, _]],
  ['IF(t1, t2, 5)', [30, 0, 5, 5, _]],
  ['IF(t1, t2)', [30, 0, _, _, _]],
  ['IF(0, m1)', [_, _, _, _]],
  ['IF(m1 < 3, m1)', [1, 2, _, _]],
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
  ['TIME_SERIES(1 / 0)', [_, _, _, _]],
  ['TIME_SERIES(MAX(m1))', [4, 4, 4, 4]],
  ['DIFF_TIME(m1)', [_, 60, _, 120]],
  ['DATAPOINT_COUNT(METRICS())', [3, 2, 2, 3]],
  ['METRIC_COUNT(METRICS())', 3],
  ['METRIC_COUNT([METRICS("m1"), METRICS("zero")])', 2],
  ['METRIC_COUNT(REMOVE_EMPTY([m1, none]))', 1],
  ['MINUTE(m1)', [0, 1, 2, 3]],
  ['HOUR(m1)', [0, 0, 0, 0]],
  // 1970 began on a Thursday.
  ['DAY(none)', [4, 4, 4, 4]],
  ['DATE(m1)', [1, 1, 1, 1]],
  ['MONTH(m1)', [1, 1, 1, 1]],
  ['YEAR(m1)', [1970, 1970, 1970, 1970]],
  ['EPOCH(m1)', [0, 60, 120, 180]],
  ['IF(MINUTE(m1) < 2, m1)', [1, 2, _, _]],
  ['STDDEV([m1, m2])', [4.5, 0, 0, 18]],
  ['LOG(m1 * 0 + 1)', [0, 0, _, 0]],
  ['LOG10(m2 * 10)', [2, _, Math.log10(300), Math.log10(400)]],
  ['LOG(zero)', [_, _, _, _]],
  ['FIRST(SORT([m1, m2, none], AVG, DESC))', [10, _, 30, 40]],
  ['LAST(SORT([m1, none, m2], SUM, ASC))', [_, _, _, _]],
  ['METRIC_COUNT(SORT(METRICS(), MIN, ASC, 2))', 2],
  ['FIRST(SLICE(SORT(METRICS(), MAX, DESC), 1))', [1, 2, _, 4]],
  ['METRIC_COUNT(SLICE(METRICS(), 0, 2))', 2],
  [
    'FILL([m1, m2], zero)',
    [
      [1, 2, 0, 4],
      [10, 0, 30, 40],
    ],
  ],
  ['FILL(none, LINEAR)', [_, _, _, _]],
  [`SEARCH('{A,B} "c"', 'Sum', 300) * 2`, [[2, _, 6, _]]],
  ["SUM(SEARCH(' a ', 'Sum'))", [1, _, 3, _]],
  ['ANOMALY_DETECTION_BAND(m1)', [[2], [-2]]],
  ['LAST(ANOMALY_DETECTION_BAND(m1, 4))', [-4]],
];

for (const [expression, result] of rows) {
  test(`${expression} evaluates`, () => assert.deepEqual(shown(run(expression)), result));
}

const mistakes: readonly [expression: string, message: string][] = [
  ['m1 +', "Invalid syntax: unexpected 'the end' at character 5"],
  ['m1 m2', "Invalid syntax: unexpected 'm2' at character 4"],
  ['m1 + $', "Invalid syntax: unexpected character '$' at character 6"],
  ['SUM(m1', "Invalid syntax: expected ')' before 'the end' at character 7"],
  ['m9 * 2', "no metric or expression has the id 'm9'"],
  ['1 + NOPE(m1)', "Function 'NOPE' not found"],
  ['sum(m1)', "Function 'sum' not found"],
  ['m1 constructor m2', "Invalid syntax: unexpected 'constructor' at character 4"],
  ['constructor(m1)', "Function 'constructor' not found"],
  ['FILL(m1)', 'FILL takes 2 arguments, not 1'],
  ['FILL(m1, AVG)', "Unsupported operand type(s) for FILL: '[TimeSeries, String]'"],
  ['RATE(1)', "Unsupported operand type(s) for RATE: '[Scalar]'"],
  ['[m1, m2] + [m1]', "Unsupported operand type(s) for +: '[Array[TimeSeries], Array[TimeSeries]]'"],
  ['[m1, 2]', "Unsupported operand type(s) for []: '[Scalar]'"],
  ['DAY([m1])', "Unsupported operand type(s) for DAY: '[Array[TimeSeries]]'"],
  ['SORT(METRICS(), AVG, UP)', "no metric or expression has the id 'UP'"],
  ['IF([m1], 1, 0)', "Unsupported operand type(s) for IF: '[Array[TimeSeries], Scalar, Scalar]'"],
  [
    'ANOMALY_DETECTION_BAND(m1 * 2)',
    "Unsupported operand type(s) for ANOMALY_DETECTION_BAND: '[TimeSeries]'",
  ],
  ['INSIGHT_RULE_METRIC("a", "b")', "Function 'INSIGHT_RULE_METRIC' is not served by Penstock"],
  ['SELECT AVG(m1) FROM SCHEMA("N", d)', 'Metrics Insights queries are not served by Penstock'],
  ['SERVICE_QUOTA(m1)', "Function 'SERVICE_QUOTA' is not served by Penstock"],
  ['FIRST(SLICE([m1], 3))', 'FIRST was given no time series'],
];

for (const [expression, message] of mistakes) {
  test(`the mistake in ${expression} is told`, () => {
    assert.throws(() => run(expression), { name: 'Error', message });
    assert.throws(() => run(expression), ExpressionError);
  });
}
