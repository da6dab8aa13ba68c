import type {
  ActionExecution,
  ActionState,
  GetPipelineStateInput,
  GetPipelineStateOutput,
  StageState,
  TransitionState,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionTypeFor, linked } from '../custom-types.ts';
import type { ActionDeclared, StageDeclared } from '../declaration/declaration.ts';
import {
  currentRun,
  modeOf,
  type ActionRun,
  type Execution,
  type StageRun,
} from '../flow/execution-state.ts';
import { slotOf, type StageSlot, type Transition } from '../flow/pipeline-state.ts';
import { findExecution, pipelineOf, stateOf, type PipelineRecord } from '../records.ts';
import { conditionStates } from './conditions.ts';

export const getPipelineState: Handler<Given<GetPipelineStateInput>, GetPipelineStateOutput> = (
  { name },
  call,
) => {
  const pipeline = pipelineOf(call.tx, call, name);
  const { declaration, created, updated } = pipeline;
  const state = stateOf(call, pipeline);
  return {
    pipelineName: name,
    pipelineVersion: declaration.version,
    stageStates: declaration.stages.map((stage) =>
      stageState(call, pipeline, stage, slotOf(state, stage.name)),
    ),
    created: new Date(created),
    updated: new Date(updated),
  };
};

function stageState(call: Call, pipeline: PipelineRecord, stage: StageDeclared, slot: StageSlot): StageState {
  const latest = slot.latest === undefined ? undefined : findExecution(call, pipeline, slot.latest);
  const run = own(latest?.stages, stage.name);
  const inbound = slot.waiting.map((id) => ({ pipelineExecutionId: id, status: 'InProgress' as const }));
  return {
    stageName: stage.name,
    ...(inbound.length > 0 && { inboundExecution: inbound[0], inboundExecutions: inbound }),
    inboundTransitionState: transitionState(slot.transition),
    ...conditionStates(stage, latest),
    actionStates: stage.actions.map((action) =>
      actionState(call, action, latestRun(call, pipeline, stage, action)),
    ),
    ...(run && {
      latestExecution: { pipelineExecutionId: latest!.id, status: run.status, type: typeOf(latest!) },
      ...retryMetadata(run),
    }),
  };
}

const typeOf = ({ rollback }: Execution) => (rollback ? 'ROLLBACK' : 'STANDARD');

function retryMetadata({
  manualRetries,
  automaticRetries = 0,
  latestRetryTrigger = 'ManualStageRetry',
}: StageRun): Pick<StageState, 'retryStageMetadata'> {
  if (manualRetries === 0 && automaticRetries === 0) return {};
  const retryStageMetadata = {
    ...(automaticRetries > 0 && { autoStageRetryAttempt: automaticRetries }),
    ...(manualRetries > 0 && { manualStageRetryAttempt: manualRetries }),
    latestRetryTrigger,
  };
  return { retryStageMetadata };
}

function transitionState({ enabled, reason, changedBy, changedAt }: Transition): TransitionState {
  return {
    enabled,
    ...(changedBy !== undefined && { lastChangedBy: changedBy }),
    ...(changedAt !== undefined && { lastChangedAt: new Date(changedAt) }),
    ...(reason !== undefined && { disabledReason: reason }),
  };
}

interface LatestRun {
  readonly execution: Execution;
  readonly run: ActionRun;
}

/** An action's run in the execution that entered the stage last, or else the one before. */
function latestRun(
  call: Call,
  pipeline: PipelineRecord,
  { name: stage }: StageDeclared,
  { name: action }: ActionDeclared,
): LatestRun | undefined {
  const { latest, ran } = slotOf(stateOf(call, pipeline), stage);
  for (const id of [latest, ran[action]]) {
    const execution = id === undefined ? undefined : findExecution(call, pipeline, id);
    const run = execution && currentRun(execution, stage, action);
    if (run) return { execution, run };
  }
  return undefined;
}

function actionState(call: Call, action: ActionDeclared, latest: LatestRun | undefined): ActionState {
  const template = actionTypeFor(call.tx, call, action.actionTypeId)?.entityUrlTemplate;
  const entityUrl = template && linked(template, action.configuration);
  const revision = action.actionTypeId.category === 'Source' ? latest?.run.revision : undefined;
  return {
    actionName: action.name,
    ...(revision && {
      currentRevision: {
        revisionId: revision.revisionId,
        revisionChangeId: revision.changeId ?? revision.revisionId,
        created: new Date(revision.created),
      },
    }),
    ...(latest && { latestExecution: actionExecution(latest) }),
    ...(entityUrl !== undefined && { entityUrl }),
    ...(revision?.revisionUrl !== undefined && { revisionUrl: revision.revisionUrl }),
  };
}

function actionExecution({ execution, run }: LatestRun): ActionExecution {
  // AWS: API reference, PutApprovalResult: no token is shown in PARALLEL mode.
  const showsToken = run.status === 'InProgress' && modeOf(execution) !== 'PARALLEL';
  return {
    actionExecutionId: run.id,
    status: run.status,
    ...(run.summary !== undefined && { summary: run.summary }),
    lastStatusChange: new Date(run.lastUpdateTime),
    ...(showsToken && run.token !== undefined && { token: run.token }),
    ...(run.updatedBy !== undefined && { lastUpdatedBy: run.updatedBy }),
    ...(run.externalExecutionId !== undefined && { externalExecutionId: run.externalExecutionId }),
    ...(run.externalExecutionUrl !== undefined && { externalExecutionUrl: run.externalExecutionUrl }),
    ...(run.percentComplete !== undefined && { percentComplete: run.percentComplete }),
    ...(run.error && { errorDetails: run.error }),
    ...(run.logStreamARN !== undefined && { logStreamARN: run.logStreamARN }),
  };
}
