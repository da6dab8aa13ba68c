import { derivedUuid } from '../../../base/ids.ts';
import {
  memberOf,
  serviceCall,
  serviceWait,
  withActivity,
  withMember,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { waitForHook } from './hooks.ts';

/** An instance is to go: traffic first, hooks next, and then it is ended. */
export function terminate(
  before: GroupState,
  known: Known,
  { instanceId, cause }: { readonly instanceId: string; readonly cause: string },
  now: number,
): Step {
  const id = derivedUuid('ending', before.account, before.region, before.name, instanceId);
  const leaving = withMember(before, instanceId, {
    state: 'Terminating',
    hook: undefined,
    hooksDone: [],
    checkAt: undefined,
    endedBy: id,
  });
  const description = `Terminating EC2 instance: ${instanceId}`;
  const state = withActivity(leaving, { id, cause, description, startTime: now, status: 'InProgress' });
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

export function gone(state: GroupState, instanceId: string, now: number): GroupState {
  const endedBy = memberOf(state, instanceId)?.endedBy;
  const activity = state.activities.find(({ id }) => id === endedBy);
  const told = activity ? withActivity(state, { ...activity, endTime: now, status: 'Successful' }) : state;
  return { ...told, members: told.members.filter((each) => each.instanceId !== instanceId) };
}
