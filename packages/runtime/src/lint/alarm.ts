import {
  flagOf,
  isKnown,
  isObject,
  listOf,
  numberOf,
  objectsOf,
  textOf,
  type Declared,
  type Path,
  type Place,
} from './declared.ts';

/** All that goes off and takes actions. */
export const alarmTypes = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::LogAlarm',
];

export const actionKeys = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

/** A metric that an alarm looks at. */
export interface MetricUse {
  readonly id?: string;
  readonly namespace: string;
  readonly name: string;
  /** Undefined where some of them are not known. */
  readonly dimensions: readonly { readonly name: string; readonly value: unknown }[] | undefined;
  readonly statistic: string | undefined;
  readonly periodSeconds: number | undefined;
  readonly unit: string | undefined;
  /** Its values are what the alarm compares: it is no part of an expression. */
  readonly compared: boolean;
  place(...path: Path): Place;
}

export interface MetricExpression {
  readonly id: string;
  readonly text: string;
  readonly compared: boolean;
  place(): Place;
}

/** One metric alarm, as the API's PutMetricAlarm says it. */
export interface Alarm {
  readonly declared: Declared;
  readonly about: string;
  readonly metrics: readonly MetricUse[];
  readonly expressions: readonly MetricExpression[];
  readonly threshold: number | undefined;
  readonly operator: string | undefined;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** Of what is compared. */
  readonly periodSeconds: number | undefined;
  readonly treatMissingData: string;
  readonly actionsEnabled: boolean;
}

export function alarmOf(declared: Declared): Alarm | undefined {
  if (declared.type !== 'AWS::CloudWatch::Alarm') return undefined;
  const { properties } = declared;
  const { metrics, expressions } = queriesOf(declared);
  const evaluationPeriods = numberOf(properties['EvaluationPeriods']) ?? 1;
  const periods = metrics.map((metric) => metric.periodSeconds).filter((period) => period !== undefined);
  return {
    declared,
    about: `alarm ${declared.id}`,
    metrics,
    expressions,
    threshold: numberOf(properties['Threshold']),
    operator: textOf(properties['ComparisonOperator']),
    evaluationPeriods,
    datapointsToAlarm: numberOf(properties['DatapointsToAlarm']) ?? evaluationPeriods,
    periodSeconds: periods.length > 0 ? Math.max(...periods) : undefined,
    treatMissingData: textOf(properties['TreatMissingData']) ?? 'missing',
    actionsEnabled: flagOf(properties['ActionsEnabled']) ?? true,
  };
}

function queriesOf(declared: Declared): Pick<Alarm, 'metrics' | 'expressions'> {
  const { properties } = declared;
  if (properties['MetricName'] !== undefined) {
    const use = metricUse(properties, { declared, path: [], compared: true });
    return { metrics: use ? [use] : [], expressions: [] };
  }
  const queries = objectsOf(properties['Metrics']);
  const metrics: MetricUse[] = [];
  const expressions: MetricExpression[] = [];
  for (const [index, query] of queries.entries()) {
    const id = textOf(query['Id']) ?? '';
    // What is not said is true. A band is what the other one that returns data is compared with.
    const returned = queries.length === 1 || flagOf(query['ReturnData']) !== false;
    const compared = returned && id !== properties['ThresholdMetricId'];
    const place = () => declared.place(['Metrics', index]);
    if (typeof query['Expression'] === 'string')
      expressions.push({ id, text: query['Expression'], compared, place });
    const stat = query['MetricStat'];
    if (!isObject(stat)) continue;
    const metric = isObject(stat['Metric']) ? stat['Metric'] : {};
    const plain = { ...metric, Statistic: stat['Stat'], Period: stat['Period'], Unit: stat['Unit'] };
    const use = metricUse(plain, { declared, path: ['Metrics', index, 'MetricStat'], compared });
    if (use) metrics.push({ ...use, id });
  }
  return { metrics, expressions };
}

interface Within {
  readonly declared: Declared;
  readonly path: Path;
  readonly compared: boolean;
}

function metricUse(said: Readonly<Record<string, unknown>>, within: Within): MetricUse | undefined {
  const [namespace, name] = [said['Namespace'], said['MetricName']];
  if (!isKnown(namespace) || !isKnown(name)) return undefined;
  return {
    namespace,
    name,
    dimensions: dimensionsOf(said['Dimensions']),
    statistic: textOf(said['Statistic'] ?? said['ExtendedStatistic']),
    periodSeconds: numberOf(said['Period']),
    unit: textOf(said['Unit']),
    compared: within.compared,
    place: (...path) => {
      const nested = within.path.length > 0 && /^(Dimensions|MetricName|Namespace)$/.test(String(path[0]));
      return within.declared.place([...within.path, ...(nested ? ['Metric'] : []), ...path]);
    },
  };
}

function dimensionsOf(said: unknown): MetricUse['dimensions'] {
  const all = objectsOf(said);
  if (all.length !== listOf(said).length) return undefined;
  if (!all.every(({ Name }) => isKnown(Name))) return undefined;
  return all.map(({ Name, Value }) => ({ name: String(Name), value: Value }));
}
