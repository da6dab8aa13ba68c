import type { Effect } from '../../../base/effects/effect.ts';
import { own } from '../../../base/own.ts';
import type { Decision, Telling } from '../../../engine/flow.ts';
import type { ConditionKind } from '../declaration/conditions.ts';
import { ruleRunsInProgress, ruleRunsOf, type ConditionRun, type RuleRun } from './condition-state.ts';
import { timeOf, type ActionRun, type Execution, type StageRun } from './execution-state.ts';
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

export function ruleChanged(turn: Turn, run: RuleRun, change: Partial<RuleRun>): Turn {
  const after: RuleRun = { ...run, ...change, lastUpdateTime: turn.now };
  const ruleRuns = ruleRunsOf(turn.execution).map((each) => (each.id === run.id ? after : each));
  return changed(turn, { ruleRuns });
}

export function conditionChanged(
  turn: Turn,
  stage: string,
  kind: ConditionKind,
  change: Omit<Partial<ConditionRun>, 'lastStatusChange'>,
): Turn {
  const before = own(turn.execution.stages, stage)?.conditions ?? {};
  const untouched: ConditionRun = { status: 'InProgress', rules: [], lastStatusChange: turn.now };
  const after = { ...(before[kind] ?? untouched), ...change, lastStatusChange: turn.now };
  return stageChanged(turn, stage, { conditions: { ...before, [kind]: after } });
}

export function telling(turn: Turn, fact: PipelineFact): Turn {
  return { ...turn, tells: [...turn.tells, { flow: turn.execution.pipelineFlow, fact }] };
}

/** Settled for good: nothing can be retried. */
const endings: readonly Execution['status'][] = ['Succeeded', 'Superseded'];

export function decisionOf({ execution, effects, cancels, tells }: Turn): Decision<Execution> {
  const running = execution.runs.filter(({ status }) => status === 'InProgress');
  const rules = ruleRunsInProgress(execution).map(timeOf);
  const wakeAt = Math.min(...running.map(timeOf), ...rules);
  return {
    state: execution,
    effects,
    cancels,
    tells,
    ...(wakeAt < Infinity && { wakeAt }),
    ...(endings.includes(execution.status) && { ended: true }),
  };
}
