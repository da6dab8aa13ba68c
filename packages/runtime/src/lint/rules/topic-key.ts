import { alarmTypes } from '../alarm.ts';
import { isKnown, listOf } from '../declared.ts';
import type { Rule } from '../rule.ts';

export const topicKey: Rule = {
  id: 'topic-key',
  sentence: 'A topic that alarms publish to is encrypted with a key that CloudWatch may use.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
  *check(known) {
    for (const alarm of known.of(...alarmTypes))
      for (const [index, action] of listOf(alarm.properties['AlarmActions']).entries()) {
        const topic = known.meant(action, alarm.scope, 'AWS::SNS::Topic');
        const key = topic?.properties['KmsMasterKeyId'];
        // The policy of AWS's own key does not let other services in, and cannot be changed.
        if (!topic || !isKnown(key) || !/(^|:)alias\/aws\/sns$/.test(key)) continue;
        yield {
          level: 'error',
          place: alarm.place(['AlarmActions', index]),
          about: `alarm ${alarm.id}`,
          message:
            `The topic ${topic.id} is encrypted with alias/aws/sns, whose policy does not let ` +
            'CloudWatch in: the alarm goes off, and its message is lost.',
          fix:
            'Encrypt it with a key of your own, and allow cloudwatch.amazonaws.com kms:Decrypt and ' +
            'kms:GenerateDataKey* in its policy.',
        };
      }
  },
};
