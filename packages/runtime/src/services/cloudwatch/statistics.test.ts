import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Row } from './rows.ts';
import { isStatistic, statisticOf } from './statistics.ts';
import { byPeriod, mergedRows, summaryOf } from './summaries.ts';

const statistics = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', 'p50', 'p90', 'p99'];
const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 30,
});

const place = { start: 0, resolutionSeconds: 60, unit: 'None' } as const;

test('for any values, putting them together at once or one after the other is the same', () => {
  const property = fc.property(counts, counts, (a, b) => {
    const together = summaryOf([...a, ...b]);
    const [first, second] = [a, b].map((values): Row => ({ ...place, ...summaryOf(values) }));
    const after = mergedRows(first!, second!);
    for (const stat of statistics) assert.equal(statisticOf(after, stat), statisticOf(together, stat), stat);
  });
  fc.assert(property);
});

test('for any values, percentiles lie between the smallest and the largest, and rise', () => {
  const property = fc.property(counts, (values) => {
    const summary = summaryOf(values);
    const percentiles = ['p0', 'p25', 'p50', 'p75', 'p99.9', 'p100'].map((stat) =>
      statisticOf(summary, stat)!,
    );
    assert.deepEqual(
      [...percentiles].sort((x, y) => x - y),
      percentiles,
    );
    assert.deepEqual([percentiles[0], percentiles.at(-1)], [summary.minimum, summary.maximum]);
  });
  fc.assert(property);
});

test('many different values are kept rounded: percentiles become estimates, the rest stays exact', () => {
  const values = Array.from({ length: 5000 }, (_, index) => [index + 0.5, 1] as const);
  const summary = summaryOf(values);
  assert.ok(summary.values!.length <= 2 * 500);
  assert.equal(statisticOf(summary, 'Average'), 2500);
  assert.ok(Math.abs(statisticOf(summary, 'p90')! - 4500) < 50);
});

test('percentiles of statistic sets are not known, unless all their samples are the same', () => {
  const set = { sampleCount: 3, sum: 6, minimum: 1, maximum: 3, values: undefined };
  assert.equal(statisticOf(set, 'p50'), undefined);
  assert.equal(statisticOf({ ...set, minimum: 2, maximum: 2 }, 'p50'), 2);
});

test('rows go into periods that begin where the grid does; short periods see high resolution only', () => {
  const row = (start: number, resolutionSeconds: 1 | 60, value: number): Row => ({
    start,
    resolutionSeconds,
    unit: 'None',
    ...summaryOf([[value, 1]]),
  });
  const rows = [row(0, 60, 1), row(61_000, 1, 2), row(90_000, 1, 4), row(120_000, 60, 8)];
  const sums = (grid: Parameters<typeof byPeriod>[1]) =>
    [...byPeriod(rows, grid)].map(([start, { sum }]) => [start, sum]);
  assert.deepEqual(sums({ start: 0, end: 180_000, periodMs: 60_000 }), [
    [0, 1],
    [60_000, 6],
    [120_000, 8],
  ]);
  assert.deepEqual(sums({ start: 60_000, end: 180_000, periodMs: 30_000 }), [
    [60_000, 2],
    [90_000, 4],
  ]);
});

/** Ten samples, 10 to 100. */
const tens = summaryOf(Array.from({ length: 10 }, (_, index) => [(index + 1) * 10, 1] as const));
const trimmings: readonly [stat: string, value: number | undefined][] = [
  ['tm90', 50],
  ['TM(:90%)', 50],
  ['TM(10%:90%)', 55],
  ['TM(10%:)', 60],
  ['TM(20:50)', 40],
  ['TM(:20)', 15],
  ['TM(100:200)', undefined],
  ['IQM', 55],
  ['tc90', 9],
  ['TC(20:50)', 3],
  ['TC(80%:)', 2],
  ['ts90', 450],
  ['TS(80%:)', 190],
  ['TS(20:50)', 120],
  ['wm90', 54.1],
  ['WM(10%:90%)', 55],
  ['WM(30:60)', 48],
  ['PR(:30)', 30],
  ['PR(30:60)', 30],
  ['PR(95:)', 10],
  ['p50', 55],
  ['p99.9', 99.91],
];

for (const [stat, value] of trimmings) {
  test(`${stat} of 10, 20 … 100 is ${value}`, () => {
    const got = statisticOf(tens, stat);
    assert.ok(got === value || Math.abs(got! - value!) < 1e-9, `${got}`);
  });
}

for (const stat of [
  '',
  'p',
  'p101',
  'p9.12345678901',
  'TM()',
  'TM(:)',
  'TM(90%:10%)',
  'TM(10%:500)',
  'tm(1:2)',
])
  test(`'${stat}' is no statistic`, () => assert.equal(isStatistic(stat), false));
for (const stat of ['PR(10%:20%)', 'TM(%:5)', 'TM(5:5)', 'TM(:101%)', 'pr90', 'iqm', 'average', 'Sum '])
  test(`'${stat}' is no statistic`, () => assert.equal(isStatistic(stat), false));

test('values below zero have no percentiles', () => {
  const below = summaryOf([
    [-1, 1],
    [5, 1],
  ]);
  assert.deepEqual(
    ['p50', 'tm90', 'PR(:3)', 'Average'].map((stat) => statisticOf(below, stat)),
    [undefined, undefined, undefined, 2],
  );
});
