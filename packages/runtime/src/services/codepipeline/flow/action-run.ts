import { assert } from '../../../base/assert.ts';
import { derivedUuid, derivedWord } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import type { ActionError, ActionProvider, ArtifactObject, Work } from '../actions/action.ts';
import { providerOf } from '../actions/providers.ts';
import { artifactStore, type ActionDeclared } from '../declaration/declaration.ts';
import { unfit } from '../declaration/value-types.ts';
import { conductOf, type Kind, type Succeeds } from './conduct.ts';
import { actionDeclared, type ActionRun, type Execution } from './execution-state.ts';
import { inputsOf, letIn, regionOf, scopeOf } from './replication.ts';
import { changed, runChanged, stageChanged, type Turn } from './turn.ts';
import { resolvedAction } from './variables.ts';
import { configurationTooLarge, outputsTooLarge } from './variable-sizes.ts';

const kind: Kind<ActionRun, Work> = {
  steps: (execution, run) => providerFor(actionDeclared(execution, run)),
  work: workOf,
  changed: runChanged,
  succeeded,
};
const { begin, fail, end, proceed } = conductOf(kind);
export { proceed as proceedAction };

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
    label: String(execution.runs.length),
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
  if ('unresolved' in resolution) return fail(begun, run, unresolvedVariables(action.name));
  const tooLarge = configurationTooLarge(run.configuration);
  if (tooLarge) return fail(begun, run, tooLarge);
  const wrong = unfit(run.configuration, provider.type.configuration);
  if (wrong) return fail(begun, run, wrongValue(action.name, wrong));
  return begin(begun, run, action);
}

/** Ends a run whose time is over. */
export function expireAction(turn: Turn, run: ActionRun): Turn {
  const action = actionDeclared(turn.execution, run);
  // AWS: unverified words.
  const error = { code: 'JobFailed', message: 'The action timed out.' };
  return fail(turn, run, providerFor(action).timeoutError?.(action) ?? error);
}

/** Lets go of a run: its provider's work goes on, and nobody listens. */
export function abandonAction(turn: Turn, run: ActionRun): Turn {
  // AWS: the sentence as seen in the wild.
  const asked = run.token !== undefined && { summary: 'The approval action has been canceled.' };
  return end(turn, run, { status: 'Abandoned', ...asked });
}

function recorded(turn: Turn, run: ActionRun): Turn {
  const { runs, stages } = turn.execution;
  const current = { ...own(stages, run.stageName)?.current, [run.actionName]: runs.length };
  return stageChanged(changed(turn, { runs: [...runs, run] }), run.stageName, { current });
}

function succeeded(turn: Turn, run: ActionRun, move: Succeeds): Turn {
  const { shows, revision, variables = {} } = move;
  const tooLarge = outputsTooLarge(variables);
  if (tooLarge) return fail(turn, { ...run, ...shows }, tooLarge);
  const outputs = run.outputs.map((artifact) => ({ ...artifact, revisionId: revision?.revisionId }));
  const { execution } = turn;
  const { namespace } = actionDeclared(execution, run);
  const after = changed(turn, {
    artifacts: { ...execution.artifacts, ...Object.fromEntries(outputs.map((each) => [each.name, each])) },
    ...(namespace && { namespaces: { ...execution.namespaces, [namespace]: variables } }),
  });
  const made = { ...run, ...shows, outputs, outputVariables: variables, ...(revision && { revision }) };
  return end(after, made, { status: 'Succeeded' });
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
