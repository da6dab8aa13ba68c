import type { Effect } from '../../../base/effects/effect.ts';
import { own } from '../../../base/own.ts';
import type { Decision, Telling } from '../../../engine/flow.ts';
import { expiresAt, type ActionRun, type Execution, type StageRun } from './execution-state.ts';
import type { PipelineFact } from './facts.ts';

/** A decision about an execution in the making. */
export interface Turn {
  readonly execution: Execution;
  readonly now: number;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly cancels: readonly string[];
  readonly tells: readonly Telling[];
}

export const turnOf = (execution: Execution, now: number): Turn => ({
  execution,
  now,
  effects: {},
  cancels: [],
  tells: [],
});

/** Changes the execution, and says when. */
export function changed(turn: Turn, change: Partial<Execution>): Turn {
  return { ...turn, execution: { ...turn.execution, ...change, lastUpdateTime: turn.now } };
}

export function stageChanged(turn: Turn, name: string, change: Partial<StageRun>): Turn {
  const before = own(turn.execution.stages, name) ?? { status: 'InProgress', current: {}, manualRetries: 0 };
  return changed(turn, { stages: { ...turn.execution.stages, [name]: { ...before, ...change } } });
}

export function runChanged(turn: Turn, run: ActionRun, change: Partial<ActionRun>): Turn {
  const { runs } = turn.execution;
  const after: ActionRun = { ...run, ...change, lastUpdateTime: turn.now };
  return changed(turn, { runs: runs.map((each) => (each.id === run.id ? after : each)) });
}

export function telling(turn: Turn, fact: PipelineFact): Turn {
  return { ...turn, tells: [...turn.tells, { flow: turn.execution.pipelineFlow, fact }] };
}

/** Settled for good: nothing can be retried. */
const endings: readonly Execution['status'][] = ['Succeeded', 'Superseded'];

export function decisionOf({ execution, effects, cancels, tells }: Turn): Decision<Execution> {
  const running = execution.runs.filter(({ status }) => status === 'InProgress');
  const wakeAt = Math.min(...running.map(expiresAt));
  return {
    state: execution,
    effects,
    cancels,
    tells,
    ...(wakeAt < Infinity && { wakeAt }),
    ...(endings.includes(execution.status) && { ended: true }),
  };
}
