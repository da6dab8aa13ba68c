import type { Catcher, Retrier } from '../language/definition.ts';
import { fraction } from '../language/intrinsics.ts';
import { StateError } from '../language/json.ts';
import { QueryEvaluationError } from '../language/jsonata.ts';
import { effectName } from './effect-name.ts';
import { stateOf, type Thread } from './execution-state.ts';
import type { Run } from './run.ts';
import { assignedBy, exit, leaveBy, resultPut } from './going.ts';
import { isJsonata } from './querying.ts';

/** AWS: Amazon States Language, "Retrying after error": what a retrier that says nothing means. */
const attemptsMax = 3;
const backoff = 2;

/** A state has failed: it is tried again, or its error is caught, or what it is in fails. */
export function failState(run: Run, failed: Thread, by: StateError): void {
  if (run.isOver) return;
  const { thread, failure } = evaluationFailed(run, failed, by);
  const { Retry = [], Catch = [] } = stateOf(run.execution, thread);
  const at = Retry.findIndex(({ ErrorEquals }) => isNamed(ErrorEquals, failure.error));
  const used = thread.retries[at] ?? 0;
  if (at >= 0 && used < (Retry[at]!.MaxAttempts ?? attemptsMax)) {
    const retries = Retry.map((_, index) => (thread.retries[index] ?? 0) + (index === at ? 1 : 0));
    const delay = delayMs(Retry[at]!, used, `${run.execution.arn}|${thread.id}|${run.eventCount}`);
    run.keep({ ...thread, retries, blocked: { on: 'time', at: run.now + delay, goingTo: 'retry' } });
    run.handled = { error: failure.error, cause: failure.cause, retryIndex: at, backoffMs: delay };
    run.fallen = undefined;
    return;
  }
  const catchIndex = Catch.findIndex(({ ErrorEquals }) => isNamed(ErrorEquals, failure.error));
  const catcher = Catch[catchIndex];
  if (!catcher) return failThread(run, thread, failure);
  run.handled = { error: failure.error, cause: failure.cause, catchIndex };
  run.fallen = undefined;
  try {
    catchError(run, thread, catcher, failure);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failThread(run, run.thread(thread.id)!, error);
  }
}

function catchError(run: Run, thread: Thread, catcher: Catcher, { error, cause }: StateError): void {
  const errorOutput = { Error: error, Cause: cause };
  const state = stateOf(run.execution, thread);
  if (isJsonata(state)) return leaveBy(run, thread, catcher, { errorOutput });
  const output = resultPut(thread.input, catcher.ResultPath, errorOutput);
  const { assigned, thread: after } = assignedBy(run, thread, catcher.Assign, errorOutput);
  exit(run, after, { output, assigned, Next: catcher.Next });
}

/** AWS: HistoryEvent, EvaluationFailed: tells of an expression before what comes of it. */
function evaluationFailed(
  run: Run,
  thread: Thread,
  failure: StateError,
): { thread: Thread; failure: StateError } {
  if (!(failure instanceof QueryEvaluationError)) return { thread, failure };
  const { state, entered } = thread;
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${entered}).`;
  const { error, location } = failure;
  const told = new StateError(error, `${where} ${failure.cause}`);
  const details = { error, cause: told.cause, location, state };
  return {
    thread: run.log(thread, 'EvaluationFailed', { evaluationFailedEventDetails: details }),
    failure: told,
  };
}

/**
 * AWS: States.ALL stands for all but States.DataLimitExceeded and States.Runtime; States.TaskFailed for all but
 * time-outs.
 */
function isNamed(names: readonly string[], error: string): boolean {
  if (names.includes(error)) return true;
  if (error === 'States.Runtime' || error === 'States.DataLimitExceeded') return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

function delayMs(
  { IntervalSeconds = 1, BackoffRate = backoff, ...retrier }: Retrier,
  used: number,
  seed: string,
): number {
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, retrier.MaxDelaySeconds ?? Infinity);
  return Math.round(seconds * 1000 * (retrier.JitterStrategy === 'FULL' ? fraction(seed) : 1));
}

/** A branch or an item fails the state it is part of, and the machine fails the execution. */
export function failThread(run: Run, thread: Thread, failure: StateError): void {
  if (!thread.parent) return failExecution(run, failure.error, failure.cause);
  const parent = run.thread(thread.parent.thread)!;
  run.fallen ??= run.underWay;
  letGo(run, parent.id);
  const { Type } = stateOf(run.execution, parent);
  if (Type === 'Map')
    run.event('MapIterationFailed', thread.previous, {
      mapIterationFailedEventDetails: { name: parent.state, index: thread.parent.index },
    });
  failState(run, run.log({ ...parent, blocked: undefined }, `${Type}StateFailed`), failure);
}

/** All that a state has begun is let go of. */
function letGo(run: Run, parent: string): void {
  const inside = Object.values(run.execution.threads).filter(({ id }) => id.startsWith(`${parent}.`));
  for (const { id, blocked } of inside)
    if (blocked?.on === 'task') run.cancels.push(effectName(id, blocked.task));
  run.abandoned.push(...inside);
  run.drop(inside.map(({ id }) => id));
}

export function failExecution(
  run: Run,
  error: string,
  cause: string,
  status: 'FAILED' | 'TIMED_OUT' = 'FAILED',
): void {
  const member = status === 'FAILED' ? 'executionFailedEventDetails' : 'executionTimedOutEventDetails';
  const type = status === 'FAILED' ? 'ExecutionFailed' : 'ExecutionTimedOut';
  run.event(type, run.eventCount, { [member]: { error, cause } });
  run.endUnsuccessfully({ status, error, cause });
}
