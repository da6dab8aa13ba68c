// What is to be expected of a metric, learnt from what there was: a level for each hour of the week (of the day,
// where little is known), how far values lie around it, and where they have drifted lately.
import { namedZone } from '../../../base/time-zone.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** AWS: "up to two weeks of past data". */
export const trainingMs = 14 * dayMs;

export type AdaptationSpeed = 'FAST' | 'NORMAL' | 'SLOW';
export type OutlierFilteringStrength = 'MINIMAL' | 'MODERATE' | 'STRICT';

/** AWS's AnomalyDetectorConfiguration and MetricCharacteristics. */
export interface Training {
  readonly excluded?: readonly { readonly from: number; readonly to: number }[] | undefined;
  readonly timeZone?: string | undefined;
  readonly adaptationSpeed?: AdaptationSpeed | undefined;
  readonly outlierFiltering?: OutlierFilteringStrength | undefined;
  /** Spikes that return are no outliers. */
  readonly periodicSpikes?: boolean | undefined;
}

/** Plain data: it is kept in an alarm's state. */
export interface Model {
  /** How many hours a season has: 168, 24 or 1; 0 where there was nothing to learn from. */
  readonly season: 168 | 24 | 1 | 0;
  readonly timeZone?: string | undefined;
  /** One for each hour of a season: what is to be expected, and how far around it. */
  readonly levels: readonly number[];
  readonly spreads: readonly number[];
}

/** Fewer data points say nothing. */
const pointsMin = 3;

interface Point {
  readonly time: number;
  readonly value: number;
}

// AWS: unverified, the model itself; that it knows hourly, daily and weekly patterns, and a trend, is documented.
export function modelOf(
  { times, values }: { readonly times: readonly number[]; readonly values: readonly (number | undefined)[] },
  training: Training = {},
): Model {
  const { timeZone } = training;
  const points = times.flatMap((time, index) => {
    const value = values[index];
    return value === undefined || isExcluded(time, training) ? [] : [{ time, value }];
  });
  if (points.length < pointsMin) return { season: 0, levels: [], spreads: [] };
  const season = seasonOf(points);
  const slot = slotter(season, timeZone);
  const levels = leveled(bySlot(points, season, slot), median(points.map(({ value }) => value)));
  const residuals = points.map(({ time, value }) => ({ time, value: value - levels[slot(time)]! }));
  const drift = driftOf(residuals, training);
  const spreads = spreadsOf(
    bySlot(
      residuals.map(({ time, value }) => ({ time, value: value - drift })),
      season,
      slot,
    ),
    training,
  );
  return {
    season,
    ...(timeZone !== undefined && { timeZone }),
    levels: levels.map((level) => level + drift),
    spreads,
  };
}

const isExcluded = (time: number, { excluded = [] }: Training): boolean =>
  excluded.some(({ from, to }) => time >= from && time < to);

/** Days are told apart once two have been seen, days of the week once two weeks have (all but half a day). */
function seasonOf(points: readonly Point[]): 168 | 24 | 1 {
  const span = points.at(-1)!.time - points[0]!.time;
  if (span >= trainingMs - dayMs / 2) return 168;
  return span >= 2 * dayMs - hourMs ? 24 : 1;
}

/** Which hour of its season a time is in. */
export function slotter(season: Model['season'], timeZone: string | undefined): (time: number) => number {
  if (season <= 1) return () => 0;
  const zone = timeZone === undefined ? undefined : namedZone(timeZone);
  return (time) => Math.floor((time + (zone?.offsetMs(time) ?? 0)) / hourMs) % season;
}

function bySlot(points: readonly Point[], season: number, slot: (time: number) => number): number[][] {
  const slots: number[][] = Array.from({ length: season }, () => []);
  for (const { time, value } of points) slots[slot(time)]!.push(value);
  return slots;
}

/** The middle of each slot; of its neighbours' where it is empty, of everything's where they are, too. */
function leveled(slots: readonly number[][], otherwise: number): number[] {
  return slots.map((values, index) => {
    if (values.length > 0) return median(values);
    const around = neighbours(slots, index);
    return around.length > 0 ? median(around) : otherwise;
  });
}

const neighbours = (slots: readonly number[][], index: number): number[] =>
  slots.length < 3
    ? []
    : [slots.at(index - 1)!, slots[(index + 1) % slots.length]!].flatMap((values) => values);

const adaptationMs: Readonly<Record<AdaptationSpeed, number>> = {
  FAST: 6 * hourMs,
  NORMAL: dayMs,
  SLOW: 3 * dayMs,
};

/** How far the latest values lie from what was usual, all in all. */
function driftOf(residuals: readonly Point[], { adaptationSpeed = 'NORMAL' }: Training): number {
  const last = residuals.at(-1)!.time;
  const since = last - adaptationMs[adaptationSpeed];
  // A season seen for less than that long has no drift of its own.
  if (residuals[0]!.time > since) return 0;
  return median(residuals.filter(({ time }) => time > since).map(({ value }) => value));
}

/** Beyond how many deviations a value is left out. */
const outlierDeviations: Readonly<Record<OutlierFilteringStrength, number>> = {
  MINIMAL: 6,
  MODERATE: 4,
  STRICT: 3,
};

function spreadsOf(slots: readonly number[][], training: Training): number[] {
  const all = slots.flat();
  const whole = deviation(all, training);
  // Steady metrics would have no width at all: what they are measured to is not exact.
  const least = Math.max(whole / 4, 1e-9);
  return slots.map((values, index) => {
    const around = values.length >= pointsMin * 4 ? values : [...values, ...neighbours(slots, index)];
    return Math.max(least, around.length < pointsMin ? whole : deviation(around, training));
  });
}

/** The standard deviation without outliers: what lies far beyond the median deviation. */
function deviation(residuals: readonly number[], training: Training): number {
  const { outlierFiltering = 'MODERATE', periodicSpikes = false } = training;
  const robust = 1.4826 * median(residuals.map(Math.abs));
  const limit = periodicSpikes ? Infinity : outlierDeviations[outlierFiltering] * robust;
  const kept = residuals.filter((value) => Math.abs(value) <= limit);
  return Math.sqrt(kept.reduce((sum, value) => sum + value ** 2, 0) / kept.length);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
