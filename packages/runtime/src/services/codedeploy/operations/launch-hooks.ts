import type { AutoScalingGroup } from '@aws-sdk/client-codedeploy';
import type { Call } from '../../../dispatch/service.ts';
import { autoScalingGroupNotFound } from '../errors.ts';
import { groupArn, type DeploymentGroup } from '../records.ts';

// AWS: user guide, "How Amazon EC2 Auto Scaling works with CodeDeploy": a launch hook in each group, which waits for a
// deployment of the last good revision.

export const hookOf = ({ name, id }: Pick<DeploymentGroup, 'name' | 'id'>): string =>
  `CodeDeploy-managed-automatic-launch-deployment-hook-${name}-${id}`;

export const described = (group: DeploymentGroup): AutoScalingGroup[] =>
  group.autoScalingGroups.map((name) => ({ name, hook: hookOf(group) }));

/** AWS: unverified: how long an instance waits for its deployment. */
const heartbeatSeconds = 3600;

/** Puts a hook into the Auto Scaling groups that are of a deployment group now, and takes it out of those that were. */
export function moveHooks(
  call: Call,
  before: DeploymentGroup | undefined,
  after: DeploymentGroup | undefined,
): void {
  const wanted = after?.autoScalingGroups ?? [];
  for (const name of before?.autoScalingGroups ?? [])
    if (!wanted.includes(name) && exists(call, name))
      call.forward('autoscaling', 'DeleteLifecycleHook', {
        AutoScalingGroupName: name,
        LifecycleHookName: hookOf(before!),
      });
  for (const name of wanted) {
    if (!exists(call, name)) autoScalingGroupNotFound(name);
    call.forward('autoscaling', 'PutLifecycleHook', {
      AutoScalingGroupName: name,
      LifecycleHookName: hookOf(after!),
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      HeartbeatTimeout: heartbeatSeconds,
      DefaultResult: 'ABANDON',
      NotificationTargetARN: groupArn(call, after!.applicationName, after!.name),
    });
  }
}

function exists(call: Call, name: string): boolean {
  const asked = { AutoScalingGroupNames: [name] };
  const { AutoScalingGroups } = call.forward<{ readonly AutoScalingGroups: readonly object[] }>(
    'autoscaling',
    'DescribeAutoScalingGroups',
    asked,
  );
  return AutoScalingGroups.length > 0;
}
