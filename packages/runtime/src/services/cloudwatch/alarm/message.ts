import type { Scope } from '../../../base/scope.ts';
import { javaDouble, javaMoment } from '../moments.ts';
import {
  alarmArn,
  type AlarmConfiguration,
  type AlarmState,
  type CompositeConfiguration,
  type Contributor,
  type LogAlarmConfiguration,
  type Query,
} from '../records.ts';

/** A change of state, as those are told of it who are told. */
export interface Change {
  readonly alarm: AlarmConfiguration | CompositeConfiguration | LogAlarmConfiguration;
  readonly scope: Scope;
  readonly from: Standing;
  readonly to: Standing;
  /** Whose state it is, where it is not the whole alarm's. */
  readonly contributor?: Contributor | undefined;
  /** What topics are told about all contributors, where the reason is of one. */
  readonly summary?: string | undefined;
  /** Of the log events found, as many as its actions are to tell of. */
  readonly lines?: readonly string[] | undefined;
}
export interface Standing {
  readonly value: AlarmState;
  readonly reason: string;
  readonly reasonData?: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'ca-central-1': 'Canada (Central)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'sa-east-1': 'South America (Sao Paulo)',
};

export const regionName = (region: string): string => regionNames[region] ?? region;

/** AWS: `ALARM: "name" in US East (N. Virginia)`, and no longer than a subject may be. */
export function subjectOf({ alarm, scope, to }: Change): string {
  const state = to.value === 'INSUFFICIENT_DATA' ? 'INSUFFICIENT' : to.value;
  return `${state}: "${alarm.name}" in ${regionName(scope.region)}`.slice(0, 100);
}

/** What SNS subscribers get. Its doubles are Java's, so it is put together by hand. */
export function messageOf(change: Change): string {
  const { alarm, scope, from, to } = change;
  return object([
    ['AlarmName', text(alarm.name)],
    ['AlarmDescription', text(alarm.description ?? null)],
    ['AWSAccountId', text(scope.account)],
    ['AlarmConfigurationUpdatedTimestamp', text(javaMoment(alarm.updatedAt))],
    ['NewStateValue', text(to.value)],
    ['NewStateReason', text(change.summary ?? to.reason)],
    ...('query' in alarm && to.reasonData !== undefined
      ? [['NewStateReasonData', to.reasonData] satisfies Member]
      : []),
    ['StateChangeTime', text(javaMoment(to.at))],
    ['Region', text(regionName(scope.region))],
    ['AlarmArn', text(alarmArn(scope, alarm.name))],
    ['OldStateValue', text(from.value)],
    ['OKActions', text(alarm.okActions)],
    ['AlarmActions', text(alarm.alarmActions)],
    ['InsufficientDataActions', text(alarm.insufficientDataActions)],
    ...ownMembers(change),
  ]);
}

function ownMembers(change: Change): Member[] {
  const { alarm, to } = change;
  if ('rule' in alarm) return compositeMembers(alarm, to);
  return 'query' in alarm ? logMembers(alarm, change) : [['Trigger', object(triggerOf(alarm))]];
}

// AWS: user guide, "Log alarms", the examples of notifications; the names of trigger and lines are unverified.
function logMembers(alarm: LogAlarmConfiguration, { contributor, lines = [] }: Change): Member[] {
  return [
    ['Trigger', text(logTriggerOf(alarm))],
    ...(contributor
      ? [
          ['AlarmContributorId', text(contributor.id)] satisfies Member,
          ['AlarmContributorAttributes', text(contributor.attributes)] satisfies Member,
        ]
      : []),
    ...(lines.length > 0 ? [['LogLines', text(lines)] satisfies Member] : []),
  ];
}

// AWS: user guide, "Composite alarms", the notification's example; its children are those of the reason's data.
function compositeMembers({ rule }: CompositeConfiguration, { reasonData }: Standing): Member[] {
  const { triggeringAlarms = [] } = JSON.parse(reasonData ?? '{}') as {
    triggeringAlarms?: TriggeringAlarm[];
  };
  const children = triggeringAlarms.map(({ arn, state: { value, timestamp } }) => ({
    Arn: arn,
    State: { Value: value, Timestamp: timestamp },
  }));
  return [
    ['AlarmRule', text(rule)],
    ['TriggeringChildren', text(children)],
  ];
}

