import type { Call } from '../../dispatch/service.ts';
import { forgetJobs } from './jobs.ts';
import {
  approvals,
  executionFlowId,
  history,
  pipelines,
  requests,
  versions,
  within,
  type PipelineRecord,
} from './records.ts';

/** Forgets a pipeline with all its history, and the jobs of its actions. */
export function forget(call: Call, { name, flow }: PipelineRecord): void {
  call.flows.remove(flow);
  for (const { executionId, ordinal } of history.list(call.tx, call, { prefix: within(name) })) {
    call.flows.remove(executionFlowId(call, executionId));
    forgetJobs(call, executionId);
    history.delete(call.tx, call, within(name, ordinal));
  }
  for (const { token } of approvals.list(call.tx, call, { prefix: within(name) }))
    approvals.delete(call.tx, call, within(name, token));
  for (const { token } of requests.list(call.tx, call, { prefix: within(name) }))
    requests.delete(call.tx, call, within(name, token));
  for (const { version } of versions.list(call.tx, call, { prefix: within(name) }))
    versions.delete(call.tx, call, within(name, version));
  pipelines.delete(call.tx, call, name);
}
