import type { AwsCall } from '../../../base/effects/aws.ts';
import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { Json } from '../language/json.ts';
import { childFlowId, mapRunKind } from '../records.ts';
import type { Execution } from './execution-state.ts';
import {
  countingOf,
  noneCounted,
  plus,
  type Counted,
  type Counting,
  type MapRun,
  type Tolerated,
  type Verdict,
} from './map-run-state.ts';

/** Nobody waits for it any more: what it is part of has been stopped, or has failed. */
export interface MapRunStopped {
  readonly type: 'MapRunStopped';
}
/** Somebody has called UpdateMapRun. */
export interface MapRunUpdated {
  readonly type: 'MapRunUpdated';
  readonly concurrency: number;
  readonly tolerated: Tolerated;
}

/** What the world does not let be read, or written. */
export interface Refused {
  readonly error: string;
  readonly cause: string;
}
/** What the inside calls for a map run answer. */
export type ItemsRead = { readonly total: Counted } | { readonly refused: Refused };
export interface ChildrenBegun {
  readonly begun: readonly BegunChild[];
  /** The next one to look at. */
  readonly next: number;
}
export interface BegunChild {
  readonly index: number;
  readonly items: number;
  /** It had been begun before the map run was redriven. */
  readonly isAgain: boolean;
}
export type ResultsWritten =
  { readonly output: Json; readonly written: Counted } | { readonly refused: Refused };

/** AWS: quotas, "Maximum parallel child workflow executions per Map Run: 10,000". */
const parallelMax = 10_000;
/** So many are begun in one transaction. Ours. */
const begunMax = 100;

/** Reads its items, begins a child for each, as many at once as may be, and gathers what they have come to. */
export const mapRunFlow: Flow<MapRun, MapRunStopped | MapRunUpdated> = {
  kind: mapRunKind,
  decide(run, fact, now) {
    switch (fact.type) {
      case 'Started':
        return run.total ? goOn(run, now) : { state: run, effects: { read: asked(run, 'ReadMapItems') } };
      case 'MapRunStopped':
        return judged(run, { status: 'ABORTED' }, now);
      case 'MapRunUpdated':
        return updated(run, fact, now);
      case 'EffectSucceeded':
        return answered(run, fact, now);
      case 'EffectFailed':
        // Only what its role may not do at all: S3's refusals are answers.
        return judged(run, { status: 'FAILED', error: 'States.Runtime', cause: fact.reason }, now);
      case 'FlowEnded':
        return childEnded(run, fact.state as Execution, now);
      case 'WakeTime':
        assert(false, 'a map run asks for no time');
        return { state: run };
      default:
        return never(fact);
    }
  },
};

function updated(run: MapRun, { concurrency, tolerated }: MapRunUpdated, now: number): Decision<MapRun> {
  const changed = { ...run, concurrency, tolerated };
  return run.phase === 'running' ? goOn(changed, now) : { state: changed };
}

function answered(
  run: MapRun,
  { effect, output }: Extract<EngineFact, { type: 'EffectSucceeded' }>,
  now: number,
): Decision<MapRun> {
  switch (effect) {
    case 'read':
      return itemsRead(run, output as ItemsRead, now);
    case 'begin':
      return childrenBegun(run, output as ChildrenBegun, now);
    default:
      return resultsWritten(run, output as ResultsWritten, now);
  }
}

function itemsRead(run: MapRun, read: ItemsRead, now: number): Decision<MapRun> {
  if ('refused' in read) return judged(run, { status: 'FAILED', ...read.refused }, now);
  const { source: _, ...rest } = run;
  return goOn({ ...rest, phase: 'running', total: read.total }, now);
}

function childrenBegun(before: MapRun, { begun, next }: ChildrenBegun, now: number): Decision<MapRun> {
  const counted = begun.reduce((run, { items, isAgain }) => {
    const known = isAgain ? counting(run, 'pendingRedrive', -1, -items) : run;
    return counting(known, 'running', 1, items);
  }, before);
  const awaits = begun.map(({ index }) => childFlowId(before, index));
  const decision = goOn({ ...counted, next, isBeginning: false }, now);
  return {
    ...decision,
    awaits,
    ...(before.verdict && { tells: awaits.map((flow) => ({ flow, fact: stopped })) }),
  };
}

const stopped = { type: 'ExecutionStopped' };

