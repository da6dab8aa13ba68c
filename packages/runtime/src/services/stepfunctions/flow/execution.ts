import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { executionKind } from '../records.ts';
import { taskOfEffect } from './effect-name.ts';
import { mapRunEnded, mapRunsAbandoned } from './distributing.ts';
import { happenings } from './event-bridge.ts';
import { wakeOf, type Execution, type Thread } from './execution-state.ts';
import { failExecution } from './failing.ts';
import { logged } from './logging.ts';
import type { MapRun } from './map-run-state.ts';
import { measurements } from './metrics.ts';
import { redriven } from './redriving.ts';
import { retained } from './retention.ts';
import { Run } from './run.ts';
import { begun, goOn, perform, waited } from './states.ts';
import { stopsOf } from './stopping.ts';
import { taskDone, taskLate, taskRefused, taskReported, type Report } from './tasks.ts';

/** Somebody has called StopExecution. */
export interface ExecutionStopped {
  readonly type: 'ExecutionStopped';
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}
/** Somebody with a task's token has said how it goes. */
export interface TaskReported {
  readonly type: 'TaskReported';
  readonly thread: string;
  readonly task: number;
  readonly report: Report;
}
type ExecutionFact = ExecutionStopped | TaskReported;

/** One execution: takes each of its threads from state to state as far as it goes, and waits. */
export const executionFlow: Flow<Execution, ExecutionFact> = {
  kind: executionKind,
  decide(execution, fact, now) {
    const run = new Run(execution, now);
    if (!run.isOver) {
      hear(run, fact);
      goOn(run);
    }
    const state = run.finished();
    const isNew = fact.type === 'Started';
    return {
      ...decision(run, state),
      events: happenings(execution, state, { isNew, now }),
      measures: measurements(execution, state, isNew),
      starts: [
        ...logged(execution, state),
        ...stopsOf(state, run.abandoned),
        ...run.starts,
        ...retained(execution, state),
      ],
      tells: mapRunsAbandoned(run.abandoned),
    };
  },
};

function decision(run: Run, state: Execution): Decision<Execution> {
  if (run.isOver) return { state, ended: true };
  const wakeAt = Math.min(deadlineOf(state), ...Object.values(state.threads).map(wakeOf));
  const { effects, cancels, awaits } = run;
  return { state, effects, cancels, awaits, ...(wakeAt < Infinity && { wakeAt }) };
}

/** AWS: developer guide, "Restarting state machine executions with redrive": the machine's time begins anew. */
const deadlineOf = ({ startDate, redrives, machine, type }: Execution): number =>
  (redrives?.date ?? startDate) +
  Math.min(machine.TimeoutSeconds ?? Infinity, type === 'EXPRESS' ? expressSecondsMax : Infinity) * 1000;

/** AWS: quotas, "Maximum execution time" of an express workflow: 5 minutes. */
const expressSecondsMax = 300;

function hear(run: Run, fact: ExecutionFact | EngineFact): void {
  switch (fact.type) {
    case 'Started':
      // An express child of a map run that is redriven is started anew.
      return Object.keys(run.execution.threads).length > 0 ? redriven(run) : begun(run);
    case 'ExecutionStopped':
      return stop(run, fact);
    case 'TaskReported':
      return onTask(run, fact, (thread) => taskReported(run, thread, fact.report));
    case 'EffectSucceeded':
      return onTask(run, taskOfEffect(fact.effect), (thread) => taskDone(run, thread, fact.output));
    case 'EffectFailed':
      return onTask(run, taskOfEffect(fact.effect), (thread) => taskRefused(run, thread, fact));
    case 'WakeTime':
      return wake(run);
    case 'FlowEnded':
      return onMapRun(run, fact.state as MapRun);
    default:
      return never(fact);
  }
}

/** Too late for a task that is over: nothing changes. */
function onTask(
  run: Run,
  { thread: id, task }: { readonly thread: string; readonly task: number },
  hears: (thread: Thread) => void,
): void {
  const thread = run.thread(id);
  if (thread?.blocked?.on === 'task' && thread.blocked.task === task) hears(thread);
}

function onMapRun(run: Run, ended: MapRun): void {
  const { threads } = run.execution;
  const waits = ({ blocked }: Thread) => blocked?.on === 'map run' && blocked.flow === ended.flow;
  const thread = Object.values(threads).find(waits);
  if (thread) mapRunEnded(run, thread, ended);
}

function stop(run: Run, { error, cause }: ExecutionStopped): void {
  run.event('ExecutionAborted', run.eventCount, {
    executionAbortedEventDetails: {
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    },
  });
  run.endUnsuccessfully({ status: 'ABORTED', error, cause });
}

function wake(run: Run): void {
  if (deadlineOf(run.execution) <= run.now) return failExecution(run, 'States.Timeout', '', 'TIMED_OUT');
  const due = Object.values(run.execution.threads).filter((thread) => wakeOf(thread) <= run.now);
  for (const { id } of due) {
    // Another thread's failure may have taken it along.
    const thread = run.thread(id);
    if (thread && !run.isOver) timeCame(run, thread);
  }
}

function timeCame(run: Run, thread: Thread): void {
  if (thread.blocked?.on === 'task') return taskLate(run, thread);
  if (thread.blocked?.on === 'time' && thread.blocked.goingTo === 'retry') return perform(run, thread);
  waited(run, thread);
}
