import { assert } from '../../../base/assert.ts';
import { derivedUuid, derivedWord } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import {
  refused,
  type ActionError,
  type ActionProvider,
  type ArtifactObject,
  type Move,
  type Outcome,
  type Work,
} from '../actions/action.ts';
import { providerOf } from '../actions/providers.ts';
import { artifactStore, type ActionDeclared } from '../declaration/declaration.ts';
import { unfit } from '../declaration/value-types.ts';
import { actionDeclared, type ActionRun, type Execution } from './execution-state.ts';
import { effectsOf, goingOn, namesOf } from './run.ts';
import { inputsOf, letIn, preparationsOf, regionOf, scopeOf } from './replication.ts';
import { changed, runChanged, stageChanged, type Turn } from './turn.ts';
import { resolvedAction } from './variables.ts';
import { configurationTooLarge, outputsTooLarge } from './variable-sizes.ts';

/** Begins a new run of an action. It may be over at once: where a variable has no value, for example. */
export function startAction(turn: Turn, stageName: string, action: ActionDeclared): Turn {
  const { execution, now } = turn;
  const provider = providerFor(action);
  const attempts = execution.runs.filter(
    (run) => run.stageName === stageName && run.actionName === action.name,
  );
  const id = derivedUuid('action', execution.id, stageName, action.name, attempts.length);
  const resolution = resolvedAction(action, execution.namespaces);
  const values = 'unresolved' in resolution ? { configuration: action.configuration } : resolution;
  const run: ActionRun = {
    id,
    stageName,
    actionName: action.name,
    status: 'InProgress',
    startTime: now,
    lastUpdateTime: now,
    deadline: provider.timeoutMs && now + provider.timeoutMs({ ...action, ...values }),
    role: action.roleArn ?? execution.declaration.roleArn,
    ...values,
    inputs: inputsOf(execution, action),
    outputs: action.outputArtifacts.map(({ name }) => artifactObject(execution, action, name, id)),
    steps: [],
  };
  const begun = recorded(turn, run);
  if ('unresolved' in resolution) return failed(begun, run, unresolvedVariables(action.name));
  const tooLarge = configurationTooLarge(run.configuration);
  if (tooLarge) return failed(begun, run, tooLarge);
  const wrong = unfit(run.configuration, provider.type.configuration);
  if (wrong) return failed(begun, run, wrongValue(action.name, wrong));
  const missing = action.inputArtifacts.find(({ name }) => !own(execution.artifacts, name));
  if (missing) return failed(begun, run, missingArtifact(missing.name));
  const preparations = preparationsOf(execution, action, run);
  return Object.keys(preparations).length > 0
    ? moved(begun, run, { type: 'goes on', memory: undefined, effects: preparations })
    : moved(begun, run, provider.start(workOf(execution, run)));
}

/** Goes on with what became of one of its effects, or with what somebody answered. */
export function proceedAction(turn: Turn, before: ActionRun, outcome: Outcome): Turn {
  const provider = providerFor(actionDeclared(turn.execution, before));
  const done = 'step' in outcome ? outcome.step : undefined;
  const run = { ...before, steps: before.steps.filter((step) => step !== done) };
  if (run.memory === undefined) return prepared(turn, run, provider, outcome);
  return moved(turn, run, provider.proceed(workOf(turn.execution, run), run.memory, outcome));
}

/** Something was prepared, or could not be: an artifact from another region, a role. After the last it begins. */
function prepared(turn: Turn, run: ActionRun, provider: ActionProvider, outcome: Outcome): Turn {
  if (outcome.type === 'Refused') return moved(turn, run, refused(outcome));
  if (run.steps.length > 0) return runChanged(turn, run, { steps: run.steps });
  return moved(turn, run, provider.start(workOf(turn.execution, run)));
}

/** Ends a run whose time is over. */
export function expireAction(turn: Turn, run: ActionRun): Turn {
  const action = actionDeclared(turn.execution, run);
  // AWS: unverified words.
  const error = { code: 'JobFailed', message: 'The action timed out.' };
  return failed(turn, run, providerFor(action).timeoutError?.(action) ?? error);
}

/** Lets go of a run: its provider's work goes on, and nobody listens. */
export function abandonAction(turn: Turn, run: ActionRun): Turn {
  // AWS: the sentence as seen in the wild.
  const asked = run.token !== undefined && { summary: 'The approval action has been canceled.' };
  return ended(turn, run, { status: 'Abandoned', ...asked });
}

function recorded(turn: Turn, run: ActionRun): Turn {
  const { runs, stages } = turn.execution;
  const current = { ...own(stages, run.stageName)?.current, [run.actionName]: runs.length };
  return stageChanged(changed(turn, { runs: [...runs, run] }), run.stageName, { current });
}

