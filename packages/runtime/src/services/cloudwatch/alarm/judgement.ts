import type { AlarmState } from '../records.ts';

/** What an alarm makes of data points. */
export interface Rule {
  /** AWS's N. */
  readonly evaluationPeriods: number;
  /** AWS's M; N where the alarm does not say. */
  readonly datapointsToAlarm: number;
  /** Whether the value at a place of the range crosses the threshold. */
  readonly breaches: (value: number, at: number) => boolean;
  readonly treatMissingData: string;
}

export interface Judgement {
  /** Undefined: as it is. */
  readonly state: AlarmState | undefined;
  /** Positions in the range of the real data points that were looked at, the newest first. */
  readonly evaluated: readonly number[];
  /** How many missing points were filled in. */
  readonly filled: number;
}

/**
 * How many periods are looked at: more than N, so that late and sparse data is seen.
 * AWS: the user guide's examples look at 5 for N = 3; that it is N + 2 for others is unverified.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * Judges a range of points, oldest first; undefined is a missing one.
 * AWS: user guide, "How CloudWatch alarms evaluate missing data"; its tables are judgement.test.ts.
 */
export function judge(range: readonly (number | undefined)[], rule: Rule): Judgement {
  const present = range.flatMap((value, index) => (value === undefined ? [] : [index])).reverse();
  const evaluated = present.slice(0, rule.evaluationPeriods);
  const filled = rule.evaluationPeriods - evaluated.length;
  const breaching = evaluated.filter((index) => rule.breaches(range[index]!, index));
  return { state: stateOf(range, rule, { evaluated, filled, breaching }), evaluated, filled };
}

interface Counted {
  readonly evaluated: readonly number[];
  readonly filled: number;
  readonly breaching: readonly number[];
}

function stateOf(
  range: readonly unknown[],
  rule: Rule,
  { evaluated, filled, breaching }: Counted,
): AlarmState | undefined {
  const { datapointsToAlarm } = rule;
  if (breaching.length >= datapointsToAlarm) return 'ALARM';
  if (filled === 0) return 'OK';
  switch (rule.treatMissingData) {
    case 'breaching':
      return breaching.length + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return breaching.length < evaluated.length ? 'OK' : undefined;
    default:
      if (evaluated.length === 0) return 'INSUFFICIENT_DATA';
      if (breaching.length < evaluated.length) return 'OK';
      // Only breaching points, and too few: they are believed once the oldest of them is M periods old.
      return range.length - breaching.at(-1)! >= datapointsToAlarm ? 'ALARM' : undefined;
  }
}

/** Whether a value crosses a threshold, by AWS's name for how. */
export function crosses(comparisonOperator: string, threshold: number): (value: number) => boolean {
  switch (comparisonOperator) {
    case 'GreaterThanThreshold':
      return (value) => value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    default:
      return (value) => value <= threshold;
  }
}
