import type { AwsEvent } from '../../../base/event.ts';
import type { Scope } from '../../../base/scope.ts';
import { alarmArn } from '../records.ts';
import { described } from './description.ts';
import type { Change, Standing } from './message.ts';

/** What EventBridge is told of a decision about an alarm: that it has come into another state. */
// AWS: CloudWatch user guide, "Alarm events and EventBridge".
export function happenings(
  before: Standing & Scope,
  after: Standing,
  configuration: Change['alarm'] | undefined,
): AwsEvent[] {
  if (!configuration || before.value === after.value) return [];
  const { account, region } = before;
  const scope = { account, region };
  return [
    {
      ...scope,
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarmArn(scope, configuration.name)],
      detail: described({ alarm: configuration, scope, from: standingOf(before), to: standingOf(after) }),
    },
  ];
}

const standingOf = ({ value, reason, reasonData, at }: Standing): Standing => ({
  value,
  reason,
  reasonData,
  at,
});
