import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Execution } from '../flow/execution-state.ts';
import type { MapRun } from '../flow/map-run-state.ts';
import { childOf, mapRunsBegun } from '../map-children.ts';
import { executions, mapItemKey, mapItems, ordinalKey } from '../records.ts';

interface Forgotten {
  readonly flow: string;
  readonly stopDate: number;
}

/** The house's own: forgets an execution that ended then, with all that it has begun; not one that was redriven. */
export const forgetExecution: Handler<Forgotten, object> = ({ flow, stopDate }, call) => {
  const execution = call.flows.state<Execution>(flow);
  if (execution?.stopDate !== stopDate) return {};
  forget(call, execution);
  const { machineName, ordinal } = execution;
  if (ordinal !== undefined) executions.delete(call.tx, call, ordinalKey(machineName, ordinal));
  return {};
};

function forget(call: Call, execution: Execution): void {
  for (const run of mapRunsBegun(call, execution)) forgetMapRun(call, run);
  call.flows.remove(execution.flow);
}

function forgetMapRun(call: Call, run: MapRun): void {
  for (let index = 0; index < (run.total?.executions ?? 0); index++) {
    const child = childOf(call, run, index);
    if (child) forget(call, child);
    else mapItems.delete(call.tx, call, mapItemKey(run.flow, index));
  }
  call.flows.remove(run.flow);
}
