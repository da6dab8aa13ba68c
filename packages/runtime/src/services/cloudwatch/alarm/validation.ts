import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { parseArn } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { alarmActionOf } from '../alarm-actions/index.ts';
import { notServed, validationError } from '../errors.ts';
import { ExpressionError } from '../expression/parse.ts';
import { metricOf } from '../metrics.ts';
import { assertUniqueReturn, badExpression, queriesOf } from '../queries.ts';
import type { AlarmConfiguration, Query } from '../records.ts';
import { isExtendedStatistic } from '../statistics.ts';
import { Readings } from './readings.ts';

const dayMs = 24 * 60 * 60 * 1000;
const metricsMax = 10;
export const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'];
export const operators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];

const bandOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];

const unserved = [
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
] as const;

/** Reads an alarm's declaration. AWS's sentences where they are known; the others are AWS: unverified. */
export function configurationOf(
  input: PutMetricAlarmCommandInput,
  scope: Scope,
  now: number,
): Omit<AlarmConfiguration, 'tags'> {
  for (const member of unserved) if (input[member] !== undefined) notServed(member);
  const judged = judgedBy(input, scope);
  const periodSeconds = periodOf(judged.queries);
  assertJudging(input, periodSeconds);
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input;
  for (const arn of [...OKActions, ...AlarmActions, ...InsufficientDataActions])
    alarmActionOf(arn)?.assertFits?.(judged.queries);
  return {
    name: input.AlarmName!,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: actionsIn(input.OKActions, scope),
    alarmActions: actionsIn(input.AlarmActions, scope),
    insufficientDataActions: actionsIn(input.InsufficientDataActions, scope),
    ...judged,
    periodSeconds,
    evaluationPeriods: input.EvaluationPeriods!,
    datapointsToAlarm: input.DatapointsToAlarm,
    threshold: input.Threshold,
    thresholdMetricId: input.ThresholdMetricId,
    comparisonOperator: input.ComparisonOperator!,
    treatMissingData: input.TreatMissingData,
    lowSamplePercentile: input.EvaluateLowSampleCountPercentile,
    updatedAt: now,
  };
}

function judgedBy(
  input: PutMetricAlarmCommandInput,
  scope: Scope,
): Pick<AlarmConfiguration, 'queries' | 'math'> {
  if (input.Metrics === undefined || input.Metrics.length === 0)
    return { queries: [metricQuery(input)], math: false };
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit } = input;
  const simple = { MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit };
  const both = Object.entries(simple).find(([, value]) => value !== undefined);
  if (both) validationError(`The parameters Metrics and ${both[0]} cannot be used together.`);
  const queries = queriesOf(input.Metrics, 'Metrics', scope);
  assertMath(queries, input.ThresholdMetricId);
  return { queries, math: true };
}

function metricQuery(input: PutMetricAlarmCommandInput): Query {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit } = input;
  for (const [name, value] of Object.entries({ MetricName, Namespace, Period }))
    if (value === undefined) validationError(`The parameter ${name} must be specified for a metric alarm.`);
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    validationError('Exactly one of the parameters Statistic and ExtendedStatistic must be specified.');
  if (ExtendedStatistic !== undefined && !isExtendedStatistic(ExtendedStatistic))
    validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  return {
    id: 'm',
    metric: metricOf(Namespace!, MetricName!, Dimensions),
    stat: Statistic ?? ExtendedStatistic!,
    unit: Unit,
    periodSeconds: Period!,
    returnData: true,
  };
}

function assertMath(queries: readonly Query[], bandId: string | undefined): void {
  const measured = queries.filter(({ metric }) => metric);
  if (measured.length > metricsMax)
    validationError(`An alarm based on a metric math expression can contain at most ${metricsMax} metrics.`);
  if (measured.length === 0) validationError('The metrics list must contain at least one metric.');
  if (new Set(measured.map(({ periodSeconds }) => periodSeconds)).size > 1)
    validationError('All metrics of an alarm based on a metric math expression must have the same period.');
  if (bandId === undefined) {
    assertUniqueReturn(queries, validationError);
    assertKind(
      queries.find(({ returnData }) => returnData)!,
      queries,
      'series',
    );
  } else assertBand(queries, bandId);
}

/** AWS: what is judged, and the band it is judged by, are the two that return data. */
function assertBand(queries: readonly Query[], bandId: string): void {
  const returned = queries.filter(({ returnData }) => returnData);
  // AWS: in public reports.
  if (returned.length !== 2) validationError('Exactly two elements of the metrics list should return data.');
  const band = returned.find(({ id }) => id === bandId);
  // AWS: unverified words.
  if (!band?.expression?.includes('ANOMALY_DETECTION_BAND'))
    validationError(
      `ThresholdMetricId ${bandId} must be the id of an ANOMALY_DETECTION_BAND that returns data.`,
    );
  assertKind(band!, queries, 'list');
  assertKind(
    returned.find(({ id }) => id !== bandId)!,
    queries,
    'series',
  );
}

