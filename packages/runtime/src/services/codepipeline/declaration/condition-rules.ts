import { invalidStageDeclaration } from '../errors.ts';
import { ruleProviderOf } from '../rules/providers.ts';
import type { RuleProvider } from '../rules/rule.ts';
import {
  conditionKinds,
  conditionOf,
  type ConditionDeclared,
  type ConditionKind,
  type ConditionResult,
  type RuleDeclared,
} from './conditions.ts';
import type { Declaration, StageDeclared } from './declaration.ts';
import { unfit } from './value-types.ts';

/** AWS: user guide, "How do stage conditions work?": the results that each kind of condition may have. */
const results: Readonly<Record<ConditionKind, readonly ConditionResult[]>> = {
  beforeEntry: ['FAIL', 'SKIP'],
  onSuccess: ['ROLLBACK', 'FAIL'],
  // AWS: unverified that FAIL, which is what happens without a condition, is taken.
  onFailure: ['ROLLBACK', 'FAIL'],
};

/** Refuses conditions that AWS would refuse, or that could not be carried out. AWS: unverified words, all of them. */
export function checkConditions({ stages }: Declaration): void {
  for (const stage of stages) {
    for (const kind of conditionKinds) {
      const condition = conditionOf(stage, kind);
      if (condition) checkCondition(stage.name, kind, condition);
    }
    checkFailure(stage);
  }
}

function checkCondition(stage: string, kind: ConditionKind, { result, rules }: ConditionDeclared): void {
  const where = `The condition ${kind} of stage '${stage}'`;
  if (!results[kind].includes(result))
    invalidStageDeclaration(`${where} must have a result of ${results[kind].join(', ')}, and has ${result}`);
  if (rules.length === 0) invalidStageDeclaration(`${where} has no rules`);
  const names = rules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice)
    invalidStageDeclaration(`Rule names must be unique in a condition; ${where} has '${twice}' twice`);
  for (const rule of rules) checkRule(rule, result);
}

function checkRule(rule: RuleDeclared, result: ConditionResult): void {
  const { name, ruleTypeId, inputArtifacts } = rule;
  const provider = ruleProviderOf(ruleTypeId);
  const { category, owner = 'AWS', provider: providerName, version = '1' } = ruleTypeId;
  if (!provider)
    return invalidStageDeclaration(
      `RuleType (Category: '${category}', Provider: '${providerName}', Owner: '${owner}', ` +
        `Version: '${version}') in rule '${name}' is not available`,
    );
  // AWS: user guide, "Considerations for results": only LambdaInvoke and VariableCheck skip.
  if (result === 'SKIP' && !provider.maySkip)
    invalidStageDeclaration(
      `A condition with the result SKIP cannot have the ${providerName} rule '${name}'`,
    );
  const { min, max } = provider.type.inputs;
  const count = inputArtifacts.length;
  if (count < min || count > max)
    invalidStageDeclaration(`Rule ${name} declares ${count} input artifacts, and takes ${min} to ${max}`);
  checkConfiguration(rule, provider);
  const fault = provider.fault?.(rule);
  if (fault !== undefined) invalidStageDeclaration(`Rule '${name}' cannot be run: ${fault}`);
}

/** As AWS words it for actions. */
function checkConfiguration(
  { name, configuration, commands }: RuleDeclared,
  { type }: RuleProvider<any>,
): void {
  const missing = type.configuration.find((key) => key.required && configuration[key.name] === undefined);
  if (missing)
    invalidStageDeclaration(
      `Rule configuration for rule '${name}' is missing required configuration '${missing.name}'`,
    );
  const keys = type.configuration.map((key) => key.name);
  const unknown = Object.keys(configuration).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    invalidStageDeclaration(
      `Rule configuration for rule '${name}' contains unknown configuration '${unknown}'`,
    );
  const wrong = unfit(configuration, type.configuration);
  if (wrong) invalidStageDeclaration(`Rule configuration for rule '${name}' has ${wrong}`);
  if (commands && !type.commands)
    invalidStageDeclaration(`Commands are only for rules of the provider Commands; rule '${name}' has some`);
}

function checkFailure({ name, onFailure }: StageDeclared): void {
  if (!onFailure) return;
  const { result, retryConfiguration } = onFailure;
  // AWS: What's New, 2024-10: "'Skip' can only be used with conditions evaluated before a pipeline execution enters".
  if (result === 'SKIP')
    invalidStageDeclaration(`A stage that has failed cannot be skipped; '${name}' is to be`);
  if (retryConfiguration && result !== 'RETRY')
    invalidStageDeclaration(`Stage '${name}' has a retryConfiguration and not the result RETRY`);
}
