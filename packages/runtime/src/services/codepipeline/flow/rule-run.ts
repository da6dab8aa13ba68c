import { assert } from '../../../base/assert.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { ActionError } from '../actions/action.ts';
import type { ConditionKind, RuleDeclared } from '../declaration/conditions.ts';
import { ruleProviderOf } from '../rules/providers.ts';
import type { RuleProvider, RuleWork } from '../rules/rule.ts';
import { ruleDeclared, ruleRunsOf, type RuleRun } from './condition-state.ts';
import { conductOf, type Kind } from './conduct.ts';
import type { Execution } from './execution-state.ts';
import { inputsOf, letIn, scopeOf } from './replication.ts';
import { changed, ruleChanged, type Turn } from './turn.ts';
import { resolvedAction } from './variables.ts';

const kind: Kind<RuleRun, RuleWork> = {
  steps: (execution, run) => providerFor(ruleDeclared(execution, run)),
  work: workOf,
  changed: ruleChanged,
  succeeded: (turn, run, { shows }) => end(turn, run, { ...shows, status: 'Succeeded' }),
};
const { begin, fail, end, proceed } = conductOf(kind);
export { proceed as proceedRule };

/** What a rule is checked for. */
export interface Checked {
  readonly stageName: string;
  readonly condition: ConditionKind;
}

/** Begins a run of a rule. It may be over at once: a variable is compared without waiting for anything. */
export function startRule(turn: Turn, { stageName, condition }: Checked, rule: RuleDeclared): Turn {
  const { execution, now } = turn;
  const provider = providerFor(rule);
  const before = ruleRunsOf(execution).filter(
    (run) => run.stageName === stageName && run.condition === condition && run.ruleName === rule.name,
  );
  const resolution = resolvedAction(rule, execution.namespaces);
  const timeoutMs = rule.timeoutInMinutes ? rule.timeoutInMinutes * 60_000 : provider.timeoutMs;
  const run: RuleRun = {
    id: derivedUuid('rule', execution.id, stageName, condition, rule.name, before.length),
    label: `rule ${ruleRunsOf(execution).length}`,
    stageName,
    condition,
    ruleName: rule.name,
    status: 'InProgress',
    startTime: now,
    lastUpdateTime: now,
    deadline: timeoutMs && now + timeoutMs,
    role: rule.roleArn ?? execution.declaration.roleArn,
    configuration: rule.configuration,
    ...('configuration' in resolution && resolution),
    inputs: inputsOf(execution, rule),
    steps: [],
  };
  const begun = changed(turn, { ruleRuns: [...ruleRunsOf(execution), run] });
  if ('unresolved' in resolution) return fail(begun, run, unresolvedVariable(resolution.unresolved));
  return begin(begun, run, rule);
}

/** Ends a run whose time is over. */
export function expireRule(turn: Turn, run: RuleRun): Turn {
  const rule = ruleDeclared(turn.execution, run);
  // AWS: unverified words.
  const error = { code: 'JobFailed', message: `The rule ${run.ruleName} timed out.` };
  return fail(turn, run, providerFor(rule).timeoutError?.(rule) ?? error);
}

/** Lets go of a run: somebody has overridden or stopped it, or another rule has failed. */
export function abandonRule(turn: Turn, run: RuleRun, by?: string): Turn {
  return end(turn, run, { status: 'Abandoned', ...(by !== undefined && { updatedBy: by }) });
}

function workOf(execution: Execution, run: RuleRun): RuleWork {
  const rule = ruleDeclared(execution, run);
  const { owner = 'AWS', version = '1', ...type } = rule.ruleTypeId;
  return {
    scope: scopeOf(execution, rule),
    pipelineScope: execution.scope,
    startTime: run.startTime,
    pipelineName: execution.declaration.name,
    stageName: run.stageName,
    executionId: execution.id,
    actionExecutionId: run.id,
    action: { ...rule, actionTypeId: { ...type, owner, version }, runOrder: 1, outputArtifacts: [] },
    condition: run.condition,
    configuration: run.configuration,
    commands: run.commands,
    role: run.role,
    letIn: letIn(execution, rule),
    inputs: run.inputs,
    outputs: [],
    deadline: run.deadline,
  };
}

function providerFor(rule: RuleDeclared): RuleProvider {
  const provider = ruleProviderOf(rule.ruleTypeId);
  assert(provider, `rule ${rule.name} was declared with a type that is known`);
  return provider;
}

// AWS: unverified words.
const unresolvedVariable = (reference: string): ActionError => ({
  code: 'ConfigurationError',
  message: `The variable reference ${reference} in the rule configuration could not be resolved.`,
});
