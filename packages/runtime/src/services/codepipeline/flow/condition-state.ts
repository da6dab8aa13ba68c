import { assert } from '../../../base/assert.ts';
import { own } from '../../../base/own.ts';
import {
  conditionOf,
  type ConditionDeclared,
  type ConditionKind,
  type RuleDeclared,
} from '../declaration/conditions.ts';
import { stageDeclared, type Execution } from './execution-state.ts';
import type { Run } from './run.ts';

/** A condition of a stage as it was looked at last. Times are epoch milliseconds. */
export interface ConditionRun {
  readonly status:
    'InProgress' | 'Failed' | 'Errored' | 'Succeeded' | 'Cancelled' | 'Abandoned' | 'Overridden';
  readonly lastStatusChange: number;
  /** Its runs of rules, as indices of the execution's. */
  readonly rules: readonly number[];
  readonly summary?: string | undefined;
}

/** One run of a rule, kept for ever after. */
export interface RuleRun extends Run {
  readonly condition: ConditionKind;
  readonly ruleName: string;
}

/** Every run of every rule, in the order they began. */
export const ruleRunsOf = ({ ruleRuns = [] }: Execution): readonly RuleRun[] => ruleRuns;

export const ruleRunsInProgress = (execution: Execution): RuleRun[] =>
  ruleRunsOf(execution).filter(({ status }) => status === 'InProgress');

export const conditionRun = (
  execution: Execution,
  stage: string,
  kind: ConditionKind,
): ConditionRun | undefined => own(execution.stages, stage)?.conditions?.[kind];

export const conditionDeclared = (
  execution: Execution,
  stage: string,
  kind: ConditionKind,
): ConditionDeclared | undefined => conditionOf(stageDeclared(execution, stage), kind);

export function ruleDeclared(execution: Execution, run: RuleRun): RuleDeclared {
  const declared = conditionDeclared(execution, run.stageName, run.condition);
  const rule = declared?.rules.find(({ name }) => name === run.ruleName);
  assert(rule, `stage ${run.stageName} has a rule ${run.ruleName}`);
  return rule;
}

/** AWS: user guide, "Configure conditions for a stage": what is under way or has failed, but for what is skipped. */
export function isOverridable(execution: Execution, stage: string, kind: ConditionKind): boolean {
  const run = conditionRun(execution, stage, kind);
  const overridable = run?.status === 'InProgress' || run?.status === 'Failed' || run?.status === 'Errored';
  return overridable && conditionDeclared(execution, stage, kind)?.result !== 'SKIP';
}