const counting = (run: MapRun, what: Counting, executions: number, items: number): MapRun => ({
  ...run,
  counts: { ...run.counts, [what]: plus(run.counts[what], executions, items) },
});

function childEnded(run: MapRun, { status, child }: Execution, now: number): Decision<MapRun> {
  assert(status !== 'RUNNING' && child, 'what has ended is a child of it');
  const { items } = child;
  const counted = counting(counting(run, 'running', -1, -items), countingOf[status], 1, items);
  return isTooMuch(counted) && !counted.verdict ? judged(counted, exceeded, now) : goOn(counted, now);
}

const exceeded: Verdict = {
  status: 'FAILED',
  error: 'States.ExceedToleratedFailureThreshold',
  // AWS: as seen in the wild.
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** AWS: developer guide, "Tolerated failure threshold": of items that have failed or timed out; none, unless said. */
function isTooMuch({ counts, tolerated: { count, percentage }, total }: MapRun): boolean {
  const failed = counts.failed.items + counts.timedOut.items;
  if (count === undefined && percentage === undefined) return failed > 0;
  const share = (failed / Math.max(1, total?.items ?? 0)) * 100;
  return failed > (count ?? Infinity) || share > (percentage ?? Infinity);
}

/** It is known how it ends: no more children are begun, and those under way are stopped. */
function judged(run: MapRun, verdict: Verdict, now: number): Decision<MapRun> {
  const known = { ...run, verdict: run.verdict ?? verdict };
  if (run.phase === 'reading') return over(known, now);
  if (run.phase === 'writing') return { state: known };
  const begun = Array.from({ length: run.next }, (_, index) => childFlowId(run, index));
  const decision = goOn(known, now);
  return run.counts.running.executions === 0
    ? decision
    : { ...decision, tells: begun.map((flow) => ({ flow, fact: stopped })) };
}

/** Begins what may begin, and ends where nothing is left. */
function goOn(run: MapRun, now: number): Decision<MapRun> {
  const { total, next, isBeginning, verdict, concurrency, writer } = run;
  const running = run.counts.running.executions;
  if (isBeginning) return { state: run };
  const room = Math.min(concurrency || parallelMax, parallelMax) - running;
  if (!verdict && next < total!.executions) {
    if (room <= 0) return { state: run };
    const begin = asked(run, 'BeginMapChildren', { most: Math.min(room, begunMax) });
    return { state: { ...run, isBeginning: true }, effects: { begin } };
  }
  if (running > 0) return { state: run };
  if (verdict && writer?.bucket === undefined) return over(run, now);
  return { state: { ...run, phase: 'writing' }, effects: { write: asked(run, 'WriteMapResults') } };
}

function resultsWritten(run: MapRun, answer: ResultsWritten, now: number): Decision<MapRun> {
  if ('refused' in answer)
    return over({ ...run, verdict: run.verdict ?? { status: 'FAILED', ...answer.refused } }, now);
  const { output, written } = answer;
  return over({ ...counting(run, 'resultsWritten', written.executions, written.items), output }, now);
}

function over(run: MapRun, now: number): Decision<MapRun> {
  const { verdict, output, ...rest } = run;
  const end = verdict ?? { status: 'SUCCEEDED', ...(output !== undefined && { output }) };
  return { state: { ...rest, ...end, phase: 'over', stopDate: now }, ended: true };
}

/** By calls of the house's own, in whose transactions children begin. */
const asked = ({ flow, scope }: MapRun, operation: string, more: object = {}): AwsCall => ({
  type: 'aws.call',
  service: 'states',
  operation,
  input: { flow, ...more },
  as: servicePrincipal('states'),
  scope,
});

/** A map run that ended without success, to be run again: the children that have not come to success, and the rest. */
// AWS: developer guide, "Redriving Map Runs".
export function toRedriveMapRun(ended: MapRun, now: number): MapRun {
  const { stopDate: _, error: __, cause: ___, output: ____, redrives, counts, ...kept } = ended;
  const again = [counts.failed, counts.timedOut, counts.aborted].reduce(
    (sum, each) => plus(sum, each.executions, each.items),
    noneCounted.pendingRedrive,
  );
  return {
    ...kept,
    status: 'RUNNING',
    phase: 'running',
    next: 0,
    redrives: { count: (redrives?.count ?? 0) + 1, date: now, tokens: [] },
    counts: { ...noneCounted, succeeded: counts.succeeded, pendingRedrive: again },
  };
}
