import type {
  DisableStageTransitionInput,
  EnableStageTransitionInput,
  RetryStageExecutionInput,
  RetryStageExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { roomFor } from '../beginning.ts';
import {
  concurrentPipelineExecutionsLimitExceeded,
  notLatestPipelineExecution,
  stageNotFound,
  stageNotRetryable,
} from '../errors.ts';
import { modeOf, stagesOf } from '../flow/execution-state.ts';
import type { PipelineFact } from '../flow/facts.ts';
import { mayRetry } from '../flow/queue.ts';
import { findExecution, pipelineOf, stateOf, type PipelineRecord } from '../records.ts';

export const disableStageTransition: Handler<Given<DisableStageTransitionInput>, object> = (input, call) =>
  changeTransition(input, call, { enabled: false, reason: input.reason });

export const enableStageTransition: Handler<Given<EnableStageTransitionInput>, object> = (input, call) =>
  changeTransition(input, call, { enabled: true });

function changeTransition(
  { pipelineName, stageName, transitionType }: Given<EnableStageTransitionInput>,
  call: Call,
  change: { readonly enabled: boolean; readonly reason?: string },
): object {
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  const index = stageIndex(pipeline, stageName);
  // What may not leave a stage may not enter the one behind it; the last stage has nothing behind it. AWS:
  // unverified.
  const entered = pipeline.declaration.stages[transitionType === 'Outbound' ? index + 1 : index];
  if (!entered) return {};
  const told: PipelineFact = {
    type: 'TransitionChanged',
    stage: entered.name,
    ...change,
    by: call.caller.arn,
  };
  call.flows.tell(pipeline.flow, told);
  return {};
}

export const retryStageExecution: Handler<Given<RetryStageExecutionInput>, RetryStageExecutionOutput> = (
  input,
  call,
) => {
  const { pipelineName, stageName: stage, pipelineExecutionId, retryMode } = input;
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  stageIndex(pipeline, stage);
  const execution = findExecution(call, pipeline, pipelineExecutionId);
  const run = own(execution?.stages, stage);
  if (!execution || !run) return notLatestPipelineExecution();
  if (run.status !== 'Failed' && run.status !== 'Stopped') stageNotRetryable();
  // AWS: user guide, "Configuring stage retry": not if "the overall pipeline structure changed after the stage failed".
  if (JSON.stringify(execution.declaration.stages) !== JSON.stringify(pipeline.declaration.stages))
    stageNotRetryable();
  const mode = modeOf(execution);
  if (!mayRetry(stateOf(call, pipeline), { execution: execution.id, stage, mode }))
    notLatestPipelineExecution();
  if (roomFor(call, pipeline) <= 0) concurrentPipelineExecutionsLimitExceeded();
  const told: PipelineFact = {
    type: 'RetryRequested',
    execution: execution.id,
    ordinal: execution.ordinal,
    mode,
    stages: stagesOf(execution),
    stage,
    retryMode,
  };
  call.flows.tell(pipeline.flow, told);
  return { pipelineExecutionId };
};

export function stageIndex({ name, declaration }: PipelineRecord, stage: string): number {
  const index = declaration.stages.findIndex((each) => each.name === stage);
  return index < 0 ? stageNotFound(name, stage) : index;
}
