import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { TaskState } from './task-state.ts';

function callOf(task: TaskState, operation: string, index: number) {
  const { targetGroup, port } = task.targets[index]!;
  return {
    service: 'elasticloadbalancing',
    operation,
    input: { TargetGroupArn: targetGroup, Targets: [{ Id: task.address!, Port: port }] },
    as: servicePrincipal('ecs'),
    scope: task.scope,
  };
}

export const register = (task: TaskState, index: number): Effect => ({
  type: 'aws.call',
  ...callOf(task, 'RegisterTargets', index),
});

export const deregister = (task: TaskState, index: number): Effect => ({
  type: 'aws.call',
  ...callOf(task, 'DeregisterTargets', index),
});

/** Waits until the target's health is another than is known. */
export function watchHealth(task: TaskState, index: number): Effect {
  const known = task.targets[index]!.health?.State ?? '';
  return {
    type: 'aws.wait',
    ...callOf(task, 'DescribeTargetHealth', index),
    until: `TargetHealthDescriptions[0].TargetHealth.State != '${known}'`,
  };
}

/** Waits until the target has finished what it had, and is no longer in its group. */
export const watchDraining = (task: TaskState, index: number): Effect => ({
  type: 'aws.wait',
  ...callOf(task, 'DescribeTargetHealth', index),
  until: "TargetHealthDescriptions[0].TargetHealth.State == 'unused'",
});
