import { crosses, judge, type Judgement } from '../alarm/judgement.ts';
import type { AlarmState, LogAlarmConfiguration } from '../records.ts';
import { wholeKey, type QueryResult } from './results.ts';

/** AWS: CloudWatch user guide, "Log alarms": "Maximum 100 contributors tracked in ALARM state simultaneously." */
const alarmedMax = 100;

/** What the newest results make of an alarm with one value. */
export interface Judged extends Judgement {
  /** Of each result, the oldest first. */
  readonly values: readonly (number | undefined)[];
}

/** Judges the one value of each of the newest results, the oldest first. No state while there are too few of them. */
// AWS: user guide: in INSUFFICIENT_DATA "until enough query executions complete to satisfy the M-out-of-N evaluation
// window". Unverified: that missing values are filled in as those of metrics are, M breaching ones decide at once.
export function judgeWhole(alarm: LogAlarmConfiguration, results: readonly QueryResult[]): Judged {
  const newest = results.slice(-alarm.resultsToEvaluate);
  const values = newest.map((result) => result.values[wholeKey]);
  const breaches = crosses(alarm.comparisonOperator, alarm.threshold);
  const judgement = judge(values, {
    evaluationPeriods: alarm.resultsToEvaluate,
    datapointsToAlarm: alarm.resultsToAlarm,
    breaches,
    treatMissingData: alarm.treatMissingData ?? 'missing',
  });
  const breaching = values.filter((value) => value !== undefined && breaches(value)).length;
  const isEnough = newest.length === alarm.resultsToEvaluate || breaching >= alarm.resultsToAlarm;
  return { ...judgement, values, state: isEnough ? judgement.state : undefined };
}

/** The contributors that breach in enough of the newest results, by their keys: how often, and by how much last. */
// AWS: unverified: that one that is missing in a result does not breach in it.
export function breachingIn(
  alarm: LogAlarmConfiguration,
  results: readonly QueryResult[],
): ReadonlyMap<string, Breach> {
  const breaches = crosses(alarm.comparisonOperator, alarm.threshold);
  const found = new Map<string, Breach>();
  for (const { values, at } of results.slice(-alarm.resultsToEvaluate))
    for (const [key, value] of Object.entries(values))
      if (breaches(value)) found.set(key, { count: (found.get(key)?.count ?? 0) + 1, value, at });
  return new Map([...found].filter(([, { count }]) => count >= alarm.resultsToAlarm).slice(0, alarmedMax));
}

export interface Breach {
  readonly count: number;
  /** The newest one. */
  readonly value: number;
  readonly at: number;
}

/** What the contributors make of their alarm. Undefined: it stays as it is. */
// AWS: user guide: "The alarm transitions to ALARM state if any contributor breaches the threshold."
export function stateOfAll(
  alarm: LogAlarmConfiguration,
  results: readonly QueryResult[],
  inAlarm: number,
): AlarmState | undefined {
  if (inAlarm > 0) return 'ALARM';
  const newest = results.slice(-alarm.resultsToEvaluate);
  if (newest.length < alarm.resultsToEvaluate) return undefined;
  if (newest.some(({ values }) => Object.keys(values).length > 0)) return 'OK';
  switch (alarm.treatMissingData) {
    case 'breaching':
      return 'ALARM';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return undefined;
    default:
      return 'INSUFFICIENT_DATA';
  }
}
