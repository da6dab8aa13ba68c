import type { Scope } from '../../../base/scope.ts';
import type { ScalableTarget, ScalingPolicy, TargetKey } from '../records.ts';
import type { Breach } from '../../../base/scaling.ts';

export interface Activity {
  readonly id: string;
  readonly description: string;
  readonly cause: string;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly status: 'Pending' | 'InProgress' | 'Successful' | 'Overridden' | 'Unfulfilled' | 'Failed';
  readonly message?: string | undefined;
  readonly details?: string | undefined;
  readonly notScaled?: NotScaledReason | undefined;
}

export interface NotScaledReason {
  readonly Code: 'AlreadyAtMaxCapacity' | 'AlreadyAtMinCapacity' | 'AlreadyAtDesiredCapacity';
  readonly MaxCapacity?: number;
  readonly MinCapacity?: number;
  readonly CurrentCapacity?: number;
}

/** Why capacity may have to change. */
export type Reason =
  | {
      readonly kind: 'alarm';
      readonly policy: string;
      readonly alarm: string;
      readonly alarmState: string;
      readonly breach: Breach;
    }
  /** Its bounds are others, or may be. */
  | { readonly kind: 'bounds' };

/** What a policy did last in one direction, for as long as it waits for that to take effect. */
export interface Cooldown {
  readonly until: number;
  /** Capacity before: what is added meanwhile counts from there. */
  readonly base: number;
}

export interface TargetState extends Scope {
  readonly key: TargetKey;
  /** Activities so far: what their ids follow from. */
  readonly count: number;
  /** The newest first. */
  readonly activities: readonly Activity[];
  /** What is being looked into, and what was found. */
  readonly looking?:
    { readonly reason: Reason; readonly current?: number; readonly deploying?: boolean } | undefined;
  /** To be looked into next. */
  readonly next?: Reason | undefined;
  /** The activity whose change is being made, or waited for. */
  readonly changing?: Change | undefined;
  /** By policy. */
  readonly out: Readonly<Record<string, Cooldown>>;
  /** Nothing is taken away before. */
  readonly inUntil?: number | undefined;
}

export interface Change {
  readonly activity: string;
  readonly from: number;
  readonly to: number;
  readonly policy?: string | undefined;
}

export type TargetFact =
  | { readonly type: 'CapacityQuestioned'; readonly reason: Reason }
  /** A scheduled action has set its bounds. */
  | {
      readonly type: 'ActionTriggered';
      readonly name: string;
      readonly minCapacity: number;
      readonly maxCapacity: number;
    };

/** What its decisions have to know: the target as it is registered now; nothing, where it is to go. */
export interface Known {
  readonly target?: ScalableTarget | undefined;
  readonly policies: readonly ScalingPolicy[];
}

/** AWS: activities of six weeks are told; here no more than so many. */
const activitiesMax = 100;

export const withActivity = (state: TargetState, activity: Activity): TargetState => {
  const others = state.activities.filter(({ id }) => id !== activity.id);
  return { ...state, activities: [activity, ...others].slice(0, activitiesMax) };
};

export function beginTarget(scope: Scope, key: TargetKey): TargetState {
  const { account, region } = scope;
  return { account, region, key, count: 0, activities: [], out: {} };
}
