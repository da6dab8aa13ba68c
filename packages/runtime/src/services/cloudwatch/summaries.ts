import type { Row } from './rows.ts';

/** What is known of the values of some rows together. */
export type Summary = Pick<Row, 'sampleCount' | 'sum' | 'minimum' | 'maximum' | 'values'>;

/** More distinct values than this are kept rounded, so that percentiles become estimates: AWS's are, too. */
const distinctValuesMax = 500;

/** Both together. Values are known only where they are of both. */
export function merged(a: Summary, b: Summary): Summary {
  return {
    sampleCount: a.sampleCount + b.sampleCount,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    values: a.values && b.values && fewer(countsOf([...a.values, ...b.values])),
  };
}

export const mergedRows = (a: Row, b: Row): Row => ({ ...a, ...merged(a, b) });

export function summaryOf(values: readonly (readonly [value: number, count: number])[]): Summary {
  const counted = values.filter(([, count]) => count > 0);
  return {
    sampleCount: counted.reduce((total, [, count]) => total + count, 0),
    sum: counted.reduce((total, [value, count]) => total + value * count, 0),
    minimum: Math.min(...counted.map(([value]) => value)),
    maximum: Math.max(...counted.map(([value]) => value)),
    values: fewer(countsOf(counted)),
  };
}

function countsOf(values: readonly (readonly [number, number])[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [value, count] of values) counts.set(value, (counts.get(value) ?? 0) + count);
  return counts;
}

function fewer(counts: Map<number, number>): readonly (readonly [number, number])[] {
  let rounded = counts;
  for (let digits = 4; rounded.size > distinctValuesMax && digits > 0; digits--)
    rounded = countsOf([...counts].map(([value, count]) => [Number(value.toPrecision(digits)), count]));
  return [...rounded].sort(([a], [b]) => a - b);
}

/**
 * Rows put together into periods: the first starts at `start`, each is `periodMs` long. Keyed by their
 * start.
 */
export function byPeriod(
  rows: readonly Row[],
  grid: { readonly start: number; readonly end: number; readonly periodMs: number },
  unit?: string,
): Map<number, Summary> {
  const periods = new Map<number, Summary>();
  for (const row of rows) {
    if (row.start < grid.start || row.start >= grid.end) continue;
    if (unit !== undefined && row.unit !== unit) continue;
    // AWS: periods under a minute see only what was put at high resolution; and what was rolled up, only long ones.
    if (row.resolutionSeconds * 1000 > grid.periodMs) continue;
    const start = grid.start + Math.floor((row.start - grid.start) / grid.periodMs) * grid.periodMs;
    const before = periods.get(start);
    periods.set(start, before ? merged(before, row) : row);
  }
  return periods;
}
