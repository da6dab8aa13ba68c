import type { Effect } from '../../../base/effects/effect.ts';
import { isSuspended } from '../processes.ts';
import { refreshCause } from './causes.ts';
import {
  isCounted,
  isMoving,
  serviceCall,
  serviceWait,
  type GroupState,
  type Known,
  type Step,
} from './group-state.ts';
import {
  activeRefresh,
  isReplacing,
  percentOf,
  standingOf,
  untilCheckpoint,
  warmAt,
  withRefresh,
  type Refresh,
  type Standing,
} from './refresh-state.ts';
import { terminate } from './terminating.ts';

// AWS: user guide, "Use an instance refresh to update instances in an Auto Scaling group".

/** How many refreshes are told of. AWS: those of the last six weeks. */
const refreshesMax = 50;

/** AWS: "waits one hour" for instances that are protected or in standby, and fails. Unverified of all else. */
const patienceMs = 60 * 60_000;

export function begun(state: GroupState, refresh: Refresh): Step {
  const { AlarmSpecification } = refresh.preferences;
  return {
    state: { ...state, refreshes: [refresh, ...(state.refreshes ?? [])].slice(0, refreshesMax) },
    effects: AlarmSpecification
      ? { [`alarms ${refresh.id}`]: watched(state, AlarmSpecification.Alarms) }
      : {},
  };
}

