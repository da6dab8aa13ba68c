import type { AutoScalingGroup } from '@aws-sdk/client-codedeploy';
import type { Call } from '../../../dispatch/service.ts';
import { autoScalingGroupNotFound } from '../errors.ts';
import { groupArn, type DeploymentGroup } from '../records.ts';

// AWS: user guide, "How Amazon EC2 Auto Scaling works with CodeDeploy": a launch hook in each group, which waits for a
// deployment of the last good revision.

export const hookOf = ({ name, id }: Pick<DeploymentGroup, 'name' | 'id'>): string =>
  `CodeDeploy-managed-automatic-launch-deployment-hook-${name}-${id}`;

export const terminationHookOf = ({ name, id }: Pick<DeploymentGroup, 'name' | 'id'>): string =>
  `CodeDeploy-managed-automatic-termination-deployment-hook-${name}-${id}`;

export const described = (group: DeploymentGroup): AutoScalingGroup[] =>
  group.autoScalingGroups.map((name) => ({
    name,
    hook: hookOf(group),
    ...(group.terminationHookEnabled && { terminationHook: terminationHookOf(group) }),
  }));

interface Hook {
  readonly name: string;
  readonly transition: string;
  /** What happens to an instance that nobody deploys to in time. */
  readonly otherwise: 'ABANDON' | 'CONTINUE';
}

/** AWS: user guide, "Enabling termination deployments during Auto Scaling scale-in events": a second hook. */
function hooksOf(group: DeploymentGroup | undefined): readonly Hook[] {
  if (!group) return [];
  const launch: Hook = {
    name: hookOf(group),
    transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    otherwise: 'ABANDON',
  };
  const termination: Hook = {
    name: terminationHookOf(group),
    transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    otherwise: 'CONTINUE',
  };
  return group.terminationHookEnabled ? [launch, termination] : [launch];
}

/** AWS: unverified: how long an instance waits for its deployment. */
const heartbeatSeconds = 3600;

/** Puts a hook into the Auto Scaling groups that are of a deployment group now, and takes it out of those that were. */
export function moveHooks(
  call: Call,
  before: DeploymentGroup | undefined,
  after: DeploymentGroup | undefined,
): void {
  const wanted = after?.autoScalingGroups ?? [];
  const hooks = hooksOf(after);
  for (const name of before?.autoScalingGroups ?? [])
    for (const hook of hooksOf(before)) {
      const stays = wanted.includes(name) && hooks.some((each) => each.name === hook.name);
      const known = { AutoScalingGroupName: name, LifecycleHookName: hook.name };
      if (!stays && exists(call, name)) call.forward('autoscaling', 'DeleteLifecycleHook', known);
    }
  for (const name of wanted) {
    if (!exists(call, name)) autoScalingGroupNotFound(name);
    for (const hook of hooks)
      call.forward('autoscaling', 'PutLifecycleHook', {
        AutoScalingGroupName: name,
        LifecycleHookName: hook.name,
        LifecycleTransition: hook.transition,
        HeartbeatTimeout: heartbeatSeconds,
        DefaultResult: hook.otherwise,
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
