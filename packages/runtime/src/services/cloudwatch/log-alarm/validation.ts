import type { PutLogAlarmCommandInput, ScheduledQueryConfiguration } from '@aws-sdk/client-cloudwatch';
import { parseArn } from '../../../base/arn.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Scope } from '../../../base/scope.ts';
import { actionsIn, operators, treatments } from '../alarm/validation.ts';
import { notServed, validationError } from '../errors.ts';
import type { LogAlarmConfiguration, ScheduledQuery } from '../records.ts';
import { readAggregation } from './aggregation.ts';

/** AWS: CloudFormation, LogAlarm ScheduleConfiguration: an offset "cannot exceed 2592000 seconds". */
const offsetMax = 2_592_000;
/** AWS: API_ScheduledQueryConfiguration: "between 1 and 50 entries". */
const groupsMax = 50;
/** AWS: API_PutLogAlarm, ActionLogLineCount. */
const linesMax = 50;
/** The results of the past that are kept. AWS: unverified: what it allows. */
const resultsMax = 100;

const unserved = ['WarmUpConfiguration', 'ActionConfiguration'] as const;

/** Reads a log alarm's declaration. AWS: the limits are those of its reference, the words are unverified. */
export function logConfigurationOf(
  input: PutLogAlarmCommandInput,
  scope: Scope,
  now: number,
): Omit<LogAlarmConfiguration, 'tags'> {
  for (const member of unserved) if (input[member] !== undefined) notServed(member);
  requireJudging(input);
  return {
    name: input.AlarmName!,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: actionsIn(input.OKActions, scope, 'a log alarm'),
    alarmActions: actionsIn(input.AlarmActions, scope, 'a log alarm'),
    insufficientDataActions: actionsIn(input.InsufficientDataActions, scope, 'a log alarm'),
    query: queryOf(input.ScheduledQueryConfiguration!),
    resultsToEvaluate: input.QueryResultsToEvaluate!,
    resultsToAlarm: input.QueryResultsToAlarm!,
    threshold: input.Threshold!,
    comparisonOperator: input.ComparisonOperator!,
    treatMissingData: input.TreatMissingData,
    lines: linesOf(input),
    updatedAt: now,
  };
}

function requireJudging(input: PutLogAlarmCommandInput): void {
  const { QueryResultsToEvaluate: n, QueryResultsToAlarm: m, Threshold, TreatMissingData } = input;
  if (m! > n!) validationError('QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate');
  if (n! > resultsMax) validationError(`QueryResultsToEvaluate must be less than or equal to ${resultsMax}`);
  if (!Number.isFinite(Threshold))
    validationError(`The value ${Threshold} for parameter Threshold is invalid.`);
  if (!operators.includes(input.ComparisonOperator!))
    validationError(`ComparisonOperator ${input.ComparisonOperator} cannot be used with a log alarm.`);
  if (TreatMissingData !== undefined && !treatments.includes(TreatMissingData))
    validationError(`Unsupported treat missing data value: ${TreatMissingData}`);
}

function queryOf(configuration: ScheduledQueryConfiguration): ScheduledQuery {
  const { QueryString, LogGroupIdentifiers, ScheduledQueryRoleARN, AggregationExpression } = configuration;
  const { ScheduleExpression, StartTimeOffset, EndTimeOffset = 0 } = configuration.ScheduleConfiguration!;
  if (!LogGroupIdentifiers || LogGroupIdentifiers.length === 0 || LogGroupIdentifiers.length > groupsMax)
    validationError(`LogGroupIdentifiers must contain between 1 and ${groupsMax} entries.`);
  if (!readAggregation(AggregationExpression!))
    validationError(`The value ${AggregationExpression} for parameter AggregationExpression is invalid.`);
  if (!ScheduleExpression!.startsWith('rate(') || !readExpression(ScheduleExpression!, readZone()!))
    validationError(`The value ${ScheduleExpression} for parameter ScheduleExpression is invalid.`);
  if (EndTimeOffset < 0 || StartTimeOffset! <= EndTimeOffset)
    validationError('EndTimeOffset must be non-negative and less than StartTimeOffset.');
  if (StartTimeOffset! > offsetMax)
    validationError(`StartTimeOffset must be less than or equal to ${offsetMax}.`);
  return {
    text: QueryString!,
    groups: LogGroupIdentifiers!,
    roleArn: roleIn('ScheduledQueryRoleARN', ScheduledQueryRoleARN!),
    schedule: ScheduleExpression!,
    startSeconds: StartTimeOffset!,
    endSeconds: EndTimeOffset,
    aggregation: AggregationExpression!,
  };
}

function linesOf(input: PutLogAlarmCommandInput): LogAlarmConfiguration['lines'] {
  const { ActionLogLineCount: count = 0, ActionLogLineRoleArn: roleArn } = input;
  if (count < 0 || count > linesMax) validationError(`ActionLogLineCount must be between 0 and ${linesMax}.`);
  if (count === 0) return undefined;
  if (roleArn === undefined)
    return validationError('ActionLogLineRoleArn is required when ActionLogLineCount is greater than 0.');
  return { count, roleArn: roleIn('ActionLogLineRoleArn', roleArn) };
}

function roleIn(parameter: string, arn: string): string {
  const role = parseArn(arn);
  if (role?.service !== 'iam' || !role.resource.startsWith('role/'))
    validationError(`The value ${arn} for parameter ${parameter} is invalid.`);
  return arn;
}
