import { derivedUuid } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import {
  memberOf,
  serviceCall,
  serviceWait,
  withActivity,
  withMember,
  type Activity,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { waitForHook } from './hooks.ts';
import { ended, gone } from './endings.ts';
import { rest } from './resting.ts';

/** An instance is to go: traffic first, hooks next, and then it is ended. */
export function terminate(
  before: GroupState,
  known: Known,
  { instanceId, cause }: { readonly instanceId: string; readonly cause: string },
  now: number,
): Step {
  const id = endingId(before, instanceId);
  const description = `Terminating EC2 instance: ${instanceId}`;
  const activity: Activity = { id, cause, description, startTime: now, status: 'InProgress' };
  return leave(
    withActivity(before, activity),
    known,
    { instanceId, becomes: 'Terminating', activity: id },
    now,
  );
}

/** The activity that an instance is ended by. */
export const endingId = ({ account, region, name }: Scope & { readonly name: string }, id: string): string =>
  derivedUuid('ending', account, region, name, id);

interface Leaving {
  readonly instanceId: string;
  readonly becomes: 'Terminating' | 'Detaching' | 'EnteringStandby';
  readonly activity: string;
}

/** Traffic leaves an instance first, wherever it goes. */
export function leave(
  before: GroupState,
  known: Known,
  { instanceId, becomes, activity }: Leaving,
  now: number,
): Step {
  const wasServing = memberOf(before, instanceId)?.state === 'InService';
  const groups = wasServing ? (known.group?.targetGroups ?? []) : [];
  const state = withMember(before, instanceId, {
    state: becomes,
    hook: undefined,
    hooksDone: [],
    checkAt: undefined,
    endedBy: activity,
    draining: groups.length,
  });
  if (groups.length === 0) return left(state, known, instanceId, now);
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

/** A target group has let go of it, or is not there. */
export function drained(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const { draining = 1 } = memberOf(before, instanceId) ?? {};
  const state = withMember(before, instanceId, { draining: draining - 1 });
  return draining === 1 ? left(state, known, instanceId, now) : { state, effects: {} };
}

/** Nothing comes to it any more. */
function left(state: GroupState, known: Known, instanceId: string, now: number): Step {
  switch (memberOf(state, instanceId)?.state) {
    case 'Terminating':
      return dismiss(state, known, instanceId, now);
    case 'Detaching':
      return detached(gone(state, instanceId, now), instanceId);
    case 'EnteringStandby':
      return {
        state: withMember(ended(state, instanceId, now), instanceId, { state: 'Standby' }),
        effects: {},
      };
    default:
      return { state, effects: {} };
  }
}

/** It is nobody's any more, and runs on. */
function detached(state: GroupState, instanceId: string): Step {
  const tag = { Resources: [instanceId], Tags: [{ Key: 'aws:autoscaling:groupName' }] };
  return { state, effects: { [`untag ${instanceId}`]: serviceCall(state, 'ec2', 'DeleteTags', tag) } };
}

/** Hooks are waited for, and it is ended. */
export function dismiss(before: GroupState, known: Known, instanceId: string, now: number): Step {
  const transition = 'autoscaling:EC2_INSTANCE_TERMINATING' as const;
  const waiting = waitForHook(before, known, { instanceId, transition }, now);
  if (waiting) return waiting;
  if (memberOf(before, instanceId)?.returns) return rest(before, known, instanceId, now);
  const state = withMember(before, instanceId, { state: 'Terminating', hook: undefined });
  const InstanceIds = [instanceId];
  return {
    state,
    effects: { [`end ${instanceId}`]: serviceCall(state, 'ec2', 'TerminateInstances', { InstanceIds }) },
  };
}
