import { memberOf, withActivity, type GroupState } from './group-state.ts';

/** It is none of the group any more. */
export function gone(before: GroupState, instanceId: string, now: number): GroupState {
  const state = ended(before, instanceId, now);
  return { ...state, members: state.members.filter((each) => each.instanceId !== instanceId) };
}

/** The activity that it goes by is over. */
export function ended(state: GroupState, instanceId: string, now: number): GroupState {
  const endedBy = memberOf(state, instanceId)?.endedBy;
  const activity = state.activities.find(({ id }) => id === endedBy);
  return activity ? withActivity(state, { ...activity, endTime: now, status: 'Successful' }) : state;
}
