import { own } from '../../base/own.ts';
import type { Call } from '../../dispatch/service.ts';
import {
  begin,
  rollingBack,
  stagesOf,
  type Execution,
  type TriggerVariables,
} from './flow/execution-state.ts';
import { executionFlow } from './flow/execution.ts';
import type { PipelineFact } from './flow/facts.ts';
import { liveOf } from './flow/pipeline-state.ts';
import { concurrentPipelineExecutionsLimitExceeded } from './errors.ts';
import type { Trigger } from './triggers/followed.ts';
import { forgetOld } from './forgetting.ts';
import { executionFlowId, history, stateOf, within, type PipelineRecord } from './records.ts';

/** AWS: quotas, "Maximum number of concurrent executions in QUEUED and PARALLEL mode: 50". */
const concurrentMax = 50;

/** Why an execution begins, and with what. */
export interface Start {
  readonly trigger: Trigger;
  /** The revisions that sources have to take, by action. */
  readonly revisions: Readonly<Record<string, string>>;
  /** Where these revisions are, by action, if elsewhere than configured: a branch, or an object's key. */
  readonly places: Readonly<Record<string, string>>;
  /** What a trigger tells of the change, by action; none where no trigger has filtered it. */
  readonly triggerVariables?: TriggerVariables | undefined;
}

export interface Beginning extends Start {
  readonly variables: Readonly<Record<string, string>>;
  /** Runs one stage only, with what another execution had. */
  readonly rollback?: { readonly stage: string; readonly target: Execution };
}

/** How many more may begin now. What has begun in this transaction is not under way yet. */
export function roomFor(call: Call, pipeline: PipelineRecord): number {
  const isLimited = pipeline.declaration.executionMode !== 'SUPERSEDED';
  return isLimited ? concurrentMax - liveOf(stateOf(call, pipeline)).length : Infinity;
}

/** The one place where executions begin, whatever triggers them. Answers the new execution's id. */
export function beginExecution(call: Call, pipeline: PipelineRecord, beginning: Beginning): string {
  const { declaration, flow: pipelineFlow, name } = pipeline;
  const { executionMode: mode } = declaration;
  const { trigger, variables, revisions: revisionOverrides, places, triggerVariables, rollback } = beginning;
  // AWS: API reference: RollbackStage does not know that exception.
  if (!rollback && roomFor(call, pipeline) <= 0) concurrentPipelineExecutionsLimitExceeded();
  forgetOld(call, pipeline);
  const id = call.ids.uuid();
  const ordinal = call.tx.next(`codepipeline.history|${call.account}|${call.region}|${name}`);
  const scope = { account: call.account, region: call.region };
  history.put(call.tx, call, within(name, ordinal), { executionId: id, ordinal });
  const begun = begin(
    {
      scope,
      id,
      ordinal,
      pipelineFlow,
      declaration,
      trigger,
      variables,
      revisionOverrides,
      places,
      ...(triggerVariables && { triggerVariables }),
    },
    call.now,
  );
  const execution = rollback ? rollingBack(begun, rollback.stage, rollback.target) : withValues(begun);
  call.flows.start(executionFlow.kind, executionFlowId(call, id), execution);
  if (execution.status === 'Failed') return id;
  const told: PipelineFact = {
    type: 'ExecutionBegun',
    execution: id,
    ordinal,
    mode,
    stages: stagesOf(execution),
    ...(rollback && { rollback: true }),
  };
  call.flows.tell(pipelineFlow, told);
  return id;
}

/** What lacks values for its variables has failed before it enters any stage. AWS: the sentence as seen in the wild. */
function withValues(begun: Execution): Execution {
  const missing = (begun.declaration.variables ?? []).filter(({ name }) => !own(begun.variables, name));
  if (missing.length === 0) return begun;
  const names = missing.map(({ name }) => name).join(',');
  return {
    ...begun,
    variables: {},
    status: 'Failed',
    failure: `Values for required variables haven't been provided: ${names}`,
  };
}
