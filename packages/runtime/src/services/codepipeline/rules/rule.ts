import type { ActionError, ArtifactCount, ConfigurationKey, Steps, Work } from '../actions/action.ts';
import type { ConditionKind, RuleDeclared } from '../declaration/conditions.ts';

/**
 * How one kind of rule is checked. A rule is run as an action is: pure, with a memory of its own; it is met when it
 * succeeds. One file for each provider; `providers.ts` lists them.
 */
export interface RuleProvider<Memory = unknown> extends Steps<RuleWork, Memory> {
  readonly type: RuleTypeDescription;
  /** Whether a stage may be skipped because of it. */
  readonly maySkip?: boolean;
  /** Why its declaration means nothing. What has variables in it is not known before it runs. */
  fault?(rule: RuleDeclared): string | undefined;
  /** How long it may take unless its declaration says; house time. None for what takes real computing. */
  readonly timeoutMs?: number;
  /** What AWS says when that time is over. */
  timeoutError?(rule: RuleDeclared): ActionError;
}

export interface RuleTypeDescription {
  readonly provider: string;
  readonly inputs: ArtifactCount;
  readonly configuration: readonly ConfigurationKey[];
  /** Whether it is declared with commands. */
  readonly commands?: boolean;
}

/** Everything a rule may know: what an action does, and which of its stage's conditions it belongs to. */
export interface RuleWork extends Work {
  readonly condition: ConditionKind;
}

/** A provider whose steps are those of an action: it knows no more than one. */
export const asRule = <Memory>({ start, proceed, tidy }: Steps<Work, Memory>): Steps<RuleWork, Memory> => ({
  start,
  proceed,
  ...(tidy && { tidy }),
});

/** A value that is only known when a rule runs. */
export const hasVariables = (text: string): boolean => text.includes('#{');
