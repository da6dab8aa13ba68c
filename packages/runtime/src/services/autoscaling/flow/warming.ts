import { derivedUuid } from '../../../base/ids.ts';
import { poolCause, wakingCause } from './causes.ts';
import {
  serviceCall,
  withActivity,
  withMember,
  type Activity,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import { admit, asked, runs } from './launching.ts';
import { isRested, poolSize, poolWanted } from './pool-state.ts';
import { terminate } from './terminating.ts';

// AWS: user guide, "Warm pools for Auto Scaling groups".

/** Asks for one more instance for the pool. */
export function warm(before: GroupState, known: Known, now: number): Step {
  const { state, effects, effect } = asked(before, known, { cause: poolCause(now), now });
  return { state: { ...state, warming: [...(state.warming ?? []), effect] }, effects };
}

/** One that waits in the pool comes into the group. */
export function wake(before: GroupState, known: Known, now: number): Step | undefined {
  const member = before.members.find(isRested);
  if (!member) return undefined;
  const { instanceId } = member;
  const activity: Activity = {
    id: derivedUuid('waking', before.account, before.region, before.name, instanceId, now),
    cause: wakingCause(known, now),
    description: `Launching a new EC2 instance from warm pool: ${instanceId}`,
    startTime: now,
    status: 'InProgress',
  };
  const state = withMember(withActivity(before, activity), instanceId, {
    state: 'Pending',
    isWarm: undefined,
    wasWarm: true,
    arrivedBy: activity.id,
    hooksDone: [],
  });
  if (member.state === 'Running') return admit(state, known, instanceId, now);
  const start = serviceCall(state, 'ec2', 'StartInstances', { InstanceIds: [instanceId] });
  return { state, effects: { [`wake ${instanceId}`]: start } };
}

/** It is being started: it is waited for until it runs. */
export const awake = (state: GroupState, instanceId: string): Step => ({
  state,
  effects: runs(state, instanceId),
});

/** The pool holds as many as it is to. */
export function poolSettled(before: GroupState, known: Known, mayLaunch: boolean, now: number): Step {
  let step: Step = { state: before, effects: {} };
  const take = ({ state, effects }: Step) => {
    step = { state, effects: { ...step.effects, ...effects } };
  };
  const wanted = poolWanted(known);
  while (mayLaunch && before.notBefore === undefined && poolSize(step.state) < wanted)
    take(warm(step.state, known, now));
  while (poolSize(step.state) > wanted) {
    const next = step.state.members.find(isRested);
    if (!next) break;
    take(terminate(step.state, known, { instanceId: next.instanceId, cause: poolCause(now) }, now));
  }
  return step;
}

/** What waits in the pool was launched otherwise than is wanted now. */
export const emptied = (before: GroupState, known: Known, now: number): Step =>
  before.members.filter(isRested).reduce<Step>(
    ({ state, effects }, { instanceId }) => {
      const step = terminate(state, known, { instanceId, cause: poolCause(now) }, now);
      return { state: step.state, effects: { ...effects, ...step.effects } };
    },
    { state: before, effects: {} },
  );
