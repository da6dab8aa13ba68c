import { derivedUuid } from '../../../base/ids.ts';
import { javaMoment } from '../moments.ts';
import type { AlarmConfiguration, CompositeConfiguration, LogAlarmConfiguration, Query } from '../records.ts';
import type { Change, Standing } from './message.ts';

/** An alarm that has come into another state, as functions and EventBridge are told of it. */
export function described({ alarm, from, to, contributor }: Change) {
  return {
    alarmName: alarm.name,
    // AWS: of a contributor there is no previous state.
    ...(contributor && { alarmContributor: contributor }),
    state: standing(to),
    ...(!contributor && { previousState: standing(from) }),
    configuration: {
      ...(alarm.description !== undefined && { description: alarm.description }),
      ...judgedBy(alarm),
    },
  };
}

function judgedBy(alarm: Change['alarm']): object {
  if ('rule' in alarm) return compositeOf(alarm);
  return 'query' in alarm ? scheduledOf(alarm) : { metrics: metricsOf(alarm) };
}

/** AWS: unverified: the names, which no example has. */
export const scheduledOf = ({ query }: LogAlarmConfiguration): object => ({
  scheduledQueryConfiguration: {
    queryString: query.text,
    logGroupIdentifiers: query.groups,
    aggregationExpression: query.aggregation,
    scheduleConfiguration: {
      scheduleExpression: query.schedule,
      startTimeOffset: query.startSeconds,
      endTimeOffset: query.endSeconds,
    },
  },
});

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
