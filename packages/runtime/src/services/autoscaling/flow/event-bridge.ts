import type { AwsEvent } from '../../../base/event.ts';
import { arnOf } from '../../../base/arn.ts';
import { aboutOf, activitiesOver, instanceOf, isArrival } from './activities-over.ts';
import type { Activity, GroupState, Known, Member } from './group-state.ts';

/** AWS: Auto Scaling user guide, "Auto Scaling event reference". */
export function happenings(before: GroupState, after: GroupState, { group, hooks }: Known): AwsEvent[] {
  if (!group) return [];
  const waits = after.members.flatMap((member) => {
    const was = before.members.find((each) => each.instanceId === member.instanceId);
    return member.hook && member.hook.token !== was?.hook?.token
      ? [waiting(after, group.arn, member, hooks)]
      : [];
  });
  return [
    ...waits,
    ...activitiesOver(before, after).map((each) => over([before, after], group.arn, each)),
    ...refreshHappenings(before, after).map(({ id, what }) =>
      told(after, [group.arn], `EC2 Auto Scaling Instance Refresh ${what}`, { InstanceRefreshId: id }),
    ),
  ];
}

/** AWS: Auto Scaling user guide, "Instance refresh events". */
const words: Readonly<Record<string, string>> = {
  InProgress: 'Started',
  Successful: 'Succeeded',
  Failed: 'Failed',
  Cancelled: 'Cancelled',
  RollbackInProgress: 'Rollback Started',
  RollbackSuccessful: 'Rollback Succeeded',
  RollbackFailed: 'Rollback Failed',
};

function refreshHappenings(before: GroupState, after: GroupState) {
  return (after.refreshes ?? []).flatMap(({ id, status, checkpoints }) => {
    const was = before.refreshes?.find((each) => each.id === id);
    const what = was?.status === status ? undefined : words[status];
    const reached =
      was?.status === status && checkpoints > was.checkpoints ? 'Checkpoint Reached' : undefined;
    return [what, reached].flatMap((each) => (each === undefined ? [] : [{ id, what: each }]));
  });
}

function over(states: readonly [GroupState, GroupState], arn: string, activity: Activity): AwsEvent {
  const isLaunch = isArrival(activity);
  const outcome = activity.status === 'Successful' ? 'Successful' : 'Unsuccessful';
  const [, state] = states;
  const { account, region } = state;
  const id = instanceOf(activity);
  const member = states.flatMap(({ members }) => members).find(({ instanceId }) => instanceId === id);
  const instance = id === '' ? [] : [arnOf('ec2', { account, region }, `instance/${id}`)];
  const detailType = `EC2 Instance ${isLaunch ? 'Launch' : 'Terminate'} ${outcome}`;
  return told(state, [arn, ...instance], detailType, {
    ...aboutOf(states, activity),
    ...waysOf(isLaunch, member),
  });
}

/** AWS: user guide, "Warm pool events": from where an instance comes, and where it goes. */
function waysOf(isLaunch: boolean, { isWarm, wasWarm, returns }: Partial<Member> = {}): object {
  if (isLaunch)
    return {
      Origin: wasWarm && !isWarm ? 'WarmPool' : 'EC2',
      Destination: isWarm ? 'WarmPool' : 'AutoScalingGroup',
    };
  return {
    Origin: isWarm && !returns ? 'WarmPool' : 'AutoScalingGroup',
    Destination: returns ? 'WarmPool' : 'EC2',
  };
}

function waiting(state: GroupState, arn: string, member: Member, hooks: Known['hooks']): AwsEvent {
  const hook = hooks.find(({ name }) => name === member.hook!.name);
  const isLaunch = member.state === 'Pending:Wait';
  return told(state, [arn], `EC2 Instance-${isLaunch ? 'launch' : 'terminate'} Lifecycle Action`, {
    LifecycleActionToken: member.hook!.token,
    LifecycleHookName: member.hook!.name,
    EC2InstanceId: member.instanceId,
    LifecycleTransition: hook?.transition,
    ...(hook?.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
    ...waysOf(isLaunch, member),
  });
}

function told(state: GroupState, resources: string[], detailType: string, detail: object): AwsEvent {
  const { account, region, name } = state;
  return {
    account,
    region,
    source: 'aws.autoscaling',
    detailType,
    resources,
    detail: { AutoScalingGroupName: name, ...detail },
  };
}
