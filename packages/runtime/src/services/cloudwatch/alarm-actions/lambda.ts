import { javaMoment } from '../moments.ts';
import { described } from '../alarm/description.ts';
import type { Change } from '../alarm/message.ts';
import { alarmArn } from '../records.ts';
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
    sourceArn: alarmArn(change.scope, change.alarm.name),
    scope: change.scope,
  }),
};

// AWS: user guide, "Invoke a Lambda function from an alarm".
function eventOf(change: Change): string {
  const { alarm, scope, to } = change;
  return JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(scope, alarm.name),
    accountId: scope.account,
    time: javaMoment(to.at),
    region: scope.region,
    alarmData: described(change),
  });
}
