import { assert } from '../../../base/assert.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import { refused, type ActionError, type Move, type Outcome } from '../actions/action.ts';
import type { ConditionKind, RuleDeclared } from '../declaration/conditions.ts';
import { ruleProviderOf } from '../rules/providers.ts';
import type { RuleProvider, RuleWork } from '../rules/rule.ts';
import { missingArtifact } from './action-run.ts';
import { ruleDeclared, ruleRunsOf, type RuleRun } from './condition-state.ts';
import type { Execution } from './execution-state.ts';
import { inputsOf, letIn, preparationsOf, scopeOf } from './replication.ts';
import { effectsOf, goingOn, namesOf } from './run.ts';
import { changed, ruleChanged, type Turn } from './turn.ts';
import { resolvedAction } from './variables.ts';

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
  if ('unresolved' in resolution) return failed(begun, run, unresolvedVariable(resolution.unresolved));
  const missing = rule.inputArtifacts.find(({ name }) => !own(execution.artifacts, name));
  if (missing) return failed(begun, run, missingArtifact(missing.name));
  const preparations = preparationsOf(execution, rule, run);
  return Object.keys(preparations).length > 0
    ? moved(begun, run, { type: 'goes on', memory: undefined, effects: preparations })
    : moved(begun, run, provider.start(workOf(execution, run)));
}

/** Goes on with what became of one of its effects, with what somebody reported, or because its time has come. */
export function proceedRule(turn: Turn, before: RuleRun, outcome: Outcome): Turn {
  const provider = providerFor(ruleDeclared(turn.execution, before));
  const done = 'step' in outcome ? outcome.step : undefined;
  const run = { ...before, steps: before.steps.filter((step) => step !== done) };
  if (run.memory === undefined) return prepared(turn, run, provider, outcome);
  return moved(turn, run, provider.proceed(workOf(turn.execution, run), run.memory, outcome));
}

/** Something was prepared, or could not be: an artifact from another region, a role. After the last it begins. */
function prepared(turn: Turn, run: RuleRun, provider: RuleProvider, outcome: Outcome): Turn {
  if (outcome.type === 'Refused') return moved(turn, run, refused(outcome));
  if (run.steps.length > 0) return ruleChanged(turn, run, { steps: run.steps });
  return moved(turn, run, provider.start(workOf(turn.execution, run)));
}

/** Ends a run whose time is over. */
export function expireRule(turn: Turn, run: RuleRun): Turn {
  const rule = ruleDeclared(turn.execution, run);
  // AWS: unverified words.
  const error = { code: 'JobFailed', message: `The rule ${run.ruleName} timed out.` };
  return failed(turn, run, providerFor(rule).timeoutError?.(rule) ?? error);
}

/** Lets go of a run: somebody has overridden or stopped it, or another rule has failed. */
export function abandonRule(turn: Turn, run: RuleRun, by?: string): Turn {
  return ended(turn, run, { status: 'Abandoned', ...(by !== undefined && { updatedBy: by }) });
}

function moved(turn: Turn, run: RuleRun, move: Move<unknown>): Turn {
  switch (move.type) {
    case 'goes on': {
      const after = ruleChanged(turn, run, goingOn(turn.now, run, move));
      return {
        ...after,
        cancels: [...after.cancels, ...namesOf(run, move.cancels ?? [])],
        effects: { ...after.effects, ...effectsOf(run, move.effects) },
      };
    }
    case 'succeeds':
      return ended(turn, run, { ...move.shows, status: 'Succeeded' });
    case 'fails':
      return failed(turn, { ...run, ...move.shows }, move.error);
  }
}

function failed(turn: Turn, run: RuleRun, error: ActionError): Turn {
  return ended(turn, run, { status: 'Failed', error });
}

/** Ends a run: cancels what is under way, and tidies up what has not come to its end by itself. */
function ended(turn: Turn, run: RuleRun, change: Partial<RuleRun>): Turn {
  const provider = providerFor(ruleDeclared(turn.execution, run));
  const tidies = run.memory !== undefined && change.status !== 'Succeeded';
  const last = tidies ? provider.tidy?.(workOf(turn.execution, run), run.memory) : undefined;
  const after = ruleChanged(turn, run, { ...change, steps: [], memory: undefined, wakeAt: undefined });
  return {
    ...after,
    cancels: [...after.cancels, ...namesOf(run)],
    effects: { ...after.effects, ...effectsOf(run, last) },
  };
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
