import { ended, gone } from './endings.ts';
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
import { poolOf } from './pool-state.ts';

/** It goes, or goes back, to the pool: it is stopped there, unless it is to run. */
export function rest(before: GroupState, { group }: Known, instanceId: string, now: number): Step {
  const state = withMember(before, instanceId, {
    isWarm: true,
    state: 'Pending',
    hook: undefined,
    hooksDone: [],
  });
  if (poolOf(group)?.state === 'Running')
    return { state: rested(state, instanceId, 'Running', now), effects: {} };
  const stop = serviceCall(state, 'ec2', 'StopInstances', { InstanceIds: [instanceId] });
  return { state, effects: { [`rest ${instanceId}`]: stop } };
}

export function stopping(state: GroupState, instanceId: string): Step {
  const input = { InstanceIds: [instanceId] };
  const until = "Reservations[].Instances[].State | [?Name!='stopping' && Name!='running']";
  const wait = serviceWait(state, 'ec2', 'DescribeInstances', { input, until });
  return { state, effects: { [`rested ${instanceId}`]: wait } };
}

export function stopped(
  before: GroupState,
  instanceId: string,
  states: readonly string[],
  now: number,
): GroupState {
  return states.includes('stopped')
    ? rested(before, instanceId, 'Stopped', now)
    : gone(before, instanceId, now);
}

/** It waits from now on. What has brought it here is over. */
function rested(before: GroupState, instanceId: string, as: 'Running' | 'Stopped', now: number): GroupState {
  const member = memberOf(before, instanceId);
  if (!member) return before;
  const noted = ended(before, instanceId, now);
  const launch = noted.activities.find(({ id }) => id === member.arrivedBy && id !== member.endedBy);
  const state = launch && launch.endTime === undefined ? over(noted, launch, now) : noted;
  return withMember(state, instanceId, {
    state: as,
    returns: undefined,
    endedBy: undefined,
    inServiceAt: undefined,
  });
}

const over = (state: GroupState, activity: Activity, now: number): GroupState =>
  withActivity(state, { ...activity, endTime: now, status: 'Successful' });
