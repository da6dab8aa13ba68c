// Why an alarm is in a state, in CloudWatch's sentences and in its JSON.
import { javaDouble, javaMoment, reasonMoment } from '../moments.ts';
import type { AlarmConfiguration, AlarmState } from '../records.ts';
import type { Judgement } from './judgement.ts';

/** What was looked at. */
export interface Evidence {
  readonly judgement: Judgement;
  readonly state: AlarmState;
  /** Of the range's points, oldest first, as are the others. */
  readonly times: readonly number[];
  readonly values: readonly (number | undefined)[];
  readonly sampleCounts?: readonly (number | undefined)[] | undefined;
  readonly breaches: (value: number, at: number) => boolean;
  /** What it is judged by, where that is a band. */
  readonly bounds?: Bounds | undefined;
}

/** A band at the places of the range. */
export interface Bounds {
  readonly upper: readonly (number | undefined)[];
  readonly lower: readonly (number | undefined)[];
}

export const initialReason = 'Unchecked: Initial alarm creation';

export const comparisons: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const treatedAs: Readonly<Record<string, string>> = { breaching: 'Breaching', notBreaching: 'NonBreaching' };

export const were = (count: number): string => (count === 1 ? 'was' : 'were');
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

// AWS: the sentences are quoted in many public alarm notifications; where points are both there and filled
// in, the sentence is known from one quotation only.
export function reasonOf(alarm: AlarmConfiguration, evidence: Evidence): string {
  const { judgement, state } = evidence;
  const n = alarm.evaluationPeriods;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${counted(n, 'datapoint')} ${were(n)} unknown.`;
  const treated = treatedAs[alarm.treatMissingData ?? 'missing'];
  if (judgement.filled > 0 && treated !== undefined) {
    const there = judgement.evaluated.length;
    const received = there === 0 ? 'no datapoints were' : `${counted(there, 'datapoint')} ${were(there)}`;
    const missing = `${counted(judgement.filled, 'missing datapoint')} ${were(judgement.filled)}`;
    const periods = counted(n, 'period');
    return `Threshold Crossed: ${received} received for ${periods} and ${missing} treated as [${treated}].`;
  }
  return crossed(alarm, evidence);
}

function crossed(alarm: AlarmConfiguration, evidence: Evidence): string {
  const { state, times, values, bounds } = evidence;
  const supporting = supportingOf(evidence);
  const count = supporting.length;
  const list = supporting.map((at) => `${javaDouble(values[at]!)} (${reasonMoment(times[at]!)})`).join(', ');
  const named =
    alarm.datapointsToAlarm === undefined
      ? counted(count, 'datapoint')
      : `${count} out of the last ${alarm.evaluationPeriods} datapoints`;
  const not = state === 'ALARM' ? '' : 'not ';
  const said = `${named} [${list}] ${were(count)} ${not}`;
  if (bounds)
    return `Thresholds Crossed: ${said}${beyond(alarm, bounds, supporting)}${minimum(alarm, state)}.`;
  const threshold = `the threshold (${javaDouble(alarm.threshold!)})`;
  return `Threshold Crossed: ${said}${comparisons[alarm.comparisonOperator]} ${threshold}${minimum(alarm, state)}.`;
}

/** Of a band: which bounds, and what they were at these places. */
// AWS: in public notifications.
function beyond(alarm: AlarmConfiguration, { upper, lower }: Bounds, places: readonly number[]): string {
  const shown = (bound: Bounds['upper']) => `[${places.map((at) => javaDouble(bound[at]!)).join(', ')}]`;
  const below = `less than the lower thresholds ${shown(lower)}`;
  const above = `greater than the upper thresholds ${shown(upper)}`;
  if (alarm.comparisonOperator === 'LessThanLowerThreshold') return below;
  return alarm.comparisonOperator === 'GreaterThanUpperThreshold' ? above : `${below} or ${above}`;
}

/** The points that speak for the state, the newest first. */
function supportingOf({ judgement, state, values, breaches }: Evidence): readonly number[] {
  return judgement.evaluated.filter((at) => breaches(values[at]!, at) === (state === 'ALARM'));
}

function minimum(alarm: AlarmConfiguration, state: AlarmState): string {
  if (alarm.datapointsToAlarm === undefined) return '';
  const count = needed(alarm, state);
  const transition = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return ` (minimum ${counted(count, 'datapoint')} for ${transition} transition)`;
}

/** How many points it takes to come into a state. */
function needed(
  { evaluationPeriods: n, datapointsToAlarm: m = n }: AlarmConfiguration,
  state: AlarmState,
): number {
  return state === 'ALARM' ? m : state === 'OK' ? n - m + 1 : n;
}

/** AWS's StateReasonData, member by member as it writes them. */
export function reasonDataOf(alarm: AlarmConfiguration, evidence: Evidence, now: number): string {
  const { judgement, times, values } = evidence;
  const oldest = judgement.evaluated.at(-1);
  const recent = [...judgement.evaluated].reverse().map((at) => javaDouble(values[at]!));
  const query = alarm.math ? undefined : alarm.queries[0];
  const members: readonly (readonly [name: string, json: string | undefined])[] = [
    ['version', '"1.0"'],
    ['queryDate', JSON.stringify(javaMoment(now))],
    ['startDate', oldest === undefined ? undefined : JSON.stringify(javaMoment(times[oldest]!))],
    ['unit', query?.unit && JSON.stringify(query.unit)],
    ['statistic', query?.stat && JSON.stringify(query.stat)],
    ['period', String(alarm.periodSeconds)],
    ['recentDatapoints', `[${recent.join(',')}]`],
    ...boundsMembers(evidence),
    ['threshold', alarm.threshold === undefined ? undefined : javaDouble(alarm.threshold)],
    ['evaluatedDatapoints', `[${evaluatedPoints(alarm, evidence).join(',')}]`],
  ];
  const present = members.filter(([, json]) => json !== undefined);
  return `{${present.map(([name, json]) => `"${name}":${json}`).join(',')}}`;
}

/** AWS: public notifications of anomaly detection alarms. */
function boundsMembers({ bounds, judgement }: Evidence): [name: string, json: string][] {
  if (!bounds) return [];
  const recent = [...judgement.evaluated].reverse();
  const shown = (bound: Bounds['upper']) => `[${recent.map((at) => javaDouble(bound[at]!)).join(',')}]`;
  return [
    ['recentLowerThresholds', shown(bounds.lower)],
    ['recentUpperThresholds', shown(bounds.upper)],
  ];
}

function evaluatedPoints(alarm: AlarmConfiguration, evidence: Evidence): string[] {
  const { state, times, values, sampleCounts } = evidence;
  const count = needed(alarm, state);
  const supporting = supportingOf(evidence);
  const missing = values.flatMap((value, at) => (value === undefined ? [at] : [])).reverse();
  return [...supporting, ...missing].slice(0, count).map((at) => {
    const timestamp = `"timestamp":${JSON.stringify(javaMoment(times[at]!))}`;
    if (values[at] === undefined) return `{${timestamp}}`;
    const samples = sampleCounts?.[at];
    const behind = samples === undefined ? '' : `,"sampleCount":${javaDouble(samples)}`;
    return `{${timestamp}${behind},"value":${javaDouble(values[at])}}`;
  });
}
