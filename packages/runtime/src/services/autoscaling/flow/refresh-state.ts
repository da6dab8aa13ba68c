import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Given } from '../../../base/given.ts';
import type { AutoScalingGroup, Launch } from '../records.ts';
import { isCounted, type GroupState, type Member } from './group-state.ts';

/** What an instance refresh heeds, with what AWS takes where nothing is said. */
export interface RefreshPreferences {
  readonly MinHealthyPercentage: number;
  readonly MaxHealthyPercentage: number;
  readonly InstanceWarmup: number;
  readonly SkipMatching: boolean;
  readonly AutoRollback: boolean;
  readonly ScaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait';
  readonly StandbyInstances: 'Terminate' | 'Ignore' | 'Wait';
  readonly CheckpointPercentages?: readonly number[] | undefined;
  readonly CheckpointDelay?: number | undefined;
  readonly BakeTime?: number | undefined;
  readonly AlarmSpecification?: { readonly Alarms: readonly string[] } | undefined;
}

/** The instances of a group are replaced, some at a time. */
export interface Refresh {
  readonly id: string;
  readonly status: sdk.InstanceRefreshStatus;
  readonly reason?: string | undefined;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly preferences: RefreshPreferences;
  /** What it is to launch, as it was asked for; without it, what the group launches. */
  readonly desired?: Given<sdk.DesiredConfiguration> | undefined;
  readonly launch?: Launch | undefined;
  /** The instances that are to be replaced, by id. */
  readonly from: readonly string[];
  /** How many are not replaced yet, and since when that is so. */
  readonly left: number;
  readonly progressAt: number;
  /** How many checkpoints were reached, and until when the last one holds. */
  readonly checkpoints: number;
  readonly pausedUntil?: number | undefined;
  readonly bakesUntil?: number | undefined;
  /** It waits for what is on its way before it is cancelled. */
  readonly waitsForMoving?: boolean | undefined;
  readonly rollback?:
    | { readonly reason: string; readonly startTime: number; readonly percent: number; readonly left: number }
    | undefined;
  /** The group is told what it launches from now on. */
  readonly isConfiguring?: boolean | undefined;
}

const running: readonly string[] = ['InProgress', 'RollbackInProgress'];
const active: readonly string[] = [...running, 'Pending', 'Cancelling', 'Baking'];

/** The refresh that is under way. */
export const activeRefresh = ({ refreshes = [] }: GroupState): Refresh | undefined =>
  refreshes.find(({ status }) => active.includes(status));

/** Whether it replaces instances now. */
export const isReplacing = ({ status }: Refresh): boolean => running.includes(status);

export const withRefresh = (state: GroupState, refresh: Refresh): GroupState => ({
  ...state,
  refreshes: (state.refreshes ?? []).map((each) => (each.id === refresh.id ? refresh : each)),
});

/** What a group launches now: what its refresh wants, unless that is taken back. */
export function launchNow(state: GroupState, group: AutoScalingGroup): Launch {
  const refresh = (state.refreshes ?? []).find(
    ({ status, isConfiguring }) => isConfiguring || ['InProgress', 'Baking', 'Cancelling'].includes(status),
  );
  return refresh?.launch ?? group;
}

/** How a refresh stands. */
export interface Standing {
  /** Those that are still to be replaced. */
  readonly old: readonly Member[];
  /** Of them, those that may be replaced now. */
  readonly replaceable: readonly Member[];
  /** Those that can be counted on: in service, healthy, and if new, warm. */
  readonly ready: readonly Member[];
  /** How many are not replaced yet, or whose successors are not ready. */
  readonly left: number;
}

export function standingOf(state: GroupState, refresh: Refresh, desired: number, now: number): Standing {
  const { from, preferences } = refresh;
  const old = state.members.filter(
    (member) => from.includes(member.instanceId) && (isCounted(member) || member.state === 'Standby'),
  );
  const counted = state.members.filter(isCounted);
  const ready = counted.filter((member) => isReady(member, refresh, now));
  const fresh = ready.filter(({ instanceId }) => !from.includes(instanceId)).length;
  const others = counted.filter(({ instanceId }) => from.includes(instanceId)).length;
  const missing = Math.max(0, desired - fresh - others);
  const replaceable = old.filter(
    (member) =>
      (!member.isProtected || preferences.ScaleInProtectedInstances === 'Refresh') &&
      (member.state !== 'Standby' || preferences.StandbyInstances === 'Terminate'),
  );
  return { old, replaceable, ready, left: old.length + missing };
}

function isReady(member: Member, { from, preferences }: Refresh, now: number): boolean {
  if (member.state !== 'InService' || member.unhealthyBy !== undefined) return false;
  return from.includes(member.instanceId) || warmAt(member, preferences) <= now;
}

export const warmAt = ({ inServiceAt = 0 }: Member, { InstanceWarmup }: RefreshPreferences): number =>
  inServiceAt + InstanceWarmup * 1000;

export const percentOf = ({ from }: Refresh, left: number): number =>
  from.length === 0 ? 100 : Math.max(0, Math.floor(((from.length - left) / from.length) * 100));

/** How many may be replaced until the next checkpoint. */
export function untilCheckpoint({ preferences, checkpoints, from }: Refresh, old: number): number {
  const percent = preferences.CheckpointPercentages?.[checkpoints] ?? 100;
  return Math.max(0, Math.ceil((from.length * percent) / 100) - (from.length - old));
}

/** How many instances a group has besides those that are desired, so that others can go. */
export function surplusOf(state: GroupState, desired: number, now: number): number {
  const refresh = activeRefresh(state);
  if (!refresh || !isReplacing(refresh) || refresh.pausedUntil !== undefined) return 0;
  const { old, replaceable } = standingOf(state, refresh, desired, now);
  const most = Math.floor((desired * refresh.preferences.MaxHealthyPercentage) / 100) - desired;
  return Math.max(0, Math.min(replaceable.length, most, untilCheckpoint(refresh, old.length)));
}
