import { isSuspended } from '../processes.ts';
import type { AutoScalingGroup } from '../records.ts';
import { outlivedCause, shrinkCause } from './causes.ts';
import { isRested, poolOf, poolSize, poolWanted } from './pool-state.ts';
import { poolSettled, wake } from './warming.ts';
import { isCounted, withMember, type GroupState, type Known, type Member, type Step } from './group-state.ts';
import { lookedAgain } from './health.ts';
import { launch } from './launching.ts';
import { outlived } from './lifetime.ts';
import { activeRefresh, surplusOf } from './refresh-state.ts';
import { refreshed } from './refreshing.ts';
import { terminate } from './terminating.ts';

/** As many as are wanted, and no more; and nobody who is ill or too old. */
export function settle(first: Step, known: Known, now: number): Step {
  const { group } = known;
  let { state, effects } = first;
  const take = (step: Step) => {
    state = step.state;
    effects = { ...effects, ...step.effects };
  };
  const end = (instanceId: string, cause: string) =>
    take(terminate(state, known, { instanceId, cause }, now));
  if (state.notBefore !== undefined && state.notBefore <= now) state = { ...state, notBefore: undefined };
  take(lookedAgain(state, known));
  for (const { instanceId, unhealthyBy } of replaceable(state, known)) end(instanceId, unhealthyBy!);
  const old = outlived(state, known, now);
  if (old) end(old.instanceId, outlivedCause(now));
  // Where the group itself goes, those go that are at rest, too.
  const resting = group
    ? []
    : state.members.filter((member) => member.state === 'Standby' || isRested(member));
  for (const { instanceId } of resting) end(instanceId, shrinkCause(state, known, instanceId, now));
  take(refreshed(state, known, now));
  const desired = group?.desiredCapacity ?? 0;
  const wanted = desired + surplusOf(state, desired, now);
  const count = () => state.members.filter(isCounted).length + state.launching.length;
  const launches = group && !isSuspended(group, 'Launch');
  while (launches && state.notBefore === undefined && count() < wanted)
    take(wake(state, known, now) ?? launch(state, known, now));
  while (!isSuspended(group, 'Terminate') && count() > wanted) {
    const next = nextToGo(state, group);
    if (!next) break;
    const { instanceId } = next;
    const cause = shrinkCause(state, known, instanceId, now);
    if (returns(state, known)) state = withMember(state, instanceId, { returns: true });
    end(instanceId, cause);
  }
  take(poolSettled(state, known, Boolean(launches), now));
  return { state, effects };
}

/** AWS: "ReuseOnScaleIn": who leaves by scaling in goes back to the pool, as long as that has room. */
function returns(state: GroupState, known: Known): boolean {
  const returning = state.members.filter((member) => member.returns && !member.isWarm).length;
  return Boolean(poolOf(known.group)?.reuses) && poolSize(state) + returning < poolWanted(known);
}

/**
 * AWS: the default policy's last resort: the oldest goes first. Who is protected stays, however many are wanted, unless
 * the group itself goes. Who is to be replaced anyway goes before all others.
 */
function nextToGo(state: GroupState, group: AutoScalingGroup | undefined): Member | undefined {
  const { members } = state;
  const free = members.filter((each) => isCounted(each) && !(group && each.isProtected));
  const replaced = free.find(({ instanceId }) => activeRefresh(state)?.from.includes(instanceId));
  if (replaced) return replaced;
  return group?.terminationPolicies?.[0] === 'NewestInstance' ? free.at(-1) : free[0];
}

/** Those that were found unhealthy, unless they are to be left as they are. */
function replaceable({ members }: GroupState, { group }: Known): readonly Member[] {
  if (isSuspended(group, 'ReplaceUnhealthy') || isSuspended(group, 'Terminate')) return [];
  return members.filter((member) => isCounted(member) && member.unhealthyBy !== undefined);
}
