import type * as sdk from '@aws-sdk/client-ssm';
import { arnOf } from '../../../base/arn.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Scope } from '../../../base/scope.ts';
import { instantOf } from '../../../base/instant.ts';
import { flowId, type Call } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import type { Target } from '../flow/command-state.ts';
import { noSuchPart, noSuchWindow } from './errors.ts';

// What is kept is spelled as it is answered; times are numbers.

export interface WindowSettings {
  readonly Name: string;
  readonly Description?: string | undefined;
  readonly StartDate?: string | undefined;
  readonly EndDate?: string | undefined;
  readonly Schedule: string;
  readonly ScheduleTimezone?: string | undefined;
  readonly ScheduleOffset?: number | undefined;
  /** Hours. */
  readonly Duration: number;
  /** Hours before its end. */
  readonly Cutoff: number;
  readonly AllowUnassociatedTargets: boolean;
  readonly Enabled: boolean;
}

export interface WindowRecord {
  readonly id: string;
  readonly settings: WindowSettings;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly token?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface WindowTarget {
  readonly WindowId: string;
  readonly WindowTargetId: string;
  readonly ResourceType: sdk.MaintenanceWindowResourceType;
  readonly Targets: readonly Target[];
  readonly OwnerInformation?: string | undefined;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
}

export interface WindowTask {
  readonly WindowId: string;
  readonly WindowTaskId: string;
  readonly Targets: readonly Target[];
  readonly TaskArn: string;
  readonly TaskType: 'RUN_COMMAND' | 'LAMBDA' | 'STEP_FUNCTIONS';
  readonly ServiceRoleArn?: string | undefined;
  readonly parameters: TaskParameters;
  readonly Priority: number;
  readonly MaxConcurrency?: string | undefined;
  readonly MaxErrors?: string | undefined;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly CutoffBehavior?: sdk.MaintenanceWindowTaskCutoffBehavior | undefined;
}

/** TaskInvocationParameters, with the payload of a function as text. */
export interface TaskParameters {
  readonly runCommand?: Readonly<Record<string, unknown>>;
  readonly lambda?: {
    readonly ClientContext?: string | undefined;
    readonly Qualifier?: string | undefined;
    readonly payload?: string | undefined;
  };
  readonly stepFunctions?: { readonly Input?: string | undefined; readonly Name?: string | undefined };
}

export const windows = collection<WindowRecord>('ssm.windows');
/** By `<window>|<id>`, as tasks and executions are. */
export const windowTargets = collection<WindowTarget>('ssm.window-targets');
export const windowTasks = collection<WindowTask>('ssm.window-tasks');
export const windowExecutions = collection<{
  readonly windowId: string;
  readonly executionId: string;
}>('ssm.window-executions');

export const windowFlowKind = 'ssm.window';
export const windowExecutionFlowKind = 'ssm.window-execution';

export const windowFlowId = (scope: Scope, id: string): string => flowId(windowFlowKind, scope, id);
export const executionFlowId = (scope: Scope, id: string): string =>
  flowId(windowExecutionFlowKind, scope, id);

export const partKey = (windowId: string, id: string): string => `${windowId}|${id}`;

export const windowArn = (scope: Scope, id: string): string => arnOf('ssm', scope, `maintenancewindow/${id}`);

export const windowOf = (call: Call, id: string): WindowRecord =>
  windows.get(call.tx, call, id) ?? noSuchWindow(id);

export const targetOf = (call: Call, windowId: string, id: string): WindowTarget =>
  windowTargets.get(call.tx, call, partKey(windowId, id)) ?? noSuchPart('target', id);

export const taskOf = (call: Call, windowId: string, id: string): WindowTask =>
  windowTasks.get(call.tx, call, partKey(windowId, id)) ?? noSuchPart('task', id);

const dayMs = 86_400_000;

/** When a window opens next, after a time; `since` is when a rate began. */
export function nextOpening(
  { Enabled, Schedule, ScheduleTimezone, ScheduleOffset = 0, StartDate, EndDate }: WindowSettings,
  { after, since }: { readonly after: number; readonly since: number },
): number | undefined {
  const zone = readZone(ScheduleTimezone);
  if (!Enabled || !zone) return undefined;
  const offsetMs = ScheduleOffset * dayMs;
  const from = StartDate === undefined ? after : Math.max(after, instantOf(StartDate) - 1);
  const next = readExpression(Schedule, zone)?.next(from - offsetMs, since);
  const opens = next === undefined ? undefined : next + offsetMs;
  return opens !== undefined && EndDate !== undefined && opens > instantOf(EndDate) ? undefined : opens;
}
