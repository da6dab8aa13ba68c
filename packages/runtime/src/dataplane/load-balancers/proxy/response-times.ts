/**
 * How long targets took, as a histogram: each bucket is 8 % wider than the one before, so that a time is known to
 * within 4 %, from a twentieth of a millisecond to over a minute.
 */
const leastWallMs = 0.05;
const growth = 1.08;

export const timeBuckets = 192;

export function bucketOf(wallMs: number): number {
  const bucket = Math.floor(Math.log(wallMs / leastWallMs) / Math.log(growth));
  return Math.min(Math.max(bucket, 0), timeBuckets - 1);
}

/** The middle of each bucket in which something was counted, and how often. */
export function timesIn(counts: Float64Array): [wallMs: number, count: number][] {
  const times: [number, number][] = [];
  for (const [bucket, count] of counts.entries())
    if (count > 0) times.push([Number((leastWallMs * growth ** (bucket + 0.5)).toPrecision(3)), count]);
  return times;
}
