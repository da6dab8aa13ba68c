import type { LifecycleErrorCode, RevisionLocation, TriggerConfig } from '@aws-sdk/client-codedeploy';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import type { EventStatus, LifecycleEvent } from './deployment-state.ts';

/** What an agent says of an event. AWS: DiagnosticsInfo. */
export interface Diagnostics {
  readonly errorCode: LifecycleErrorCode;
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

export interface InstanceEvent extends LifecycleEvent {
  readonly diagnostics?: Diagnostics | undefined;
}

/** A server of a deployment, as it goes through its lifecycle events. */
export interface InstanceState extends Scope {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentGroupId: string;
  readonly revision: RevisionLocation;
  readonly instanceId: string;
  readonly instanceArn: string;
  readonly label?: 'Blue' | 'Green' | undefined;
  readonly serviceRoleArn: string;
  readonly triggers: readonly TriggerConfig[];
  /** ARNs. */
  readonly targetGroups: readonly string[];
  readonly ignoreApplicationStopFailures: boolean;
  readonly status: 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Skipped';
  readonly events: readonly InstanceEvent[];
  /** Names of the events it is asked to go through now, in their order. */
  readonly leg: readonly string[];
  /** Whether all is done when this leg is. */
  readonly isLast: boolean;
  /** What an agent is asked to do, or is doing. */
  readonly command?:
    { readonly id: string; readonly event: string; readonly acknowledged: boolean } | undefined;
  /** Nothing new is begun. */
  readonly halted?: boolean | undefined;
  /** How it has ended, while that is being written down. */
  readonly ending?: 'Succeeded' | 'Failed' | 'Skipped' | undefined;
  /** It is about to be ended. */
  readonly leaves?: true;
  /** Others have its traffic: it leaves the deployment group. */
  readonly replaced?: true;
  /** Another service's: nobody else is told of it. */
  readonly managed?: true;
  readonly until?: number | undefined;
  readonly updatedAt: number;
  readonly underWay: readonly string[];
}

export type InstanceFact =
  | { readonly type: 'LegAsked'; readonly leg: readonly string[]; readonly isLast: boolean }
  | { readonly type: 'CommandAcknowledged'; readonly commandId: string }
  | {
      readonly type: 'CommandCompleted';
      readonly commandId: string;
      readonly succeeded: boolean;
      readonly diagnostics?: Diagnostics | undefined;
    }
  | { readonly type: 'Halted' };

export type InstanceEffects = Readonly<Record<string, Effect>>;

/** How far an instance has come, and what is wanted for it. */
export interface Step {
  readonly state: InstanceState;
  readonly effects?: InstanceEffects | undefined;
}

/** An event that begins or ends; the last of its name, where traffic went to and fro. */
export function withInstanceEvent(
  state: InstanceState,
  name: string,
  change: {
    readonly status: EventStatus;
    readonly at: number;
    readonly diagnostics?: Diagnostics | undefined;
  },
): InstanceState {
  const { status, at, diagnostics } = change;
  const events = state.events.map((event) => {
    if (event.name !== name) return event;
    if (status === 'InProgress') return { ...event, status, startTime: at };
    if (status === 'Skipped') return { ...event, status };
    return { ...event, status, endTime: at, ...(diagnostics && { diagnostics }) };
  });
  return { ...state, events, updatedAt: at };
}
