import { javaMoment } from '../moments.ts';
import { alarmArn, type CompositeConfiguration, type Query } from '../records.ts';
import type { Change, Standing } from '../alarm/message.ts';
import type { AlarmAction } from './index.ts';

/** Who CloudWatch is to a function's resource policy. */
const principal = 'lambda.alarms.cloudwatch.amazonaws.com';

export const lambdaAction: AlarmAction = {
  matches: (arn) => /^arn:aws:lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn),
  message: eventOf,
  effect: (arn, change) => ({
    type: 'aws.call',
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: arn, InvocationType: 'Event', Payload: eventOf(change) },
    as: principal,
    scope: change.scope,
  }),
};

// AWS: user guide, "Invoke a Lambda function from an alarm".
function eventOf({ alarm, scope, from, to }: Change): string {
  return JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(scope, alarm.name),
    accountId: scope.account,
    time: javaMoment(to.at),
    region: scope.region,
    alarmData: {
      alarmName: alarm.name,
      state: standing(to),
      previousState: standing(from),
      configuration: {
        ...(alarm.description !== undefined && { description: alarm.description }),
        ...('rule' in alarm ? compositeOf(alarm) : { metrics: alarm.queries.map(metricOf) }),
      },
    },
  });
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
