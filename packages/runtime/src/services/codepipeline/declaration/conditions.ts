import type { RuleDeclaration } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { StageDeclared } from './declaration.ts';

/** When a condition of a stage is looked at, by the stage's own members. */
export type ConditionKind = 'beforeEntry' | 'onSuccess' | 'onFailure';
export const conditionKinds: readonly ConditionKind[] = ['beforeEntry', 'onSuccess', 'onFailure'];

/** What becomes of a stage whose condition is not met. */
export type ConditionResult = 'FAIL' | 'SKIP' | 'RETRY' | 'ROLLBACK';

export interface ConditionDeclared {
  readonly result: ConditionResult;
  readonly rules: readonly RuleDeclared[];
}

export interface RuleDeclared extends Given<RuleDeclaration> {
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly { readonly name: string }[];
}

/** A stage's condition with defaults filled in; its schema allows one of each kind. */
export function conditionOf(stage: StageDeclared, kind: ConditionKind): ConditionDeclared | undefined {
  const [condition] = stage[kind]?.conditions ?? [];
  if (!condition) return undefined;
  return { result: condition.result ?? resultDefaults[kind], rules: (condition.rules ?? []).map(ruleOf) };
}

// AWS: unverified; a condition without a result is allowed by the API reference.
const resultDefaults: Readonly<Record<ConditionKind, ConditionResult>> = {
  beforeEntry: 'FAIL',
  onSuccess: 'FAIL',
  onFailure: 'ROLLBACK',
};

const ruleOf = (rule: Given<RuleDeclaration>): RuleDeclared => ({
  ...rule,
  configuration: rule.configuration ?? {},
  inputArtifacts: rule.inputArtifacts ?? [],
});
