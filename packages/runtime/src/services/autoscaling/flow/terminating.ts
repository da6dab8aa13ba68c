import {
  memberOf,
  serviceCall,
  serviceWait,
  withMember,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { waitForHook } from './hooks.ts';

/** An instance is to go: traffic first, hooks next, and then it is ended. */
export function terminate(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const state = withMember(before, instanceId, { state: 'Terminating', hook: undefined, hooksDone: [] });
  const wasServing = memberOf(before, instanceId)?.state === 'InService';
  const groups = wasServing ? (known.group?.targetGroups ?? []) : [];
  if (groups.length === 0) return dismiss(state, known, instanceId, now);
  const Targets = [{ Id: instanceId }];
  const effects = groups.map((TargetGroupArn, index) => [
    `leave ${instanceId} ${index}`,
    serviceCall(state, 'elasticloadbalancing', 'DeregisterTargets', { TargetGroupArn, Targets }),
  ]);
  return { state, effects: Object.fromEntries(effects) };
}

/** Waits until a target group has let go of it. */
export function drain(state: GroupState, { group }: Known, effect: string): Step {
  const [, instanceId = '', index = ''] = effect.split(' ');
  const input = { TargetGroupArn: group?.targetGroups[Number(index)], Targets: [{ Id: instanceId }] };
  const until = "length(TargetHealthDescriptions[?TargetHealth.State=='draining']) == `0`";
  const wait = serviceWait(state, 'elasticloadbalancing', 'DescribeTargetHealth', { input, until });
  return { state, effects: { [`drain ${instanceId} ${index}`]: wait } };
}

/** Nothing comes to it any more: hooks are waited for, and it is ended. */
export function dismiss(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const transition = 'autoscaling:EC2_INSTANCE_TERMINATING' as const;
  const waiting = waitForHook(before, known, { instanceId, transition }, now);
  if (waiting) return waiting;
  const state = withMember(before, instanceId, { state: 'Terminating', hook: undefined });
  const InstanceIds = [instanceId];
  return {
    state,
    effects: { [`end ${instanceId}`]: serviceCall(state, 'ec2', 'TerminateInstances', { InstanceIds }) },
  };
}

export const gone = (state: GroupState, instanceId: string): GroupState => ({
  ...state,
  members: state.members.filter((each) => each.instanceId !== instanceId),
});
