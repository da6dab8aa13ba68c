import type { AlarmType, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection, type Place } from '../../store/collection.ts';
import type { Training } from './anomaly/model.ts';
import { KnownPlaces } from './known-places.ts';
import type { Resolution } from './rows.ts';

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** A metric's identity: what is measured, and of what. Dimensions are sorted by name. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
}

/** A metric that has been put. */
export interface KnownMetric extends Metric {
  /** When data was put last, to the hour. */
  readonly lastAt: number;
  /** Whether alarms may look at it. */
  readonly watched: boolean;
  /** When some of its rows have to be rolled up. */
  readonly rollUpAt?: number | undefined;
  /** Whether anything was put at high resolution. */
  readonly isFine?: boolean | undefined;
  /** Up to when rows of a resolution have been rolled up. */
  readonly rolledTo?: Readonly<Partial<Record<Resolution, number>>> | undefined;
}

export const metrics = collection<KnownMetric>('cloudwatch.metrics');
/** Metrics of which rows are to be rolled up: keys and values are `<when>|<metricKey>`. */
export const rollUps = collection<string>('cloudwatch.roll-ups');

/** Ids of series, by what they are made of: the same few are asked for again and again. */
const seriesIds = new Map<string, string>();
const seriesIdsMax = 50_000;
/** Longer names are not looked for in a map: V8 tells them apart there by their lengths alone. */
const seriesLengthMax = 4096;

export function seriesOf({ namespace, metricName, dimensions }: Metric): string {
  let made = `${namespace}\n${metricName}`;
  for (const { name, value } of dimensions) made += `\n${name}\n${value}`;
  const isLong = made.length > seriesLengthMax;
  const known = isLong ? undefined : seriesIds.get(made);
  if (known !== undefined) return known;
  if (!isLong && seriesIds.size >= seriesIdsMax) seriesIds.clear();
  const pairs = dimensions.flatMap(({ name, value }) => [name, value]);
  const id = derivedUuid(namespace, metricName, ...pairs);
  if (!isLong) seriesIds.set(made, id);
  return id;
}

export const metricKey = (metric: Metric, series = seriesOf(metric)): string =>
  `${metric.namespace}|${metric.metricName}|${series}`;

const metricPlaces = new KnownPlaces(metrics);

export const metricPlace = (scope: Scope, metric: Metric, series: string): Place<KnownMetric> =>
  metricPlaces.of(scope, series, '', () => metricKey(metric, series));

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One query of GetMetricData or of an alarm: a metric's statistic, or an expression over others. */
export interface Query {
  readonly id: string;
  readonly metric?: Metric | undefined;
  readonly stat?: string | undefined;
  readonly unit?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly expression?: string | undefined;
  readonly label?: string | undefined;
  readonly returnData: boolean;
}

