import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Execution } from '../flow/execution-state.ts';
import type { BegunChild, ChildrenBegun } from '../flow/map-run.ts';
import type { MapRun } from '../flow/map-run-state.ts';
import { toRedrive } from '../flow/redriving.ts';
import { childOf, mapRunFlowOf, newChild, pendingInput, type MapRunAsked } from '../map-children.ts';
import { withMapRuns } from '../map-redriving.ts';
import { executionKind, mapItemKey, mapItems } from '../records.ts';

interface BeginAsked extends MapRunAsked {
  /** So many are begun at most. */
  readonly most: number;
}

/** Begins a map run's next children; those that ended without success, again. A call of the house's own. */
export const beginMapChildren: Handler<BeginAsked, ChildrenBegun> = ({ flow, most }, call) => {
  const run = mapRunFlowOf(call, flow);
  const begun: BegunChild[] = [];
  let { next } = run;
  for (; next < (run.total?.executions ?? 0) && begun.length < most; next++) {
    const before = childOf(call, run, next);
    if (before?.status === 'SUCCEEDED') continue;
    const child = before ? again(call, run, next, before) : first(call, run, next);
    call.flows.start(executionKind, child.flow, child);
    begun.push({ index: next, items: child.child!.items, isAgain: before !== undefined });
  }
  return { begun, next };
};

function first(call: Call, run: MapRun, index: number): Execution {
  const given = pendingInput(call, run, index);
  mapItems.delete(call.tx, call, mapItemKey(run.flow, index));
  return newChild(call, run, index, given);
}

/** AWS: developer guide: a standard child is redriven; an express one is started anew. */
function again(call: Call, run: MapRun, index: number, before: Execution): Execution {
  const redriven = toRedrive(before, call.now, undefined);
  call.flows.remove(before.flow);
  if (run.type === 'STANDARD') return withMapRuns(call, redriven);
  const { input, child } = before;
  return { ...newChild(call, run, index, { input, items: child!.items }), redrives: redriven.redrives! };
}
