import type { AwsEvent } from '../../../base/event.ts';
import type { GroupState, Known, Member } from './group-state.ts';

/** AWS: Auto Scaling user guide, "Auto Scaling event reference". */
export function happenings(before: GroupState, after: GroupState, { group, hooks }: Known): AwsEvent[] {
  if (!group) return [];
  return after.members.flatMap((member) => {
    const was = before.members.find((each) => each.instanceId === member.instanceId);
    if (member.hook && member.hook.token !== was?.hook?.token)
      return [waiting(after, group.arn, member, hooks)];
    if (member.state !== 'InService' || was?.state === 'InService') return [];
    return [told(after, group.arn, 'EC2 Instance Launch Successful', { EC2InstanceId: member.instanceId })];
  });
}

function waiting(state: GroupState, arn: string, member: Member, hooks: Known['hooks']): AwsEvent {
  const hook = hooks.find(({ name }) => name === member.hook!.name);
  const isLaunch = member.state === 'Pending:Wait';
  return told(state, arn, `EC2 Instance-${isLaunch ? 'launch' : 'terminate'} Lifecycle Action`, {
    LifecycleActionToken: member.hook!.token,
    LifecycleHookName: member.hook!.name,
    EC2InstanceId: member.instanceId,
    LifecycleTransition: hook?.transition,
    ...(hook?.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
    Origin: isLaunch ? 'EC2' : 'AutoScalingGroup',
    Destination: isLaunch ? 'AutoScalingGroup' : 'EC2',
  });
}

function told(state: GroupState, arn: string, detailType: string, detail: object): AwsEvent {
  const { account, region, name } = state;
  return {
    account,
    region,
    source: 'aws.autoscaling',
    detailType,
    resources: [arn],
    detail: { AutoScalingGroupName: name, ...detail },
  };
}
