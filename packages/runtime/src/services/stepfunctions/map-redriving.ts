import type { Call } from '../../dispatch/service.ts';
import type { Execution, Thread } from './flow/execution-state.ts';
import { toRedriveMapRun } from './flow/map-run.ts';
import type { MapRun } from './flow/map-run-state.ts';
import { childrenOf } from './map-children.ts';
import { mapRunKind } from './records.ts';

/** An execution that is redriven, with its map runs: those that have read their items go on, others begin anew. */
export function withMapRuns(call: Call, execution: Execution): Execution {
  const threads = Object.values(execution.threads).map((thread): [string, Thread] => {
    const { blocked } = thread;
    if (blocked?.on !== 'map run') return [thread.id, thread];
    const redriven = redriveMapRun(call, blocked.flow);
    const count = redriven?.redrives?.count ?? 0;
    return [thread.id, { ...thread, blocked: redriven && { ...blocked, redriveCount: count } }];
  });
  return { ...execution, threads: Object.fromEntries(threads) };
}

function redriveMapRun(call: Call, flow: string): MapRun | undefined {
  const run = call.flows.state<MapRun>(flow);
  if (!run?.total) return undefined;
  const redriven = toRedriveMapRun(run, call.now);
  call.flows.remove(flow);
  call.flows.start(mapRunKind, flow, redriven);
  return redriven;
}

/** Whether children of what has ended are still being stopped, however deep. */
export const isWindingUp = (call: Call, { unsuccessful = {} }: Execution): boolean =>
  Object.values(unsuccessful).some(({ blocked }) => {
    const run = blocked?.on === 'map run' ? call.flows.state<MapRun>(blocked.flow) : undefined;
    if (!run) return false;
    return run.status === 'RUNNING' || childrenOf(call, run).some((child) => isWindingUp(call, child));
  });
