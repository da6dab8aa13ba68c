import type { Activity, GroupState } from './group-state.ts';

/** The activities that have ended by a decision. */
export const activitiesOver = (before: GroupState, after: GroupState): readonly Activity[] =>
  after.activities.filter(
    ({ id, endTime }) =>
      endTime !== undefined && before.activities.find((each) => each.id === id)?.endTime === undefined,
  );

/** AWS: whoever is attached or comes from standby is told as launched; whoever leaves, as terminated. */
export const isArrival = ({ description }: Activity): boolean =>
  /^(Launching|Attaching|Moving EC2 instance out)/.test(description);

export const instanceOf = ({ description }: Activity): string => /i-[0-9a-f]+/.exec(description)?.[0] ?? '';

/** What topics and rules are told of an activity. AWS: the members of its user guide's examples. */
export function aboutOf(states: readonly GroupState[], activity: Activity) {
  const EC2InstanceId = instanceOf(activity);
  const members = states.flatMap((state) => state.members);
  const zone = members.find(({ instanceId }) => instanceId === EC2InstanceId)?.zone;
  return {
    StatusCode: activity.status === 'Successful' ? 'InProgress' : activity.status,
    Description: activity.description,
    AutoScalingGroupName: states[0]!.name,
    ActivityId: activity.id,
    Details: zone === undefined ? {} : { 'Availability Zone': zone },
    RequestId: activity.id,
    StatusMessage: activity.message ?? '',
    StartTime: new Date(activity.startTime).toISOString(),
    EndTime: new Date(activity.endTime!).toISOString(),
    EC2InstanceId,
    Cause: activity.cause,
  };
}
