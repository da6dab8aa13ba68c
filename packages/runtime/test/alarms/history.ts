import type { Metric, Query } from '../../src/services/cloudwatch/records.ts';

/** One sample as somebody measured it, and when it came in. */
export interface Sample {
  readonly metric: number;
  readonly time: number;
  readonly arrived: number;
  readonly values: readonly number[];
  readonly isHighResolution: boolean;
}

/** What is calculated: AWS's words for it, and in plain JavaScript over the values of each period, oldest first. */
export interface Math {
  readonly expression: string;
  readonly of: (m1: Values, m2: Values) => Values;
}
export type Values = readonly (number | undefined)[];

export interface Declared {
  readonly math: Math | undefined;
  readonly stat: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparison: string;
  readonly threshold: number;
  readonly treatMissingData: string | undefined;
  readonly lowSamplePercentile: string | undefined;
}

/** An alarm, what was measured, and when somebody looks. */
export interface History {
  readonly declared: Declared;
  readonly samples: readonly Sample[];
  readonly looks: readonly number[];
}

/** Numbers that are the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = globalThis.Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + globalThis.Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const both =
  (of: (a: number, b: number) => number | undefined) =>
  (m1: Values, m2: Values): Values =>
    m1.map((a, at) => (a === undefined && m2[at] === undefined ? undefined : of(a ?? 0, m2[at] ?? 0)));
const truth = (value: boolean): number => (value ? 1 : 0);

const maths: readonly Math[] = [
  { expression: 'm1 + m2', of: both((a, b) => a + b) },
  { expression: 'm1 - m2', of: both((a, b) => a - b) },
  { expression: '100 * FILL(m1, 0) / m2', of: (m1, m2) => errorRate(m1, m2) },
  { expression: 'm1 > m2 AND m1 > 3', of: (m1, m2) => above(m1, m2) },
  { expression: 'IF(m1 > 4, m2, m1)', of: (m1, m2) => chosen(m1, m2) },
  {
    expression: 'FILL(m1, REPEAT) * 2',
    of: (m1) =>
      repeated(m1)
        .map((a) => a && a * 2)
        .map(zeroed(m1)),
  },
  { expression: 'MAX([m1, m2])', of: (m1, m2) => largest(m1, m2) },
  { expression: 'AVG([m1, m2])', of: both((a, b) => (a + b) / 2) },
  { expression: 'ABS(DIFF(m1))', of: (m1) => steps(m1) },
  { expression: 'RUNNING_SUM(m2) / PERIOD(m2)', of: () => [] },
];

/** Filled in below, where the period is known. */
const runningSum = (values: Values, periodSeconds: number): Values => {
  let sum = 0;
  return values.map((value) => {
    if (value === undefined) return undefined;
    sum += value;
    return sum / periodSeconds;
  });
};

function errorRate(m1: Values, m2: Values): Values {
  return m1.map((errors, at) => {
    const requests = m2[at];
    if (requests === undefined || requests === 0) return undefined;
    return (100 * (errors ?? 0)) / requests;
  });
}

function above(m1: Values, m2: Values): Values {
  return m1.map((a, at) => {
    const b = m2[at];
    if (a === undefined && b === undefined) return undefined;
    return truth((a ?? 0) > (b ?? 0) && (a ?? 0) > 3);
  });
}

function chosen(m1: Values, m2: Values): Values {
  return m1.map((a, at) => {
    if (a === undefined) return undefined;
    return a > 4 ? (m2[at] ?? 0) : a;
  });
}

function repeated(values: Values): (number | undefined)[] {
  const result: (number | undefined)[] = [];
  for (const value of values) result.push(value ?? result.at(-1));
  return result;
}

/** A product of 0 is 0, not what `&&` makes of it. */
const zeroed =
  (source: Values) =>
  (value: number | undefined, at: number): number | undefined =>
    value === undefined && source[at] === 0 ? 0 : value;

function largest(m1: Values, m2: Values): Values {
  return m1.map((a, at) => {
    const there = [a, m2[at]].filter((each) => each !== undefined);
    return there.length === 0 ? undefined : there.sort((x, y) => y - x)[0];
  });
}

function steps(values: Values): Values {
  return values.map((value, at) => {
    if (value === undefined) return undefined;
    const before = values.slice(0, at).findLast((each) => each !== undefined);
    if (before === undefined) return undefined;
    return value > before ? value - before : before - value;
  });
}

const comparisons = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const stats = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p99', 'p10', 'tm80'];

/** A history out of a number. */
export function historyOf(seed: number): History {
  const roll = dice(seed);
  const below = (count: number) => globalThis.Math.floor(roll() * count);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const periodSeconds = one([10, 20, 30, 60, 60, 120, 300]);
  const evaluationPeriods = 1 + below(6);
  const stat = one(stats);
  const found = roll() < 0.35 ? one(maths) : undefined;
  const math = found?.expression.startsWith('RUNNING')
    ? { ...found, of: (_: Values, m2: Values) => runningSum(m2, periodSeconds) }
    : found;
  const declared: Declared = {
    math,
    stat,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: 1 + below(evaluationPeriods),
    comparison: one(comparisons),
    threshold: one([0, 2, 4, 5, 9, 50]),
    treatMissingData: one(['missing', 'ignore', 'breaching', 'notBreaching', undefined]),
    lowSamplePercentile: stat.startsWith('p') ? one(['evaluate', 'ignore', undefined]) : undefined,
  };
  return { declared, ...measured({ declared, roll, below, one }) };
}

interface Dice {
  readonly declared: Declared;
  readonly roll: () => number;
  readonly below: (count: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
}

/** Somewhere in a day, not at its beginning: periods of five minutes slide by the minute. */
const start = Date.UTC(2026, 0, 1, 3, 2);

function measured({ declared, roll, below, one }: Dice): Pick<History, 'samples' | 'looks'> {
  const { periodSeconds, evaluationPeriods } = declared;
  const span = (evaluationPeriods + 6) * periodSeconds * 1000;
  const density = one([0.15, 0.5, 0.9, 1]);
  const isHighResolution = periodSeconds < 60 ? roll() < 0.9 : roll() < 0.2;
  const level = one([1, 4, 6]);
  const samples: Sample[] = [];
  for (const metric of declared.math ? [0, 1] : [0]) {
    for (let at = 0; at < span; at += periodSeconds * 500) {
      if (roll() > density) continue;
      const time = start + at + below(periodSeconds * 500);
      const late = roll() < 0.2 ? below(3 * periodSeconds) * 1000 : below(4000);
      const values = Array.from({ length: 1 + below(roll() < 0.3 ? 40 : 3) }, () => below(level * 2));
      samples.push({ metric, time, arrived: time + late, values, isHighResolution });
    }
  }
  const looks = Array.from({ length: 12 }, () => start + below(span + 5 * periodSeconds * 1000));
  return { samples, looks: looks.sort((a, b) => a - b) };
}

export const metricNamed = (index: number): Metric => ({
  namespace: 'Random',
  metricName: `m${index + 1}`,
  dimensions: [],
});

/** The queries of an alarm, as the house keeps them. */
export function queriesOf({ math, stat, periodSeconds }: Declared): Query[] {
  if (!math) return [{ id: 'm', metric: metricNamed(0), stat, periodSeconds, returnData: true }];
  const measuredOnes = [0, 1].map((index) => ({
    id: `m${index + 1}`,
    metric: metricNamed(index),
    stat,
    periodSeconds,
    returnData: false,
  }));
  return [...measuredOnes, { id: 'e', expression: math.expression, returnData: true }];
}
