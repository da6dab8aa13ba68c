import { derivedUuid } from '../../../base/ids.ts';
import { javaMoment } from '../moments.ts';
import type { AlarmConfiguration, CompositeConfiguration, Query } from '../records.ts';
import type { Change, Standing } from './message.ts';

/** An alarm that has come into another state, as functions and EventBridge are told of it. */
export function described({ alarm, from, to }: Change) {
  return {
    alarmName: alarm.name,
    state: standing(to),
    previousState: standing(from),
    configuration: {
      ...(alarm.description !== undefined && { description: alarm.description }),
      ...('rule' in alarm ? compositeOf(alarm) : { metrics: metricsOf(alarm) }),
    },
  };
}

export function compositeOf({ rule, suppressor }: CompositeConfiguration) {
  return {
    alarmRule: rule,
    ...(suppressor && {
      actionsSuppressor: suppressor.alarm,
      actionsSuppressorWaitPeriod: suppressor.waitSeconds,
      actionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
    }),
  };
}

function standing({ value, reason, reasonData, at }: Standing) {
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: javaMoment(at) };
}

/** AWS: the single metric of an alarm has an id that nobody gave it. */
export function metricsOf({ name, updatedAt, math, queries }: AlarmConfiguration): object[] {
  if (math) return queries.map(metricOf);
  return queries.map((query) => metricOf({ ...query, id: derivedUuid(name, String(updatedAt)) }));
}

function metricOf({ id, metric, stat, periodSeconds, unit, expression, label, returnData }: Query) {
  if (!metric) return { id, expression, ...(label !== undefined && { label }), returnData };
  const dimensions = Object.fromEntries(metric.dimensions.map(({ name, value }) => [name, value]));
  const { namespace, metricName } = metric;
  return {
    id,
    metricStat: {
      metric: { namespace, name: metricName, dimensions },
      period: periodSeconds,
      stat,
      ...(unit !== undefined && { unit }),
    },
    returnData,
  };
}
