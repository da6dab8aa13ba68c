import type * as sdk from '@aws-sdk/client-ssm';
import type { Scope } from '../../../base/scope.ts';
import type { WindowTask } from '../windows/kept.ts';
import type { Target } from './command-state.ts';

export type WindowStatus = sdk.MaintenanceWindowExecutionStatus;

/** A maintenance window that is open, and what is done in it. */
export interface WindowExecution extends Scope {
  readonly windowId: string;
  readonly executionId: string;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** Nothing begins any more from then on. */
  readonly cutoffAt: number;
  readonly status: WindowStatus;
  readonly details: string;
  /** In the order of their priorities. */
  readonly tasks: readonly TaskRun[];
  readonly isCancelled: boolean;
  /** Effects that stop what ran, and are not over. */
  readonly stopping: readonly string[];
}

export interface TaskRun {
  readonly id: string;
  readonly task: WindowTask;
  readonly status: WindowStatus;
  readonly details: string;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly invocations: readonly InvocationRun[];
}

/** A task, for one of its targets, or without any. */
export interface InvocationRun {
  readonly id: string;
  readonly targets: readonly Target[];
  readonly windowTargetId?: string | undefined;
  readonly owner?: string | undefined;
  readonly status: WindowStatus;
  readonly details: string;
  /** Of the command, or the state machine's execution. */
  readonly executionId?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}

export type WindowExecutionFact = { readonly type: 'CancelAsked' };

export const isOver = (status: WindowStatus): boolean => status !== 'PENDING' && status !== 'IN_PROGRESS';

/** What several come to together. AWS: unverified: which of several it is. */
export function together(statuses: readonly WindowStatus[]): WindowStatus {
  if (statuses.length === 0) return 'SUCCESS';
  if (statuses.every((status) => status === 'PENDING')) return 'PENDING';
  if (!statuses.every(isOver)) return 'IN_PROGRESS';
  const worst = (['FAILED', 'TIMED_OUT', 'CANCELLED'] as const).find((status) => statuses.includes(status));
  return worst ?? 'SUCCESS';
}
