import { conditionKinds, type ConditionDeclared, type ConditionKind } from '../declaration/conditions.ts';
import {
  conditionDeclared,
  conditionRun,
  ruleRunsOf,
  type ConditionRun,
  type RuleRun,
} from './condition-state.ts';
import type { StageRun } from './execution-state.ts';
import { abandonRule, startRule } from './rule-run.ts';
import { conditionChanged, type Turn } from './turn.ts';

/** How far a condition has come: a stage goes on, waits, does what the condition says, or was stopped there. */
export type Verdict = 'met' | 'waits' | 'not met' | 'stopped';

export interface Judged {
  readonly turn: Turn;
  readonly verdict: Verdict;
  /** What is to be done where it is not met. */
  readonly result?: ConditionDeclared['result'];
}

/** Takes a condition as far as it goes now; its rules begin side by side when it is looked at first. */
export function advanceCondition(turn: Turn, stage: string, kind: ConditionKind): Judged {
  const declared = conditionDeclared(turn.execution, stage, kind);
  if (!declared) return { turn, verdict: 'met' };
  const begun = conditionRun(turn.execution, stage, kind) ? turn : begin(turn, stage, kind, declared);
  const settled = settle(begun, stage, kind);
  const { status } = conditionRun(settled.execution, stage, kind)!;
  return { turn: settled, verdict: verdicts[status], result: declared.result };
}

const verdicts: Readonly<Record<ConditionRun['status'], Verdict>> = {
  InProgress: 'waits',
  Succeeded: 'met',
  Overridden: 'met',
  Failed: 'not met',
  Errored: 'not met',
  Cancelled: 'stopped',
  Abandoned: 'stopped',
};

function begin(turn: Turn, stageName: string, condition: ConditionKind, declared: ConditionDeclared): Turn {
  const first = ruleRunsOf(turn.execution).length;
  const rules = declared.rules.map((_, index) => first + index);
  const begun = conditionChanged(turn, stageName, condition, { status: 'InProgress', rules });
  return declared.rules.reduce((before, rule) => startRule(before, { stageName, condition }, rule), begun);
}

/**
 * A condition is met when all its rules are. One that is not is enough for it to have failed: what the others would
 * say is not waited for.
 */
// AWS: user guide, "How do stage conditions work?": "A condition state will be Failed if any of the rules in the
// condition are failed and Succeeded if all the rules succeed". That the others are abandoned, and when it is Errored:
// unverified.
function settle(turn: Turn, stage: string, kind: ConditionKind): Turn {
  const condition = conditionRun(turn.execution, stage, kind)!;
  if (condition.status !== 'InProgress') return turn;
  const runs = rulesOf(turn, condition);
  const failed = runs.find(({ status }) => status === 'Failed');
  if (failed) {
    const status = failed.error?.code === 'JobFailed' ? 'Failed' : 'Errored';
    const summary = `Rule ${failed.ruleName} failed: ${failed.error?.message}`;
    return conditionChanged(abandonRules(turn, condition), stage, kind, { status, summary });
  }
  if (runs.some(({ status }) => status === 'InProgress')) return turn;
  return conditionChanged(turn, stage, kind, { status: 'Succeeded' });
}

/** Stops whatever condition of a stage is under way. */
export function stopConditions(turn: Turn, stage: string, status: 'Cancelled' | 'Abandoned'): Turn {
  return conditionKinds.reduce((before, kind) => {
    const condition = conditionRun(before.execution, stage, kind);
    if (condition?.status !== 'InProgress') return before;
    return conditionChanged(abandonRules(before, condition), stage, kind, { status });
  }, turn);
}

/** Somebody lets the execution pass. */
// AWS: user guide, "Overriding stage conditions": "The rule status is Abandoned due to the override".
export function overrideCondition(turn: Turn, stage: string, kind: ConditionKind, by: string): Turn {
  const condition = conditionRun(turn.execution, stage, kind)!;
  // AWS: unverified words.
  const summary = `Overridden by ${by}`;
  const after = abandonRules(turn, condition, by);
  return conditionChanged(after, stage, kind, { status: 'Overridden', summary });
}

/** What stays decided when a stage is tried again: who was let in stays inside. AWS: unverified. */
export function keptConditions({ conditions = {} }: StageRun): NonNullable<StageRun['conditions']> {
  const { beforeEntry } = conditions;
  return beforeEntry && verdicts[beforeEntry.status] === 'met' ? { beforeEntry } : {};
}

function abandonRules(turn: Turn, condition: ConditionRun, by?: string): Turn {
  const running = rulesOf(turn, condition).filter(({ status }) => status === 'InProgress');
  return running.reduce((before, run) => abandonRule(before, run, by), turn);
}

const rulesOf = (turn: Turn, { rules }: ConditionRun): RuleRun[] =>
  rules.map((index) => ruleRunsOf(turn.execution)[index]!);