/** An alarm whose change of state has decided about another. */
export interface TriggeringAlarm {
  readonly arn: string;
  readonly state: { readonly value: AlarmState; readonly timestamp: string };
}

type Member = readonly [name: string, json: string];

const text = (value: unknown): string => JSON.stringify(value);
const object = (members: readonly Member[]): string =>
  `{${members.map(([name, json]) => `${text(name)}:${json}`).join(',')}}`;

function triggerOf(alarm: AlarmConfiguration): Member[] {
  const judged: Member[] = [
    ['Period', String(alarm.periodSeconds)],
    ['EvaluationPeriods', String(alarm.evaluationPeriods)],
    ...(alarm.datapointsToAlarm === undefined
      ? []
      : [['DatapointsToAlarm', String(alarm.datapointsToAlarm)] satisfies Member]),
    ['ComparisonOperator', text(alarm.comparisonOperator)],
    ...(alarm.threshold === undefined ? [] : [['Threshold', javaDouble(alarm.threshold)] satisfies Member]),
    ...(alarm.thresholdMetricId === undefined
      ? []
      : [['ThresholdMetricId', text(alarm.thresholdMetricId)] satisfies Member]),
    ['TreatMissingData', text(alarm.treatMissingData ?? 'missing')],
    ['EvaluateLowSampleCountPercentile', text(alarm.lowSamplePercentile ?? '')],
  ];
  if (alarm.math) return [...judged, ['Metrics', `[${alarm.queries.map(queryOf).join(',')}]`]];
  return [...metricOf(alarm.queries[0]!), ...judged];
}

const logTriggerOf = ({ query, ...alarm }: LogAlarmConfiguration): object => ({
  ScheduledQueryConfiguration: {
    QueryString: query.text,
    LogGroupIdentifiers: query.groups,
    AggregationExpression: query.aggregation,
    ScheduleConfiguration: {
      ScheduleExpression: query.schedule,
      StartTimeOffset: query.startSeconds,
      EndTimeOffset: query.endSeconds,
    },
  },
  QueryResultsToEvaluate: alarm.resultsToEvaluate,
  QueryResultsToAlarm: alarm.resultsToAlarm,
  ComparisonOperator: alarm.comparisonOperator,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.treatMissingData ?? 'missing',
});

const shouted: Readonly<Record<string, string>> = {
  Average: 'AVERAGE',
  Sum: 'SUM',
  Minimum: 'MINIMUM',
  Maximum: 'MAXIMUM',
  SampleCount: 'SAMPLE_COUNT',
};

function metricOf({ metric, stat, unit }: Query): Member[] {
  const simple = shouted[stat!];
  return [
    ['MetricName', text(metric!.metricName)],
    ['Namespace', text(metric!.namespace)],
    ['StatisticType', text(simple ? 'Statistic' : 'ExtendedStatistic')],
    [simple ? 'Statistic' : 'ExtendedStatistic', text(simple ?? stat)],
    ['Unit', text(unit ?? null)],
    ['Dimensions', text(metric!.dimensions.map(({ name, value }) => ({ value, name })))],
  ];
}

function queryOf({ id, expression, label, metric, periodSeconds, stat, unit, returnData }: Query): string {
  const labelled = label === undefined ? {} : { Label: label };
  if (!metric) return text({ Expression: expression, Id: id, ...labelled, ReturnData: returnData });
  const dimensions = metric.dimensions.map(({ name, value }) => ({ value, name }));
  const { metricName: MetricName, namespace: Namespace } = metric;
  const Metric = { Dimensions: dimensions, MetricName, Namespace };
  const unitGiven = unit === undefined ? {} : { Unit: unit };
  const MetricStat = { Metric, Period: periodSeconds, Stat: stat, ...unitGiven };
  return text({ Id: id, ...labelled, MetricStat, ReturnData: returnData });
}
