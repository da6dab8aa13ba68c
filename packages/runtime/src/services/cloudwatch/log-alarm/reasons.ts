// Why a log alarm is in a state, in CloudWatch's sentences and in its JSON.
import { comparisons, counted, were } from '../alarm/reasons.ts';
import { crosses } from '../alarm/judgement.ts';
import { javaDouble, javaMoment, reasonMoment } from '../moments.ts';
import type { AlarmState, LogAlarmConfiguration } from '../records.ts';
import type { Breach, Judged } from './judging.ts';
import { wholeKey, type QueryResult } from './results.ts';

const treatedAs: Readonly<Record<string, string>> = { breaching: 'Breaching', notBreaching: 'NonBreaching' };

// AWS: CloudWatch user guide, "Log alarms", the example of a notification; without enough results it is unverified.
export function wholeReason(
  alarm: LogAlarmConfiguration,
  results: readonly QueryResult[],
  { values, evaluated, filled }: Judged,
  state: AlarmState,
): string {
  const n = alarm.resultsToEvaluate;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${counted(n, 'query result')} ${were(n)} unknown.`;
  const treated = treatedAs[alarm.treatMissingData ?? 'missing'];
  if (filled > 0 && treated !== undefined) {
    const there =
      evaluated.length === 0
        ? 'no query results were'
        : `${counted(evaluated.length, 'query result')} ${were(evaluated.length)}`;
    const missing = `${counted(filled, 'missing query result')} ${were(filled)} treated as [${treated}]`;
    return `Threshold Crossed: ${there} received for ${counted(n, 'query execution')} and ${missing}.`;
  }
  const breaches = crosses(alarm.comparisonOperator, alarm.threshold);
  const newest = results.slice(-n);
  const supporting = evaluated.filter((at) => breaches(values[at]!) === (state === 'ALARM'));
  const list = supporting.map((at) => `${javaDouble(values[at]!)} (${reasonMoment(newest[at]!.at)})`);
  const count = state === 'ALARM' ? alarm.resultsToAlarm : n - alarm.resultsToAlarm + 1;
  const transition = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${supporting.length} out of the last ${counted(n, 'query result')} [${list.join(', ')}] ` +
    `${were(supporting.length)} ${state === 'ALARM' ? '' : 'not '}${crossing(alarm)} ` +
    `(minimum ${counted(count, 'datapoint')} for ${transition} transition).`
  );
}

const crossing = ({ comparisonOperator, threshold }: LogAlarmConfiguration): string =>
  `${comparisons[comparisonOperator]} the threshold (${javaDouble(threshold)})`;

/** AWS's StateReasonData; of an alarm with contributors the results have no value of their own. */
export function resultsData(
  alarm: LogAlarmConfiguration,
  results: readonly QueryResult[],
  now: number,
): string {
  const told = results
    .slice(-alarm.resultsToEvaluate)
    .reverse()
    .map(({ id, status, at, values }) => {
      const value = values[wholeKey];
      const measured = value === undefined ? '' : `,"value":${javaDouble(value)}`;
      const named = `"queryResultId":${JSON.stringify(id)},"status":${JSON.stringify(status)}`;
      return `{${named},"timestamp":${JSON.stringify(javaMoment(at))}${measured}}`;
    });
  return (
    `{"version":"1.0","queryDate":${JSON.stringify(javaMoment(now))},"threshold":${javaDouble(alarm.threshold)},` +
    `"queryResultsToEvaluate":${alarm.resultsToEvaluate},"queryResultsToAlarm":${alarm.resultsToAlarm},` +
    `"results":[${told.join(',')}]}`
  );
}

/** AWS: "5 out of 10 contributors evaluated to ALARM". */
export const summaryReason = (inAlarm: number, all: number): string =>
  `${inAlarm} out of ${all} contributors evaluated to ALARM`;

// AWS: user guide, "Alarm events and EventBridge", the example of a contributor.
export const contributorReason = (alarm: LogAlarmConfiguration, { count, value, at }: Breach): string =>
  `Threshold Crossed: ${counted(count, 'datapoint')} ${were(count)} ${crossing(alarm)}. The most recent datapoint ` +
  `which crossed the threshold: [${javaDouble(value)} (${reasonMoment(at)})].`;

// AWS: unverified words.
export const contributorOverReason = (alarm: LogAlarmConfiguration): string =>
  `Threshold Crossed: fewer than ${counted(alarm.resultsToAlarm, 'datapoint')} of the last ` +
  `${counted(alarm.resultsToEvaluate, 'query result')} ${were(alarm.resultsToAlarm)} ${crossing(alarm)}.`;

// AWS: unverified words.
export const failureReason = (reason: string): string => `Unable to evaluate the query: ${reason}`;
