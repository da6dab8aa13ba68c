import { isSuspended } from '../processes.ts';
import { isMoving, type GroupState, type Known, type Member } from './group-state.ts';

/** The members whose time in service is limited, and when it is over. */
function limited(
  { members }: GroupState,
  { group }: Known,
): { readonly member: Member; readonly end: number }[] {
  const seconds = group?.instanceLifetimeMax;
  if (seconds === undefined) return [];
  return members.flatMap((member) =>
    member.state === 'InService' && member.inServiceAt !== undefined
      ? [{ member, end: member.inServiceAt + seconds * 1000 }]
      : [],
  );
}

/** Whose time is over, one at a time: the next one goes when its successor is in service. */
// AWS: user guide, "Replace Auto Scaling instances based on maximum instance lifetime". Unverified that it is one.
export function outlived(state: GroupState, known: Known, now: number): Member | undefined {
  if (isSuspended(known.group, 'Launch') || isSuspended(known.group, 'Terminate')) return undefined;
  const isBusy = state.launching.length > 0 || state.members.some(isMoving);
  return isBusy ? undefined : limited(state, known).find(({ end }) => end <= now)?.member;
}

export const lifetimeEnds = (state: GroupState, known: Known, now: number): number[] =>
  limited(state, known).flatMap(({ end }) => (end > now ? [end] : []));
