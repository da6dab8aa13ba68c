import type { Resolution, Row } from './rows.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long data is kept at a resolution, and what it is put together into when it is older. */
export interface Tier {
  readonly resolutionSeconds: Resolution;
  readonly keptMs: number;
  /** Rows fall due a moment after each other; they are rolled up together, once in so long. */
  readonly roundMs: number;
}

// AWS: https://aws.amazon.com/cloudwatch/faqs: less than a minute 3 hours, a minute 15 days, five minutes 63 days, an
// hour 455 days.
export const tiers: readonly Tier[] = [
  { resolutionSeconds: 1, keptMs: 3 * hourMs, roundMs: hourMs },
  { resolutionSeconds: 60, keptMs: 15 * dayMs, roundMs: dayMs },
  { resolutionSeconds: 300, keptMs: 63 * dayMs, roundMs: dayMs },
  { resolutionSeconds: 3600, keptMs: 455 * dayMs, roundMs: dayMs },
];

/** The earliest time there is data of by periods so long. */
export function readableFrom(periodSeconds: number, now: number): number {
  const tier = tiers.findLast(({ resolutionSeconds }) => periodSeconds >= resolutionSeconds)!;
  return now - tier.keptMs;
}

/** A row as it is kept by now: put together into longer ones as it ages; undefined where it is too old for any. */
export function aged(row: Row, now: number): Row | undefined {
  const tier = tiers.find(
    (each) => each.resolutionSeconds >= row.resolutionSeconds && row.start >= now - each.keptMs,
  );
  if (!tier) return undefined;
  const { resolutionSeconds } = tier;
  if (resolutionSeconds === row.resolutionSeconds) return row;
  const ms = resolutionSeconds * 1000;
  return { ...row, resolutionSeconds, start: Math.floor(row.start / ms) * ms };
}
