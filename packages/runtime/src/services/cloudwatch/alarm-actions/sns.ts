import { servicePrincipal } from '../../../base/service-principal.ts';
import { messageOf, subjectOf } from '../alarm/message.ts';
import { alarmArn } from '../records.ts';
import type { AlarmAction } from './index.ts';

export const snsAction: AlarmAction = {
  matches: (arn) => /^arn:aws:sns:[^:]+:\d{12}:[^:]+$/.test(arn),
  message: messageOf,
  effect: (arn, change) => ({
    type: 'aws.call',
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn: arn, Subject: subjectOf(change), Message: messageOf(change) },
    as: servicePrincipal('cloudwatch'),
    sourceArn: alarmArn(change.scope, change.alarm.name),
    scope: change.scope,
  }),
};
