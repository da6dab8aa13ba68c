import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { Training } from './anomaly/model.ts';

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
}

/**
 * What was measured of one metric in one minute (or one second, where it was put at high resolution), in
 * one unit. One row for each: few enough for a release's alarms; segments are a later issue's, behind
 * `rowsOf` and `measure`.
 */
export interface Row {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly resolutionSeconds: 1 | 60;
  readonly unit: string;
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Values and how often each came. Undefined where statistic sets came in, whose values nobody knows. */
  readonly values?: readonly (readonly [value: number, count: number])[] | undefined;
}

export const metrics = collection<KnownMetric>('cloudwatch.metrics');
const rows = collection<Row>('cloudwatch.rows');

export const seriesOf = ({ namespace, metricName, dimensions }: Metric): string =>
  derivedUuid(namespace, metricName, ...dimensions.flatMap(({ name, value }) => [name, value]));

export const metricKey = (metric: Metric): string =>
  `${metric.namespace}|${metric.metricName}|${seriesOf(metric)}`;

const pad = (ms: number): string => String(Math.floor(ms / 1000)).padStart(12, '0');

const rowKey = (series: string, { start, resolutionSeconds, unit }: Row): string =>
  `${series}|${pad(start)}|${resolutionSeconds}|${unit}`;

/** Rows of a metric that start in [from, to), in the order of time. */
export function rowsOf(tx: Tx, scope: Scope, series: string, from: number, to = Infinity): Row[] {
  const found: Row[] = [];
  const limit = 1000;
  for (let after = `${series}|${pad(from)}`; ;) {
    const page = rows.list(tx, scope, { prefix: `${series}|`, after, limit });
    for (const row of page) {
      if (row.start >= to) return found;
      found.push(row);
    }
    const last = page.at(-1);
    if (page.length < limit || !last) return found;
    after = rowKey(series, last);
  }
}

/** The first row of a metric that starts at a time or later. */
export const firstRow = (tx: Tx, scope: Scope, series: string, from: number): Row | undefined =>
  rows.list(tx, scope, { prefix: `${series}|`, after: `${series}|${pad(from)}`, limit: 1 })[0];

/** Adds to the row there is. */
export function keepRow(
  tx: Tx,
  scope: Scope,
  series: string,
  row: Row,
  merge: (a: Row, b: Row) => Row,
): void {
  const key = rowKey(series, row);
  const before = rows.get(tx, scope, key);
  rows.put(tx, scope, key, before ? merge(before, row) : row);
}

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

/** An alarm as it was declared. What state it is in, its flow knows. */
export interface AlarmConfiguration {
  readonly name: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  /** Of one metric: a single query whose id is `m`. */
  readonly queries: readonly Query[];
  /** Whether it was declared by Metrics (math), and not by MetricName. */
  readonly math: boolean;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData?: string | undefined;
  readonly lowSamplePercentile?: string | undefined;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A composite alarm as it was declared. */
export interface CompositeConfiguration {
  readonly name: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly rule: string;
  readonly suppressor?: Suppressor | undefined;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** An alarm whose state ALARM keeps the actions of another from happening. */
export interface Suppressor {
  /** As it was declared: a name or an ARN. */
  readonly alarm: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

/** What anomalies are looked for in: a metric's statistic, or the math of queries. */
export interface AnomalyDetectorRecord {
  readonly id: string;
  /** Of one metric: a single query. */
  readonly queries: readonly Query[];
  readonly math: boolean;
  readonly training: Training;
}

export interface DashboardRecord {
  readonly name: string;
  /** JSON text. */
  readonly body: string;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface HistoryItem {
  /** Its key, and its place. */
  readonly key: string;
  readonly alarmName: string;
  /** Of a composite alarm. */
  readonly composite?: boolean;
  readonly timestamp: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  /** JSON text. */
  readonly details: string;
}

export const alarms = collection<AlarmConfiguration>('cloudwatch.alarms');
/** By name; no metric alarm has the name of one. */
export const compositeAlarms = collection<CompositeConfiguration>('cloudwatch.composite-alarms');
/** Which composite alarms depend on an alarm: keys are `<alarm>|<composite alarm>`. */
export const dependents = collection<string>('cloudwatch.dependents');
/** By what they look at: `anomalyKey`. */
export const anomalyDetectors = collection<AnomalyDetectorRecord>('cloudwatch.anomaly-detectors');
/** By name. */
export const dashboards = collection<DashboardRecord>('cloudwatch.dashboards');
/** Which alarms look at a series: keys are `<series>|<alarm>`. */
export const watchers = collection<string>('cloudwatch.watchers');
/** Keys are `<alarm>|<time>|<number>`. */
export const history = collection<HistoryItem>('cloudwatch.history');

export const alarmArn = (scope: Scope, name: string): string => arnOf('cloudwatch', scope, `alarm:${name}`);

export const alarmFlowKind = 'cloudwatch.alarm';
export const compositeAlarmFlowKind = 'cloudwatch.composite-alarm';

export const dashboardArn = ({ account }: Scope, name: string): string =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;
