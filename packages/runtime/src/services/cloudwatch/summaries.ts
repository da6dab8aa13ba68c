import type { Row } from './rows.ts';
import { sampleValuesOf, together, type Counted } from './sample-values.ts';

/** What is known of the values of some rows together. */
export type Summary = Pick<Row, 'sampleCount' | 'sum' | 'minimum' | 'maximum' | 'values'>;

/**
 * Both together; values are known only where they are of both. Member by member: this is done for every data point, and
 * to copy objects takes three times as long.
 */
export const mergedRows = (a: Row, b: Row): Row => ({
  start: a.start,
  resolutionSeconds: a.resolutionSeconds,
  unit: a.unit,
  sampleCount: finite(a.sampleCount + b.sampleCount),
  sum: finite(a.sum + b.sum),
  minimum: Math.min(a.minimum, b.minimum),
  maximum: Math.max(a.maximum, b.maximum),
  values: a.values && b.values && together(a.values, b.values),
});

export const summaryOfOne = (value: number): Summary => ({
  sampleCount: 1,
  sum: value,
  minimum: value,
  maximum: value,
  values: [value, 1],
});

export function summaryOf(values: readonly Counted[]): Summary {
  const counted = values.filter(([, count]) => count > 0);
  return {
    sampleCount: finite(counted.reduce((total, [, count]) => total + count, 0)),
    sum: finite(counted.reduce((total, [value, count]) => finite(total + value * count), 0)),
    minimum: Math.min(...counted.map(([value]) => value)),
    maximum: Math.max(...counted.map(([value]) => value)),
    values: sampleValuesOf(counted),
  };
}

/** What is beyond all numbers is the last of them: counts may be as large as a double. */
const finite = (sum: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum));

/**
 * Rows put together into periods: the first starts at `start`, each is `periodMs` long. Keyed by their
 * start.
 */
export function byPeriod(
  rows: readonly Row[],
  grid: { readonly start: number; readonly end: number; readonly periodMs: number },
  unit?: string,
): Map<number, Summary> {
  const periods = new Map<number, Row>();
  for (const row of rows) {
    if (row.start < grid.start || row.start >= grid.end) continue;
    if (unit !== undefined && row.unit !== unit) continue;
    // AWS: periods under a minute see only what was put at high resolution; and what was rolled up, only long ones.
    if (row.resolutionSeconds * 1000 > grid.periodMs) continue;
    const start = grid.start + Math.floor((row.start - grid.start) / grid.periodMs) * grid.periodMs;
    const before = periods.get(start);
    periods.set(start, before ? mergedRows(before, row) : row);
  }
  return periods;
}
