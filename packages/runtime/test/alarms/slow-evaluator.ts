import type { Declared, Sample, Values } from './history.ts';

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'as it was';

/**
 * What state an alarm comes into, worked out the long way from the samples themselves: no rows, no grids, nothing of
 * the house's own. AWS: user guide, "Evaluating an alarm", "Configuring how CloudWatch alarms treat missing data" and
 * "Percentile-based alarms and low data samples".
 */
export function evaluateSlowly(declared: Declared, samples: readonly Sample[], now: number): State {
  const { periodSeconds, evaluationPeriods } = declared;
  const step = periodSeconds < 60 ? 10_000 : 60_000;
  const end = now - (now % step);
  const windows: (readonly [from: number, to: number])[] = [];
  for (let back = evaluationPeriods + 2; back >= 1; back--)
    windows.push([end - back * periodSeconds * 1000, end - (back - 1) * periodSeconds * 1000]);
  const there = samples.filter(({ arrived }) => arrived <= now);
  const of = (metric: number) =>
    windows.map(([from, to]) => valuesBetween(there, { metric, from, to, periodSeconds }));
  const [first, second] = [of(0), of(1)];
  const stat = (each: readonly (readonly number[])[]) =>
    each.map((values) => statistic(values, declared.stat));
  const points = declared.math ? declared.math.of(stat(first), stat(second)) : stat(first);
  return judgeSlowly(declared, points, first);
}

interface Window {
  readonly metric: number;
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

function valuesBetween(samples: readonly Sample[], { metric, from, to, periodSeconds }: Window): number[] {
  const values: number[] = [];
  for (const sample of samples) {
    if (sample.metric !== metric) continue;
    if (periodSeconds < 60 && !sample.isHighResolution) continue;
    const stored = sample.time - (sample.time % (sample.isHighResolution ? 1000 : 60_000));
    if (stored >= from && stored < to) values.push(...sample.values);
  }
  return values;
}

function statistic(values: readonly number[], stat: string): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  let sum = 0;
  for (const value of values) sum += value;
  if (stat === 'Sum') return sum;
  if (stat === 'Average') return sum / values.length;
  if (stat === 'Minimum') return sorted[0];
  if (stat === 'Maximum') return sorted.at(-1);
  if (stat === 'SampleCount') return values.length;
  if (stat === 'tm80') {
    const kept = sorted.slice(0, sorted.length - Math.floor(sorted.length / 5));
    return kept.reduce((total, value) => total + value, 0) / kept.length;
  }
  const rank = (Number(stat.slice(1)) / 100) * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)]!;
  const upper = sorted[Math.ceil(rank)]!;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

function judgeSlowly(declared: Declared, points: Values, samples: readonly (readonly number[])[]): State {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData = 'missing' } = declared;
  const real: { readonly isBreaching: boolean; readonly age: number; readonly samples: number }[] = [];
  for (let at = points.length - 1; at >= 0 && real.length < evaluationPeriods; at--) {
    const value = points[at];
    if (value === undefined) continue;
    real.push({
      isBreaching: breaches(declared, value),
      age: points.length - at,
      samples: samples[at]!.length,
    });
  }
  if (declared.lowSamplePercentile === 'ignore' && !declared.math) {
    const part = Number(declared.stat.slice(1)) / 100;
    const enough = part > 0.5 ? 10 / (1 - part) : 10 / part;
    if (real.some(({ samples: count }) => count < enough)) return 'as it was';
  }
  const breaching = real.filter(({ isBreaching }) => isBreaching);
  const missing = evaluationPeriods - real.length;
  if (breaching.length >= datapointsToAlarm) return 'ALARM';
  if (missing === 0) return 'OK';
  if (treatMissingData === 'notBreaching') return 'OK';
  if (treatMissingData === 'breaching')
    return breaching.length + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (real.some(({ isBreaching }) => !isBreaching)) return 'OK';
  if (treatMissingData === 'ignore') return 'as it was';
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  // AWS: "Avoiding premature transitions to alarm state".
  return real.at(-1)!.age >= datapointsToAlarm ? 'ALARM' : 'as it was';
}

function breaches({ comparison, threshold }: Declared, value: number): boolean {
  if (comparison === 'GreaterThanThreshold') return value > threshold;
  if (comparison === 'GreaterThanOrEqualToThreshold') return value >= threshold;
  if (comparison === 'LessThanThreshold') return value < threshold;
  return value <= threshold;
}
