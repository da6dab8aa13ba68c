import type {
  ConditionExecutionStatus,
  OverrideStageConditionInput,
  RuleState,
  StageConditionState,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import { own } from '../../../base/own.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { conditionKinds, conditionOf, type ConditionKind } from '../declaration/conditions.ts';
import type { StageDeclared } from '../declaration/declaration.ts';
import {
  concurrentPipelineExecutionsLimitExceeded,
  conditionNotOverridable,
  notLatestPipelineExecution,
} from '../errors.ts';
import { isOverridable, ruleRunsOf, type ConditionRun, type RuleRun } from '../flow/condition-state.ts';
import { modeOf, stagesOf, type Execution } from '../flow/execution-state.ts';
import type { PipelineFact } from '../flow/facts.ts';
import { slotOf } from '../flow/pipeline-state.ts';
import { mayRetry } from '../flow/queue.ts';
import { roomFor } from '../beginning.ts';
import { findExecution, pipelineOf, stateOf } from '../records.ts';
import { stageIndex } from './stages.ts';

const kinds = { BEFORE_ENTRY: 'beforeEntry', ON_SUCCESS: 'onSuccess' } as const;

/** AWS: API reference, OverrideStageCondition; user guide, "Overriding stage conditions". */
export const overrideStageCondition: Handler<Given<OverrideStageConditionInput>, object> = (input, call) => {
  const { pipelineName, stageName: stage, pipelineExecutionId, conditionType } = input;
  const pipeline = pipelineOf(call.tx, call, pipelineName);
  stageIndex(pipeline, stage);
  const execution = findExecution(call, pipeline, pipelineExecutionId);
  if (!execution || !own(execution.stages, stage)) return notLatestPipelineExecution();
  const condition = kinds[conditionType];
  if (!isOverridable(execution, stage, condition)) conditionNotOverridable();
  const state = stateOf(call, pipeline);
  const mode = modeOf(execution);
  const isInside = slotOf(state, stage).holders.includes(execution.id);
  if (!isInside && !mayRetry(state, { execution: execution.id, stage, mode })) notLatestPipelineExecution();
  // It comes in again, and is one of those under way.
  if (!isInside && roomFor(call, pipeline) <= 0) concurrentPipelineExecutionsLimitExceeded();
  const told: PipelineFact = {
    type: 'OverrideRequested',
    execution: execution.id,
    ordinal: execution.ordinal,
    mode,
    stages: stagesOf(execution),
    stage,
    condition,
    by: call.caller.arn,
  };
  call.flows.tell(pipeline.flow, told);
  return {};
};

/** What GetPipelineState shows of a stage's conditions: by the execution that was in the stage last. */
export function conditionStates(stage: StageDeclared, latest: Execution | undefined): Partial<StageState> {
  const declared = conditionKinds.filter((kind) => conditionOf(stage, kind) !== undefined);
  return Object.fromEntries(declared.map((kind) => [`${kind}ConditionState`, stateFor(stage, kind, latest)]));
}

function stateFor(
  stage: StageDeclared,
  kind: ConditionKind,
  latest: Execution | undefined,
): StageConditionState {
  const run = own(latest?.stages, stage.name)?.conditions?.[kind];
  const rules = conditionOf(stage, kind)!.rules;
  const runs = run ? run.rules.map((index) => ruleRunsOf(latest!)[index]!) : [];
  return {
    ...(run && { latestExecution: { status: run.status, ...summaryOf(run) } }),
    conditionStates: [
      {
        ...(run && {
          latestExecution: {
            status: run.status satisfies ConditionExecutionStatus,
            ...summaryOf(run),
            lastStatusChange: new Date(run.lastStatusChange),
          },
        }),
        ruleStates: rules.map(({ name }) =>
          ruleState(
            name,
            runs.find((each) => each.ruleName === name),
          ),
        ),
      },
    ],
  };
}

/** AWS: ExecutionSummary has 2048 characters at most. */
const summaryOf = ({ summary }: Pick<ConditionRun, 'summary'>) =>
  summary === undefined ? {} : { summary: summary.slice(0, 2_048) };

function ruleState(ruleName: string, run: RuleRun | undefined): RuleState {
  if (!run) return { ruleName };
  const { updatedBy, externalExecutionId, externalExecutionUrl, error, token } = run;
  return {
    ruleName,
    latestExecution: {
      ruleExecutionId: run.id,
      status: run.status,
      ...(run.summary !== undefined && summaryOf({ summary: run.summary })),
      lastStatusChange: new Date(run.lastUpdateTime),
      ...(token !== undefined && { token }),
      ...(updatedBy !== undefined && { lastUpdatedBy: updatedBy }),
      ...(externalExecutionId !== undefined && { externalExecutionId }),
      ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
      ...(error && { errorDetails: error }),
    },
  };
}