function watched(state: GroupState, AlarmNames: readonly string[]): Effect {
  const input = { AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
  const until = "[MetricAlarms || `[]`, CompositeAlarms || `[]`][] | [?StateValue=='ALARM']";
  return serviceWait(state, 'cloudwatch', 'DescribeAlarms', { input, until });
}

/** An alarm that a refresh heeds has gone off. */
export function alarmed(before: GroupState, known: Known, id: string, now: number): GroupState {
  const refresh = activeRefresh(before);
  return refresh?.id === id && refresh.status !== 'Cancelling'
    ? failed(
        before,
        known,
        { refresh, reason: 'A CloudWatch alarm of the instance refresh is in ALARM state.' },
        now,
      )
    : before;
}

/** Nobody is replaced any more. */
export function cancelled(before: GroupState, waitsForMoving: boolean): GroupState {
  const refresh = activeRefresh(before);
  return refresh && refresh.status !== 'RollbackInProgress'
    ? withRefresh(before, { ...refresh, status: 'Cancelling', waitsForMoving, pausedUntil: undefined })
    : before;
}

/** What was launched is replaced by what the group launched before. */
export function rolledBack(before: GroupState, known: Known, reason: string, now: number): GroupState {
  const refresh = activeRefresh(before);
  if (!refresh || refresh.status === 'RollbackInProgress') return before;
  const { left } = standingOf(before, refresh, known.group?.desiredCapacity ?? 0, now);
  const from = before.members
    .filter((member) => isCounted(member) && !refresh.from.includes(member.instanceId))
    .map(({ instanceId }) => instanceId);
  return withRefresh(before, {
    ...refresh,
    status: 'RollbackInProgress',
    reason,
    from,
    left: from.length,
    progressAt: now,
    checkpoints: Number.MAX_SAFE_INTEGER,
    pausedUntil: undefined,
    bakesUntil: undefined,
    rollback: { reason, startTime: now, percent: percentOf(refresh, left), left },
  });
}

interface Failing {
  readonly refresh: Refresh;
  readonly reason: string;
}

function failed(before: GroupState, known: Known, { refresh, reason }: Failing, now: number): GroupState {
  if (refresh.status === 'RollbackInProgress')
    return withRefresh(before, { ...refresh, status: 'RollbackFailed', reason, endTime: now });
  return refresh.preferences.AutoRollback
    ? rolledBack(before, known, reason, now)
    : withRefresh(before, { ...refresh, status: 'Failed', reason, endTime: now });
}

/** What a refresh does next. */
export function refreshed(before: GroupState, known: Known, now: number): Step {
  const refresh = activeRefresh(before);
  const still: Step = { state: before, effects: {} };
  if (!refresh || !known.group) return still;
  if (refresh.status === 'Cancelling') return { state: leftOff(before, refresh, now), effects: {} };
  if (isSuspended(known.group, 'InstanceRefresh')) return still;
  const standing = standingOf(before, refresh, known.group.desiredCapacity, now);
  if (refresh.status === 'Baking') return refresh.bakesUntil! > now ? still : done(before, refresh, now);
  if (standing.left === 0) return replacedAll(before, refresh, now);
  const noted = progressed(refresh, standing, now);
  const state = withRefresh(before, noted);
  if (noted.pausedUntil !== undefined) return { state, effects: {} };
  if (now - noted.progressAt >= patienceMs + noted.preferences.InstanceWarmup * 1000)
    return { state: failed(state, known, { refresh: noted, reason: stalled(standing) }, now), effects: {} };
  return replaceSome(state, known, { refresh: noted, standing }, now);
}

const stalled = ({ old, replaceable }: Standing): string =>
  replaceable.length === 0 && old.length > 0
    ? `There are ${old.length} instances that are protected from scale in or in standby.`
    : 'The instances that were launched have not become ready in time.';

function leftOff(before: GroupState, refresh: Refresh, now: number): GroupState {
  const isMovingStill = before.launching.length > 0 || before.members.some(isMoving);
  if (refresh.waitsForMoving && isMovingStill) return before;
  return withRefresh(before, { ...refresh, status: 'Cancelled', endTime: now });
}

/** How far it has come, and whether that is a checkpoint. */
function progressed(refresh: Refresh, { left }: Standing, now: number): Refresh {
  const { preferences, checkpoints, pausedUntil } = refresh;
  const moved = left === refresh.left ? refresh : { ...refresh, left, progressAt: now };
  if (pausedUntil !== undefined)
    return pausedUntil > now ? moved : { ...moved, pausedUntil: undefined, progressAt: now };
  const next = preferences.CheckpointPercentages?.[checkpoints];
  if (next === undefined || percentOf(refresh, left) < next) return moved;
  const delayMs = (preferences.CheckpointDelay ?? 0) * 1000;
  return { ...moved, checkpoints: checkpoints + 1, pausedUntil: now + delayMs };
}

function replaceSome(
  before: GroupState,
  known: Known,
  { refresh, standing }: { readonly refresh: Refresh; readonly standing: Standing },
  now: number,
): Step {
  const desired = known.group!.desiredCapacity;
  const { MinHealthyPercentage, MaxHealthyPercentage } = refresh.preferences;
  const least = Math.ceil((desired * MinHealthyPercentage) / 100);
  // AWS: where no other may come first, one goes at a time, whatever the percentage.
  const kept = MaxHealthyPercentage > 100 ? least : Math.min(least, desired - 1);
  const spared = standing.ready.length - Math.max(0, kept);
  const count = Math.max(0, Math.min(spared, untilCheckpoint(refresh, standing.old.length)));
  // Who rests or is not ready is missed by nobody.
  const ready = new Set(standing.ready);
  const [missed, idle] = [
    standing.replaceable.filter((each) => ready.has(each)),
    standing.replaceable.filter((each) => !ready.has(each)),
  ];
  return [...idle, ...missed.slice(0, count)].reduce<Step>(
    ({ state, effects }, { instanceId }) => {
      const step = terminate(state, known, { instanceId, cause: refreshCause(now) }, now);
      return { state: step.state, effects: { ...effects, ...step.effects } };
    },
    { state: before, effects: {} },
  );
}

function replacedAll(before: GroupState, refresh: Refresh, now: number): Step {
  if (refresh.status === 'RollbackInProgress') {
    const over: Refresh = { ...refresh, left: 0, status: 'RollbackSuccessful', endTime: now };
    return { state: withRefresh(before, over), effects: {} };
  }
  const { BakeTime = 0 } = refresh.preferences;
  if (BakeTime === 0) return done(before, refresh, now);
  const baking: Refresh = { ...refresh, left: 0, status: 'Baking', bakesUntil: now + BakeTime * 1000 };
  return { state: withRefresh(before, baking), effects: {} };
}

/** AWS: "Once the instance refresh succeeds, Amazon EC2 Auto Scaling updates the settings" of the group. */
function done(before: GroupState, refresh: Refresh, now: number): Step {
  const { desired, id } = refresh;
  const state = withRefresh(before, {
    ...refresh,
    left: 0,
    status: 'Successful',
    endTime: now,
    isConfiguring: desired !== undefined,
  });
  if (!desired) return { state, effects: {} };
  const input = { AutoScalingGroupName: before.name, ...desired };
  const configure = serviceCall(before, 'autoscaling', 'UpdateAutoScalingGroup', input);
  return { state, effects: { [`configure ${id}`]: configure } };
}

/** The group launches from now on what the refresh did, or says why not. */
export function configured(before: GroupState, id: string): GroupState {
  const refresh = before.refreshes?.find((each) => each.id === id);
  return refresh ? withRefresh(before, { ...refresh, isConfiguring: undefined }) : before;
}

/** When there may be something to do about it. */
export function refreshTimes(state: GroupState, now: number): number[] {
  const refresh = activeRefresh(state);
  if (!refresh) return [];
  const { preferences, pausedUntil, bakesUntil, progressAt, from } = refresh;
  const warming = state.members.filter(
    ({ instanceId, state: is }) => is === 'InService' && !from.includes(instanceId),
  );
  const times = [
    ...warming.map((member) => warmAt(member, preferences)),
    ...[pausedUntil ?? [], bakesUntil ?? []].flat(),
    ...(isReplacing(refresh) && pausedUntil === undefined
      ? [progressAt + patienceMs + preferences.InstanceWarmup * 1000]
      : []),
  ];
  return times.filter((time) => time > now);
}

/** The waits for alarms of refreshes that are over by a decision. */
export const alarmsOver = (before: GroupState, after: GroupState): string[] => {
  const [was, is] = [activeRefresh(before), activeRefresh(after)];
  return was?.preferences.AlarmSpecification && was.id !== is?.id ? [`alarms ${was.id}`] : [];
};