/** What is declared of an alarm of any kind. What state it is in, its flow knows. */
export interface Declared {
  readonly name: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** An alarm on metrics as it was declared. */
export interface AlarmConfiguration extends Declared {
  /** Of one metric: a single query whose id is `m`. */
  readonly queries: readonly Query[];
  /** Whether it was declared by Metrics (math), and not by MetricName. */
  readonly math: boolean;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number | undefined;
  /** Undefined where it is judged by a band. */
  readonly threshold?: number | undefined;
  /** The query whose bounds it is judged by. */
  readonly thresholdMetricId?: string | undefined;
  readonly comparisonOperator: string;
  readonly treatMissingData?: string | undefined;
  readonly lowSamplePercentile?: string | undefined;
}

/** A composite alarm as it was declared. */
export interface CompositeConfiguration extends Declared {
  readonly rule: string;
  readonly suppressor?: Suppressor | undefined;
}

/** An alarm whose state ALARM keeps the actions of another from happening. */
export interface Suppressor {
  /** As it was declared: a name or an ARN. */
  readonly alarm: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

/** An alarm on what a query of logs finds, as it was declared. */
export interface LogAlarmConfiguration extends Declared {
  readonly query: ScheduledQuery;
  /** AWS's N, and its M. */
  readonly resultsToEvaluate: number;
  readonly resultsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData?: string | undefined;
  /** How many of the events found topics are told, and as whom they are fetched. */
  readonly lines?: { readonly count: number; readonly roleArn: string } | undefined;
}

/** What a log alarm asks, of which log groups, as whom and how often. */
export interface ScheduledQuery {
  readonly text: string;
  readonly groups: readonly string[];
  readonly roleArn: string;
  /** `rate(5 minutes)` */
  readonly schedule: string;
  /** Before the time that it is due: where the events asked for begin and end. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** `avg(latency) by host | sort desc` */
  readonly aggregation: string;
}

/** What anomalies are looked for in: a metric's statistic, or the math of queries. */
export interface AnomalyDetectorRecord {
  readonly id: string;
  /** Of one metric: a single query. */
  readonly queries: readonly Query[];
  readonly math: boolean;
  readonly training: Training;
}

/** When the actions of which alarms are muted. */
export interface MuteRuleRecord {
  readonly name: string;
  readonly description?: string | undefined;
  readonly expression: string;
  readonly duration: string;
  readonly timeZone?: string | undefined;
  readonly alarmNames: readonly string[];
  /** Whether it was said which alarms, be they none. */
  readonly hasTargets: boolean;
  readonly startAt?: number | undefined;
  readonly expireAt?: number | undefined;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DashboardRecord {
  readonly name: string;
  /** JSON text. */
  readonly body: string;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What one of an alarm's values is of. */
export interface Contributor {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface HistoryItem {
  /** Its key, and its place. */
  readonly key: string;
  readonly alarmName: string;
  /** A metric alarm's, unless it says another. */
  readonly alarmType?: AlarmType | undefined;
  readonly timestamp: number;
  readonly type: HistoryItemType;
  /** Whose state it is about, where it is not the alarm's. */
  readonly contributor?: Contributor | undefined;
  readonly summary: string;
  /** JSON text. */
  readonly details: string;
}

export const alarms = collection<AlarmConfiguration>('cloudwatch.alarms');
/** By name; no metric alarm has the name of one. */
export const compositeAlarms = collection<CompositeConfiguration>('cloudwatch.composite-alarms');
/** By name, like the other alarms. */
export const logAlarms = collection<LogAlarmConfiguration>('cloudwatch.log-alarms');
/** Which composite alarms depend on an alarm: keys are `<alarm>|<composite alarm>`. */
export const dependents = collection<string>('cloudwatch.dependents');
/** By what they look at: `anomalyKey`. */
export const anomalyDetectors = collection<AnomalyDetectorRecord>('cloudwatch.anomaly-detectors');
/** By name. */
export const muteRules = collection<MuteRuleRecord>('cloudwatch.mute-rules');
/** Which rules mute an alarm: keys are `<alarm>|<rule>`. */
export const muteTargets = collection<string>('cloudwatch.mute-targets');
/** By name. */
export const dashboards = collection<DashboardRecord>('cloudwatch.dashboards');
/** Which alarms look at a series: keys are `<series>|<alarm>`. */
export const watchers = collection<string>('cloudwatch.watchers');
/** Keys are `<alarm>|<time>|<number>`. */
export const history = collection<HistoryItem>('cloudwatch.history');

export const alarmArn = (scope: Scope, name: string): string => arnOf('cloudwatch', scope, `alarm:${name}`);

export const muteRuleArn = (scope: Scope, name: string): string =>
  arnOf('cloudwatch', scope, `alarm-mute-rule:${name}`);

export const alarmFlowKind = 'cloudwatch.alarm';
export const compositeAlarmFlowKind = 'cloudwatch.composite-alarm';
export const logAlarmFlowKind = 'cloudwatch.log-alarm';

export const dashboardArn = ({ account }: Scope, name: string): string =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;
