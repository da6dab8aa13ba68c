import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Row } from './records.ts';
import { byPeriod, merged, statisticOf, summaryOf } from './statistics.ts';

const statistics = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', 'p50', 'p90', 'p99'];
const counts = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 30,
});

test('for any values, putting them together at once or one after the other is the same', () => {
  const property = fc.property(counts, counts, (a, b) => {
    const together = summaryOf([...a, ...b]);
    const after = merged(summaryOf(a), summaryOf(b));
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
  assert.ok(summary.values!.length <= 500);
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
