import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import type {
  AutoScalingGroup,
  LaunchConfiguration,
  LifecycleHook,
  NotificationConfiguration,
} from '../records.ts';
import type { Refresh } from './refresh-state.ts';

export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'InService'
  | 'EnteringStandby'
  | 'Standby'
  | 'Detaching'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminated'
  /** In the warm pool. */
  | 'Stopped'
  | 'Running';

/** An instance of a group. */
export interface Member {
  readonly instanceId: string;
  readonly zone: string;
  readonly state: LifecycleState;
  /** Scaling in takes others. */
  readonly isProtected?: boolean | undefined;
  readonly launchedBy: string;
  readonly inServiceAt?: number | undefined;
  /** From when on it is to be healthy in its target groups, until that is looked at. */
  readonly checkAt?: number | undefined;
  /** Why it is to be replaced. */
  readonly unhealthyBy?: string | undefined;
  /** A health check has found something while nobody was to look. */
  readonly isMissed?: boolean | undefined;
  /** The activity that it came by, where it was not launched. */
  readonly arrivedBy?: string | undefined;
  /** The activity that it goes by. */
  readonly endedBy?: string | undefined;
  /** Target groups that have not let go of it yet. */
  readonly draining?: number | undefined;
  /** Of the launch template that it was launched by. */
  readonly templateVersion?: string;
  readonly templateId?: string;
  /** It is in the warm pool; it was, before it came into the group; it goes there, and is not ended. */
  readonly isWarm?: boolean | undefined;
  readonly wasWarm?: boolean | undefined;
  readonly returns?: boolean | undefined;
  /** Hooks that have been waited for. */
  readonly hooksDone: readonly string[];
  /** The hook that is waited for, by its token, and until when. */
  readonly hook?: { readonly name: string; readonly token: string; readonly until: number } | undefined;
}

export interface Activity {
  readonly id: string;
  readonly cause: string;
  readonly description: string;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly status: 'InProgress' | 'PreInService' | 'Successful' | 'Failed' | 'Cancelled';
  readonly message?: string | undefined;
}

export interface GroupState extends Scope {
  readonly name: string;
  readonly members: readonly Member[];
  /** Launches that have been asked for, ever, and those whose instance is not known yet. */
  readonly launches: number;
  readonly launching: readonly string[];
  /** Those for the warm pool. */
  readonly warming?: readonly string[] | undefined;
  readonly activities: readonly Activity[];
  /** Not before then is a launch that failed tried again. */
  readonly notBefore?: number | undefined;
  readonly until?: number | undefined;
  /** The newest first. */
  readonly refreshes?: readonly Refresh[] | undefined;
}

/** What its decisions have to know: the group as it is wanted now; nothing, where it is to go. */
export interface Known {
  readonly group?: AutoScalingGroup | undefined;
  readonly configuration?: LaunchConfiguration | undefined;
  readonly hooks: readonly LifecycleHook[];
  readonly notifications: readonly NotificationConfiguration[];
}

export type GroupFact =
  | { readonly type: 'GroupChanged' }
  | {
      readonly type: 'ActionCompleted';
      readonly instanceId: string;
      readonly hook: string;
      readonly result: string;
    }
  | { readonly type: 'HeartbeatRecorded'; readonly instanceId: string; readonly hook: string }
  /** A topic is from now on told of instances. */
  | { readonly type: 'NotificationWanted'; readonly topicArn: string }
  | {
      readonly type: 'ProtectionChanged';
      readonly instanceIds: readonly string[];
      readonly isProtected: boolean;
    }
  | { readonly type: 'RefreshStarted'; readonly refresh: Refresh }
  | { readonly type: 'RefreshCancelled'; readonly waitsForMoving: boolean }
  | { readonly type: 'RefreshRolledBack' }
  | { readonly type: 'TerminationAsked'; readonly instanceId: string }
  | {
      readonly type: 'MoveAsked';
      readonly movement: 'attach' | 'detach' | 'pause' | 'resume';
      readonly moves: readonly {
        readonly instanceId: string;
        readonly zone: string;
        readonly activity: Activity;
      }[];
    }
  /** Somebody who knows it has said so. */
  | { readonly type: 'FoundUnhealthy' | 'FoundHealthy'; readonly instanceId: string };

export interface Step {
  readonly state: GroupState;
  readonly effects: Readonly<Record<string, Effect>>;
}

/** Whether it is one of as many as are wanted. */
export const isCounted = ({ state, isWarm }: Member): boolean =>
  !isWarm && (state === 'InService' || state === 'Pending' || state === 'Pending:Wait');

/** Whether it is on its way to somewhere. */
export const isMoving = ({ state }: Member): boolean =>
  !['InService', 'Standby', 'Stopped', 'Running'].includes(state);

export const withMember = (state: GroupState, instanceId: string, change: Partial<Member>): GroupState => ({
  ...state,
  members: state.members.map((each) => (each.instanceId === instanceId ? { ...each, ...change } : each)),
});

export const memberOf = (state: GroupState, instanceId: string): Member | undefined =>
  state.members.find((each) => each.instanceId === instanceId);

const activitiesMax = 100;

export const withActivity = (state: GroupState, activity: Activity): GroupState => {
  const known = state.activities.some(({ id }) => id === activity.id);
  const activities = known
    ? state.activities.map((each) => (each.id === activity.id ? activity : each))
    : [activity, ...state.activities].slice(0, activitiesMax);
  return { ...state, activities };
};

/** An AWS call as the service itself. AWS: as its service-linked role. */
export function serviceCall(state: Scope, service: string, operation: string, input: object): Effect {
  const { account, region } = state;
  return {
    type: 'aws.call',
    service,
    operation,
    input,
    as: 'autoscaling.amazonaws.com',
    scope: { account, region },
  };
}

export function serviceWait(
  state: Scope,
  service: string,
  operation: string,
  asked: { readonly input: object; readonly until: string },
): Effect {
  const { account, region } = state;
  const scope = { account, region };
  return { type: 'aws.wait', service, operation, ...asked, as: 'autoscaling.amazonaws.com', scope };
}
