import { stateOf, type Blocked, type Execution, type Thread } from './execution-state.ts';
import type { Run } from './run.ts';
import { perform } from './states.ts';

// AWS: RedriveExecution: an execution may be redriven for 14 days, within a year, with fewer than 24,999 events.
const dayMs = 24 * 60 * 60 * 1000;
const redrivableMs = 14 * dayMs;
const openMs = 365 * dayMs;
const eventsMax = 24_999;

/** Why an execution cannot be redriven. AWS: DescribeExecution, redriveStatusReason. */
export function unredrivable(execution: Execution, now: number): string | undefined {
  const { type, status, startDate, stopDate = now, history, unsuccessful } = execution;
  // AWS: unverified words.
  if (type === 'EXPRESS') return 'Execution is of type EXPRESS and cannot be redriven';
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (!unsuccessful) return 'Execution was started before the launch of RedriveExecution';
  if (history.length >= eventsMax) return 'Execution history event limit exceeded';
  if (now - startDate > openMs) return 'Execution has exceeded the max execution time';
  return now - stopDate > redrivableMs ? 'Execution redrivable period exceeded' : undefined;
}

/** What is told of an execution about its redrives. Of a child of a map run, that can be redriven with it alone. */
export function redriveTold(execution: Execution, redriveStatusReason: string | undefined) {
  const { redrives, child, status } = execution;
  const told = { redriveCount: redrives?.count ?? 0, redriveDate: redrives?.date };
  if (child && status !== 'RUNNING' && status !== 'SUCCEEDED')
    return { ...told, redriveStatus: 'REDRIVABLE_BY_MAP_RUN' as const, redriveStatusReason: undefined };
  const redriveStatus =
    redriveStatusReason === undefined ? ('REDRIVABLE' as const) : ('NOT_REDRIVABLE' as const);
  return { ...told, redriveStatus, redriveStatusReason };
}

/** AWS: RedriveExecution, clientToken: the last ten, for fifteen minutes. */
const tokensMax = 10;
const tokenMs = 15 * 60 * 1000;

/** When an execution was redriven by a token. */
export const redrivenBy = ({ redrives }: Execution, token: string, now: number): number | undefined =>
  redrives?.tokens.find((each) => each.token === token && now - each.date < tokenMs)?.date;

/** An execution that ended without success, to be run again from there. */
export function toRedrive(ended: Execution, now: number, token: string | undefined): Execution {
  const { stopDate: _, error: __, cause: ___, unsuccessful: threads = {}, redrives, ...kept } = ended;
  const tokens = [...(token === undefined ? [] : [{ token, date: now }]), ...(redrives?.tokens ?? [])];
  return {
    ...kept,
    status: 'RUNNING',
    threads,
    redrives: { count: (redrives?.count ?? 0) + 1, date: now, tokens: tokens.slice(0, tokensMax) },
  };
}

/**
 * What was not done is done again; of branches and items, those that have not come to their end. AWS: developer guide,
 * "Redrive behavior of individual states" and "Retry behavior of redriven executions". Of a state that failed it is
 * not told again that it is entered, but of a Fail state [unverified: and which event each of them follows].
 */
export function redriven(run: Run): void {
  const previous = run.event('ExecutionRedriven', run.eventCount, {
    executionRedrivenEventDetails: { redriveCount: run.execution.redrives!.count },
  });
  for (const { id } of Object.values(run.execution.threads)) {
    // Another one's failure may have taken it along.
    const thread = run.thread(id);
    if (!thread || run.isOver) continue;
    const fresh = { ...thread, retries: [] };
    if (thread.blocked?.on === 'map run') {
      mapRunRedriven(run, { ...thread, retries: [], previous }, thread.blocked);
      continue;
    }
    const isWithin = thread.blocked?.on === 'children';
    const again = run.keep(isWithin ? fresh : { ...fresh, blocked: undefined, previous });
    if (isWithin) continue;
    if (thread.entered === undefined || stateOf(run.execution, thread).Type === 'Fail')
      run.ready.push({ thread: id });
    else perform(run, again);
  }
}

/** Its map run has been started again with it. */
function mapRunRedriven(
  run: Run,
  thread: Thread,
  { flow, arn: mapRunArn, redriveCount }: Extract<Blocked, { on: 'map run' }>,
): void {
  const details = { mapRunRedrivenEventDetails: { mapRunArn, redriveCount } };
  run.log(thread, 'MapRunRedriven', details);
  run.awaits.push(flow);
}
