import type { RollbackStageInput, RollbackStageOutput } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { beginExecution } from '../beginning.ts';
import { pipelineExecutionOutdated, pipelineNotFound, unableToRollbackStage } from '../errors.ts';
import type { Execution } from '../flow/execution-state.ts';
import { slotOf } from '../flow/pipeline-state.ts';
import {
  executionOf,
  executionsOf,
  pipelineOf,
  pipelines,
  stateOf,
  type PipelineRecord,
} from '../records.ts';
import type { Trigger } from '../triggers/followed.ts';
import { stageIndex } from './stages.ts';

/** AWS: API reference, RollbackStage; user guide, "Configuring stage rollback". */
export const rollbackStage: Handler<Given<RollbackStageInput>, RollbackStageOutput> = (input, call) => {
  const { pipelineName, stageName, targetPipelineExecutionId } = input;
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  const index = stageIndex(pipeline, stageName);
  const target = executionOf(call, pipeline, targetPipelineExecutionId);
  // AWS: user guide, "Considerations for rollbacks": "You cannot roll back a source stage."
  if (index === 0) unableToRollbackStage(`Stage '${stageName}' is a source stage.`);
  // AWS: user guide, "Execution modes": no stage rollback in PARALLEL mode.
  if (pipeline.declaration.executionMode === 'PARALLEL')
    unableToRollbackStage('Stages of pipelines in PARALLEL mode cannot be rolled back.');
  // AWS: user guide: "only … if the previous execution was started in the current pipeline structure version"; that one
  // is outdated otherwise: as seen in the wild.
  if (target.declaration.version !== pipeline.declaration.version) pipelineExecutionOutdated();
  const reason = cannotGoBackTo(stageName, target);
  if (reason !== undefined) unableToRollbackStage(reason);
  const { holders, rollsBack } = slotOf(stateOf(call, pipeline), stageName);
  if (holders.length > 0 || rollsBack !== undefined)
    unableToRollbackStage(`Stage '${stageName}' is currently running.`);
  const trigger: Trigger = { triggerType: 'ManualRollback', triggerDetail: call.caller.arn };
  return { pipelineExecutionId: goBack(call, pipeline, { stage: stageName, target, trigger }) };
};

/** Why an execution of this version is not what a stage may be rolled back to. */
function cannotGoBackTo(stage: string, target: Execution): string | undefined {
  // AWS: user guide: "You cannot roll back to a target execution ID that is a rollback execution type."
  if (target.rollback) return 'The target pipeline execution is itself a rollback.';
  if (own(target.stages, stage)?.status !== 'Succeeded')
    return `The target pipeline execution has not succeeded in stage '${stage}'.`;
  return undefined;
}

export interface RollbackFailedStageInput {
  readonly pipelineName: string;
  readonly pipelineFlow: string;
  readonly stageName: string;
  readonly failedPipelineExecutionId: string;
}

/**
 * Inside only: a stage has failed that is to be rolled back then. AWS: user guide, "Configure a stage for automatic
 * rollback": "the stage is rolled back to the most recent successful execution", where there is one.
 */
export const rollbackFailedStage: Handler<RollbackFailedStageInput, RollbackStageOutput> = (input, call) => {
  const { pipelineName, pipelineFlow, stageName, failedPipelineExecutionId } = input;
  const pipeline = pipelines.get(call.tx, call, pipelineName);
  if (pipeline?.flow !== pipelineFlow) return pipelineNotFound(call, pipelineName);
  const target = latestSuccess(call, pipeline, stageName);
  if (!target) return unableToRollbackStage(`No pipeline execution has succeeded in stage '${stageName}'.`);
  // AWS: user guide, "View rollback status in execution listing": what the detail is.
  const triggerDetail = JSON.stringify({ FailedPipelineExecutionId: failedPipelineExecutionId });
  const trigger: Trigger = { triggerType: 'AutomatedRollback', triggerDetail };
  return { pipelineExecutionId: goBack(call, pipeline, { stage: stageName, target, trigger }) };
};

/** Reads the history no further than to the version before: nothing older may be gone back to. */
function latestSuccess(call: Call, pipeline: PipelineRecord, stage: string): Execution | undefined {
  for (const execution of executionsOf(call, pipeline)) {
    if (execution.declaration.version !== pipeline.declaration.version) return undefined;
    if (cannotGoBackTo(stage, execution) === undefined) return execution;
  }
  return undefined;
}

function goBack(
  call: Call,
  pipeline: PipelineRecord,
  { trigger, ...rollback }: { readonly stage: string; readonly target: Execution; readonly trigger: Trigger },
): string {
  return beginExecution(call, pipeline, { trigger, variables: {}, revisions: {}, places: {}, rollback });
}
