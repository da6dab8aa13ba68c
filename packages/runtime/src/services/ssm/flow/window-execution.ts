import { never } from '../../../base/never.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { windowExecutionFlowKind } from '../windows/kept.ts';
import {
  isOver,
  together,
  type InvocationRun,
  type TaskRun,
  type WindowExecution,
  type WindowExecutionFact,
  type WindowStatus,
} from './window-execution-state.ts';
import { retained } from './window-retention.ts';
import { windowHappenings } from './window-telling.ts';
import { begin, cancel, outcomeOf, watch } from './window-tasks.ts';

interface Step {
  readonly state: WindowExecution;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly cancels?: readonly string[];
}

/** What is done while a window is open: its tasks, those of the first priority first. */
export const windowExecutionFlow: Flow<WindowExecution, WindowExecutionFact> = {
  kind: windowExecutionFlowKind,
  decide: (before, fact, now) => settled(before, advance(decide(before, fact, now), now), now),
};

function decide(before: WindowExecution, fact: WindowExecutionFact | EngineFact, now: number): Step {
  switch (fact.type) {
    case 'Started':
      // Of a window that was to open while the house was away, until after its time.
      return now >= before.cutoffAt ? left(before, 'TIMED_OUT', now) : { state: before };
    case 'FlowEnded':
      return { state: before };
    case 'CancelAsked':
      return left({ ...before, isCancelled: true }, 'CANCELLED', now);
    case 'WakeTime':
      return now >= before.cutoffAt ? left(before, 'TIMED_OUT', now) : { state: before };
    case 'EffectSucceeded':
      if (before.stopping.includes(fact.effect)) return { state: stopped(before, fact.effect) };
      return heard(before, fact.effect, fact.output, now);
    case 'EffectFailed':
      if (before.stopping.includes(fact.effect)) return { state: stopped(before, fact.effect) };
      return ended(before, idIn(fact.effect), { status: 'FAILED', details: fact.reason }, now);
    default:
      return never(fact);
  }
}

const stopped = (state: WindowExecution, effect: string): WindowExecution => ({
  ...state,
  stopping: state.stopping.filter((name) => name !== effect),
});

const idIn = (effect: string): string => effect.slice(effect.indexOf(' ') + 1);

function heard(state: WindowExecution, effect: string, output: any, now: number): Step {
  const [verb] = effect.split(' ');
  const id = idIn(effect);
  const task = state.tasks.find(({ invocations }) => invocations.some((each) => each.id === id));
  const invocation = task?.invocations.find((each) => each.id === id);
  if (!task || !invocation || isOver(invocation.status)) return { state };
  const watched = verb === 'begin' ? watch(state, task, output) : undefined;
  if (!watched) return ended(state, id, outcomeOf(task, output), now);
  return {
    state: withInvocation(state, { ...invocation, executionId: watched.executionId }),
    effects: { [`watch ${id}`]: watched.effect },
  };
}

function ended(
  state: WindowExecution,
  id: string,
  { status, details }: { readonly status: WindowStatus; readonly details: string },
  now: number,
): Step {
  const all = state.tasks.flatMap(({ invocations }) => invocations);
  const invocation = all.find((each) => each.id === id);
  if (!invocation || isOver(invocation.status)) return { state };
  return { state: withInvocation(state, { ...invocation, status, details, endedAt: now }) };
}

const withInvocation = (state: WindowExecution, invocation: InvocationRun): WindowExecution => ({
  ...state,
  tasks: state.tasks.map((task) => ({
    ...task,
    invocations: task.invocations.map((each) => (each.id === invocation.id ? invocation : each)),
  })),
});

/**
 * Nothing begins any more. AWS: RegisterTaskWithMaintenanceWindow, CutoffBehavior: what runs goes on, unless it is a
 * command whose task says CANCEL_TASK; or the whole is cancelled.
 */
function left(before: WindowExecution, status: WindowStatus, now: number): Step {
  const effects: Record<string, Effect> = {};
  const cancels: string[] = [];
  const tasks = before.tasks.map((task) => ({
    ...task,
    invocations: task.invocations.map((each) => {
      if (isOver(each.status)) return each;
      const isCancelled = before.isCancelled || task.task.CutoffBehavior === 'CANCEL_TASK';
      const stop = each.status === 'IN_PROGRESS' ? cancel(before, task, each) : undefined;
      if (each.status === 'IN_PROGRESS' && !(isCancelled && stop)) return each;
      if (stop) {
        effects[`stop ${each.id}`] = stop;
        cancels.push(`watch ${each.id}`);
      }
      return { ...each, status, details: status, endedAt: now };
    }),
  }));
  return { state: { ...before, tasks }, effects, cancels };
}

/** The tasks of the first priority that is not over begin. */
function advance(step: Step, now: number): Step {
  const { state } = step;
  const open = state.tasks.filter(({ invocations }) => invocations.some(({ status }) => !isOver(status)));
  const first = open[0]?.task.Priority;
  const effects: Record<string, Effect> = { ...step.effects };
  const tasks = state.tasks.map((run) => {
    if (run.task.Priority !== first || !open.includes(run)) return run;
    const invocations = run.invocations.map((each) => {
      if (each.status !== 'PENDING') return each;
      effects[`begin ${each.id}`] = begin(state, run, each);
      return { ...each, status: 'IN_PROGRESS' as const, details: 'IN_PROGRESS', startedAt: now };
    });
    return { ...run, invocations };
  });
  return { ...step, state: { ...state, tasks }, effects };
}

function settled(before: WindowExecution, step: Step, now: number): Decision<WindowExecution> {
  const tasks = step.state.tasks.map((task) => taskSettled(task, now));
  const isSkipped = before.status === 'SKIPPED_OVERLAPPING';
  const status = isSkipped ? before.status : together(tasks.map((task) => task.status));
  const stops = Object.keys(step.effects ?? {}).filter((name) => name.startsWith('stop '));
  const stopping = [...step.state.stopping, ...stops];
  const state: WindowExecution = {
    ...step.state,
    tasks,
    stopping,
    status,
    details: status,
    ...(isOver(status) && { endedAt: now }),
  };
  const ended = isOver(status) && stopping.length === 0;
  return {
    ...step,
    state,
    events: windowHappenings(before, state),
    wakeAt: now < state.cutoffAt && !isOver(status) ? state.cutoffAt : undefined,
    ended,
    starts: ended ? [retained(state, now)] : [],
  };
}

function taskSettled(run: TaskRun, now: number): TaskRun {
  const status = together(run.invocations.map((each) => each.status));
  if (status === run.status) return run;
  return {
    ...run,
    status,
    details: run.invocations.find((each) => each.status === status)?.details ?? status,
    startedAt: run.startedAt ?? now,
    ...(isOver(status) && { endedAt: now }),
  };
}
