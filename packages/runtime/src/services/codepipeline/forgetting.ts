import type { Call } from '../../dispatch/service.ts';
import type { Execution } from './flow/execution-state.ts';
import type { PipelineState } from './flow/pipeline-state.ts';
import { forgetJobs } from './jobs.ts';
import {
  approvals,
  executionFlowId,
  history,
  isRemembered,
  isWithinHistory,
  pipelines,
  requests,
  versions,
  within,
  type ExecutionEntry,
  type PipelineRecord,
} from './records.ts';

/** So many of the oldest executions are looked at when another begins. */
const oldestMax = 64;

/**
 * Forgets executions that history does not tell of any more: the oldest, but for those that the state of the pipeline
 * shows. Called where another begins, so that what is kept does not grow.
 */
export function forgetOld(call: Call, { name, flow, created }: PipelineRecord): void {
  if (isWithinHistory(created, call.now)) return;
  const oldest = (limit: number) => history.list(call.tx, call, { prefix: within(name), limit });
  const isOver = ({ executionId }: ExecutionEntry): boolean => {
    const execution = call.flows.state<Execution>(executionFlowId(call, executionId));
    return execution !== undefined && !isRemembered(execution, call.now);
  };
  if (!oldest(1).some(isOver)) return;
  const shown = shownIn(call.flows.state<PipelineState>(flow)!);
  for (const entry of oldest(oldestMax))
    if (isOver(entry) && !shown.has(entry.executionId)) forgetExecution(call, name, entry);
}

const shownIn = ({ stages }: PipelineState): Set<string | undefined> =>
  new Set(Object.values(stages).flatMap(({ latest, ran }) => [latest, ...Object.values(ran)]));

function forgetExecution(call: Call, name: string, { executionId, ordinal }: ExecutionEntry): void {
  call.flows.remove(executionFlowId(call, executionId));
  forgetJobs(call, executionId);
  history.delete(call.tx, call, within(name, ordinal));
}

/** Forgets a pipeline with all its history, and the jobs of its actions. */
export function forget(call: Call, { name, flow }: PipelineRecord): void {
  call.flows.remove(flow);
  for (const entry of history.list(call.tx, call, { prefix: within(name) }))
    forgetExecution(call, name, entry);
  for (const { token } of approvals.list(call.tx, call, { prefix: within(name) }))
    approvals.delete(call.tx, call, within(name, token));
  for (const { token } of requests.list(call.tx, call, { prefix: within(name) }))
    requests.delete(call.tx, call, within(name, token));
  for (const { version } of versions.list(call.tx, call, { prefix: within(name) }))
    versions.delete(call.tx, call, within(name, version));
  pipelines.delete(call.tx, call, name);
}
