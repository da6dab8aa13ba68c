import type { WarmPool } from '../records.ts';
import type { GroupState, Known, Member } from './group-state.ts';

// AWS: user guide, "Warm pools for Auto Scaling groups".

/** Whether it waits in the pool, and nothing more is to happen to it. */
export const isRested = ({ isWarm, state }: Member): boolean =>
  isWarm === true && (state === 'Stopped' || state === 'Running');

/** Those of the pool that are there to stay, and those that are launched for it. */
export const poolSize = ({ members, warming = [] }: GroupState): number =>
  members.filter(({ isWarm, state }) => isWarm && !state.startsWith('Terminating')).length + warming.length;

/** How many the pool is to hold. AWS: what the group may still need, and at least its minimum. */
export function poolWanted({ group }: Pick<Known, 'group'>): number {
  const pool = poolOf(group);
  if (!group || !pool) return 0;
  return Math.max(pool.minSize, (pool.preparedMax ?? group.maxSize) - group.desiredCapacity, 0);
}

/** The pool of a group, unless it is to go. */
export const poolOf = (group: Known['group']): WarmPool | undefined =>
  group?.warmPool?.isLeaving ? undefined : group?.warmPool;
