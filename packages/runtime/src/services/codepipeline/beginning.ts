import type { Call } from '../../dispatch/service.ts';
import type { Trigger } from './actions/action.ts';
import { begin } from './flow/execution-state.ts';
import { executionFlow } from './flow/execution.ts';
import type { PipelineFact } from './flow/facts.ts';
import { concurrentPipelineExecutionsLimitExceeded } from './errors.ts';
import { executionFlowId, history, stateOf, within, type PipelineRecord } from './records.ts';

/** AWS: quotas, "Maximum number of concurrent executions in QUEUED and PARALLEL mode: 50". */
const concurrentMax = 50;

export interface Beginning {
  readonly trigger: Trigger;
  readonly variables: Readonly<Record<string, string>>;
  /** The revisions that sources have to take, by action. */
  readonly revisions: Readonly<Record<string, string>>;
}

/** The one place where executions begin, whatever triggers them. Answers the new execution's id. */
export function beginExecution(call: Call, pipeline: PipelineRecord, beginning: Beginning): string {
  const { declaration, flow: pipelineFlow, name } = pipeline;
  const { executionMode: mode } = declaration;
  const live = Object.keys(stateOf(call, pipeline).live).length;
  if (mode !== 'SUPERSEDED' && live >= concurrentMax) concurrentPipelineExecutionsLimitExceeded();
  const id = call.ids.uuid();
  const ordinal = call.tx.next(`codepipeline.history|${call.account}|${call.region}|${name}`);
  const scope = { account: call.account, region: call.region };
  const { trigger, variables, revisions: revisionOverrides } = beginning;
  history.put(call.tx, call, within(name, ordinal), { executionId: id, ordinal });
  call.flows.start(
    executionFlow.kind,
    executionFlowId(call, id),
    begin({ scope, id, ordinal, pipelineFlow, declaration, trigger, variables, revisionOverrides }, call.now),
  );
  const stages = declaration.stages.map((stage) => stage.name);
  const told: PipelineFact = { type: 'ExecutionBegun', execution: id, ordinal, mode, stages };
  call.flows.tell(pipelineFlow, told);
  return id;
}