/** Tries the math without any data. */
function assertKind(returned: Query, queries: readonly Query[], wanted: 'series' | 'list'): void {
  const readings = new Readings(queries, { start: 0, end: 60_000, periodMs: 60_000 }, { rows: () => [] });
  try {
    const { kind } = readings.of(returned.id)!.value;
    if (kind === wanted) return;
    // AWS: in public reports.
    if (kind === 'list')
      validationError(
        'Metrics expression that return multi time series are only allowed for MetricsInsights expression ' +
          'with an ORDER BY clause',
      );
    validationError(`Error in expression '${returned.id}': the expression must return a time series`);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    badExpression(returned.id, error);
  }
}

const periodOf = (queries: readonly Query[]): number => queries.find(({ metric }) => metric)!.periodSeconds!;

function assertJudging(input: PutMetricAlarmCommandInput, period: number): void {
  const { EvaluationPeriods: n, DatapointsToAlarm: m, TreatMissingData } = input;
  if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0))
    validationError('Period must be 10, 20, 30 or a multiple of 60');
  if (n === undefined) validationError('The parameter EvaluationPeriods must be specified.');
  if (m !== undefined && m > n)
    validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  assertThreshold(input);
  if (TreatMissingData !== undefined && !treatments.includes(TreatMissingData))
    validationError(`Unsupported treat missing data value: ${TreatMissingData}`);
  assertSpan(n * period * 1000, period);
  const low = input.EvaluateLowSampleCountPercentile;
  if (low !== undefined && low !== 'evaluate' && low !== 'ignore')
    validationError(
      `Option ${low} is not supported. Supported options for parameter ` +
        'EvaluateLowSampleCountPercentile are evaluate and ignore.',
    );
}

/** A number, or a band: each has its operators. */
// AWS: unverified words.
function assertThreshold(input: PutMetricAlarmCommandInput): void {
  const { Threshold, ThresholdMetricId, ComparisonOperator } = input;
  if (ThresholdMetricId === undefined && Threshold === undefined)
    validationError('The parameter Threshold must be specified.');
  if (ThresholdMetricId !== undefined && Threshold !== undefined)
    validationError('The parameters Threshold and ThresholdMetricId cannot be used together.');
  if (ThresholdMetricId !== undefined && !input.Metrics?.length)
    validationError('The parameter ThresholdMetricId needs the parameter Metrics.');
  if (Threshold !== undefined && !Number.isFinite(Threshold))
    validationError(`The value ${Threshold} for parameter Threshold is invalid.`);
  if (ComparisonOperator === undefined)
    validationError('The parameter ComparisonOperator must be specified.');
  const fitting = ThresholdMetricId === undefined ? operators : bandOperators;
  if (!fitting.includes(ComparisonOperator))
    validationError(
      `ComparisonOperator ${ComparisonOperator} cannot be used with ` +
        `${ThresholdMetricId === undefined ? 'Threshold' : 'ThresholdMetricId'}.`,
    );
}

/** AWS: a day at most, and a week for periods of an hour and more. */
function assertSpan(spanMs: number, period: number): void {
  const spanMsMax = period >= 3600 ? 7 * dayMs : dayMs;
  if (spanMs <= spanMsMax) return;
  const words = period >= 3600 ? 'seven days' : 'a day';
  validationError(
    `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ` +
      `${spanMsMax / 1000}).`,
  );
}

/**
 * AWS: user guide: composite alarms "can't perform EC2 or Auto Scaling actions", and log alarms' actions are those of
 * SNS, Lambda and Systems Manager; the words are unverified.
 */
export function actionsIn(
  arns: readonly string[] | undefined,
  scope: Scope,
  /** A kind of alarm that has none of the actions which are for alarms on metrics. */
  kind?: 'a composite alarm' | 'a log alarm',
): readonly string[] {
  for (const arn of arns ?? []) {
    const parsed = parseArn(arn);
    if (!parsed) validationError(`Invalid arn syntax: ${arn}`);
    const action = alarmActionOf(arn) ?? notServed(`The alarm action ${arn}`);
    if (action.metricsOnly && kind !== undefined)
      validationError(`Invalid action: ${arn} cannot be performed by ${kind}`);
    if (parsed.region !== scope.region)
      validationError(`Invalid region ${parsed.region} specified. Only ${scope.region} is supported.`);
  }
  return arns ?? [];
}