function moved(turn: Turn, run: ActionRun, move: Move<unknown>): Turn {
  switch (move.type) {
    case 'goes on': {
      const after = runChanged(turn, run, goingOn(turn.now, run, move));
      return {
        ...after,
        cancels: [...after.cancels, ...namesOf(run, move.cancels ?? [])],
        effects: { ...after.effects, ...effectsOf(run, move.effects) },
      };
    }
    case 'succeeds':
      return succeeded(turn, run, move);
    case 'fails':
      return failed(turn, { ...run, ...move.shows }, move.error);
  }
}

function succeeded(turn: Turn, run: ActionRun, move: Move<unknown> & { readonly type: 'succeeds' }): Turn {
  const { shows, revision, variables = {} } = move;
  const tooLarge = outputsTooLarge(variables);
  if (tooLarge) return failed(turn, { ...run, ...shows }, tooLarge);
  const outputs = run.outputs.map((artifact) => ({ ...artifact, revisionId: revision?.revisionId }));
  const { execution } = turn;
  const { namespace } = actionDeclared(execution, run);
  const after = changed(turn, {
    artifacts: { ...execution.artifacts, ...Object.fromEntries(outputs.map((each) => [each.name, each])) },
    ...(namespace && { namespaces: { ...execution.namespaces, [namespace]: variables } }),
  });
  const change = { ...shows, outputs, outputVariables: variables, ...(revision && { revision }) };
  const over = runChanged(after, run, { ...change, status: 'Succeeded', steps: [], memory: undefined });
  // What it has not waited for.
  return { ...over, cancels: [...over.cancels, ...namesOf(run)] };
}

function failed(turn: Turn, run: ActionRun, error: ActionError): Turn {
  return ended(turn, run, { status: 'Failed', error });
}

/** Ends a run without success: cancels what is under way, and tidies up. */
function ended(turn: Turn, run: ActionRun, change: Partial<ActionRun>): Turn {
  const provider = providerFor(actionDeclared(turn.execution, run));
  const begun = run.memory !== undefined;
  const last = begun ? provider.tidy?.(workOf(turn.execution, run), run.memory) : undefined;
  const after = runChanged(turn, run, { ...change, steps: [], memory: undefined });
  return {
    ...after,
    cancels: [...after.cancels, ...namesOf(run)],
    effects: { ...after.effects, ...effectsOf(run, last) },
  };
}

function workOf(execution: Execution, run: ActionRun): Work {
  return {
    scope: scopeOf(execution, actionDeclared(execution, run)),
    pipelineScope: execution.scope,
    startTime: run.startTime,
    pipelineName: execution.declaration.name,
    stageName: run.stageName,
    executionId: execution.id,
    actionExecutionId: run.id,
    action: actionDeclared(execution, run),
    configuration: run.configuration,
    commands: run.commands,
    environmentVariables: run.environmentVariables,
    role: run.role,
    letIn: letIn(execution, actionDeclared(execution, run)),
    inputs: run.inputs,
    outputs: run.outputs,
    deadline: run.deadline,
    revisionId: own(execution.revisionOverrides, run.actionName),
    place: own(execution.places, run.actionName),
    triggerVariables: own(execution.triggerVariables, run.actionName),
  };
}

function providerFor(action: ActionDeclared): ActionProvider {
  const provider = providerOf(action.actionTypeId);
  assert(provider, `action ${action.name} was declared with a type that is known`);
  return provider;
}

const alphanumerics = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * AWS: keys are `<pipeline, 20>/<artifact, 10>/<7 characters>`, "Pipeline artifact folder names appear to be
 * truncated".
 */
function artifactObject(
  execution: Execution,
  action: ActionDeclared,
  name: string,
  runId: string,
): ArtifactObject {
  const { declaration } = execution;
  const word = derivedWord(7, alphanumerics, runId, name);
  const key = `${declaration.name.slice(0, 20)}/${name.slice(0, 10)}/${word}`;
  return { name, key, ...artifactStore(declaration, regionOf(execution, action)) };
}

// AWS: as seen in the wild (aws-samples/ecs-blue-green-deployment-with-codedeploy#4); unverified code.
const unresolvedVariables = (action: string): ActionError => ({
  code: 'ConfigurationError',
  message:
    'An action in this pipeline failed because one or more variables could not be resolved: ' +
    `Action name=${action}. This can result when a variable is referenced that does not exist. ` +
    'Validate the configuration for this action.',
});

// AWS: unverified words.
const wrongValue = (action: string, wrong: string): ActionError => ({
  code: 'ConfigurationError',
  message: `Action configuration for action '${action}' has ${wrong}`,
});

// AWS: unverified words.
export const missingArtifact = (name: string): ActionError => ({
  code: 'JobFailed',
  message: `The input artifact ${name} was not produced in this pipeline execution.`,
});
