import { derivedUuid } from '../../../base/ids.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { aboutOf, activitiesOver, isArrival } from './activities-over.ts';
import { serviceCall, type Activity, type GroupState, type Known } from './group-state.ts';

type Effects = Readonly<Record<string, Effect>>;

/** What topics are told of the activities that are over now. */
// AWS: Auto Scaling user guide, "Amazon SNS notification options": the members of its example.
export function notices(before: GroupState, after: GroupState, { group, notifications }: Known): Effects {
  if (!group || notifications.length === 0) return {};
  const told = activitiesOver(before, after).flatMap((activity) => {
    const { event, what } = eventOf(activity);
    const Message = JSON.stringify({ ...messageOf([before, after], group.arn, activity), Event: event });
    return notifications
      .filter(({ types }) => types.includes(event))
      .map(({ topicArn: TopicArn }, index): [string, Effect] => [
        `tell ${activity.id} ${index}`,
        serviceCall(after, 'sns', 'Publish', {
          TopicArn,
          Subject: `Auto Scaling: ${what} for group "${after.name}"`,
          Message,
        }),
      ]);
  });
  return Object.fromEntries(told);
}

function eventOf(activity: Activity): { readonly event: string; readonly what: string } {
  const verb = isArrival(activity) ? 'launch' : 'termination';
  const failed = activity.status !== 'Successful';
  const event = `autoscaling:EC2_INSTANCE_${verb === 'launch' ? 'LAUNCH' : 'TERMINATE'}${failed ? '_ERROR' : ''}`;
  return { event, what: failed ? `failed ${verb}` : verb };
}

const messageOf = (states: readonly [GroupState, GroupState], arn: string, activity: Activity): object => ({
  ...aboutOf(states, activity),
  Progress: activity.status === 'Successful' ? 50 : 100,
  AccountId: states[1].account,
  AutoScalingGroupARN: arn,
  Service: 'AWS Auto Scaling',
  Time: new Date(activity.endTime!).toISOString(),
});

/** AWS: a topic is told at once that it will be. */
export function test(state: GroupState, { group }: Known, TopicArn: string, now: number): Effects {
  if (!group) return {};
  const id = derivedUuid('test-notification', group.arn, TopicArn, now);
  const Message = JSON.stringify({
    AccountId: state.account,
    RequestId: id,
    AutoScalingGroupARN: group.arn,
    AutoScalingGroupName: state.name,
    Service: 'AWS Auto Scaling',
    Event: 'autoscaling:TEST_NOTIFICATION',
    Time: new Date(now).toISOString(),
  });
  const Subject = `Auto Scaling: test notification for group "${state.name}"`;
  return { [`tell ${id}`]: serviceCall(state, 'sns', 'Publish', { TopicArn, Subject, Message }) };
}
