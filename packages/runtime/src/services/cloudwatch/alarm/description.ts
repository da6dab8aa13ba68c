import { javaMoment } from '../moments.ts';
import type { CompositeConfiguration, Query } from '../records.ts';
import type { Change, Standing } from './message.ts';

/** An alarm that has come into another state, as functions and EventBridge are told of it. */
export function described({ alarm, from, to }: Change): object {
  return {
    alarmName: alarm.name,
    state: standing(to),
    previousState: standing(from),
    configuration: {
      ...(alarm.description !== undefined && { description: alarm.description }),
      ...('rule' in alarm ? compositeOf(alarm) : { metrics: alarm.queries.map(metricOf) }),
    },
  };
}

function compositeOf({ rule, suppressor }: CompositeConfiguration) {
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
