import type * as sdk from '@aws-sdk/client-ssm';
import type { Call } from '../../../dispatch/service.ts';
import type { Target } from '../flow/command-state.ts';
import type { WindowExecution } from '../flow/window-execution-state.ts';
import type { WindowState } from '../flow/window.ts';
import {
  executionFlowId,
  windowFlowId,
  type WindowRecord,
  type WindowTarget,
  type WindowTask,
} from './kept.ts';
import { noSuchPart } from './errors.ts';

export const targetsAnswer = (targets: readonly Target[]): sdk.Target[] =>
  targets.map(({ Key, Values }) => ({ Key, Values: [...Values] }));

export function windowAnswer(call: Call, { id, settings }: WindowRecord) {
  const { due } = call.flows.state<WindowState>(windowFlowId(call, id)) ?? {};
  return {
    WindowId: id,
    ...settings,
    ...(due !== undefined && { NextExecutionTime: new Date(due).toISOString().slice(0, 16) + 'Z' }),
  };
}

export const targetAnswer = (target: WindowTarget): sdk.MaintenanceWindowTarget => ({
  ...target,
  Targets: targetsAnswer(target.Targets),
});

/** What a task says besides its parameters. */
export function taskAnswer({ parameters: _, Targets, ...task }: WindowTask) {
  return { ...task, Targets: targetsAnswer(Targets) };
}

export function parametersAnswer({
  parameters: { runCommand, lambda, stepFunctions },
}: WindowTask): sdk.MaintenanceWindowTaskInvocationParameters {
  const { payload, ...ofLambda } = lambda ?? {};
  return {
    ...(runCommand && { RunCommand: runCommand as sdk.MaintenanceWindowRunCommandParameters }),
    ...(lambda && {
      Lambda: { ...ofLambda, ...(payload !== undefined && { Payload: Buffer.from(payload) }) },
    }),
    ...(stepFunctions && { StepFunctions: stepFunctions }),
  };
}

export const executionOf = (call: Call, id: string): WindowExecution =>
  call.flows.state<WindowExecution>(executionFlowId(call, id)) ?? noSuchPart('execution', id);

/** How it goes, and when it began and ended. */
export const courseOf = (of: {
  readonly status: sdk.MaintenanceWindowExecutionStatus;
  readonly details: string;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}) => ({
  Status: of.status,
  StatusDetails: of.details,
  StartTime: of.startedAt === undefined ? undefined : new Date(of.startedAt),
  EndTime: of.endedAt === undefined ? undefined : new Date(of.endedAt),
});
