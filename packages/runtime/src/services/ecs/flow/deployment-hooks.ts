import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import type { Effect } from '../../../base/effects/effect.ts';
import { hookId, isGoingBack, type DeploymentState, type HookRun } from './deployment-state.ts';

const minuteMs = 60_000;

/** What hooks have come to: the deployment with them, what is to be asked, and why one has failed. */
export interface HooksTurn {
  readonly state: DeploymentState;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly failure?: string;
}

const hooksOf = ({ configuration }: DeploymentState): readonly DeploymentLifecycleHook[] =>
  configuration.lifecycleHooks ?? [];

const isOpen = ({ status }: HookRun): boolean => status === 'IN_PROGRESS' || status === 'AWAITING_ACTION';

/** Those of the step that the deployment is at. */
export function openHooks(state: DeploymentState): HookRun[] {
  return state.hooks.filter(isOpen);
}

/** Begins the hooks of the step that the deployment is at. */
export function beginHooks(state: DeploymentState, now: number): HooksTurn {
  const stage = state.steps[state.at]?.hooks;
  const step = isGoingBack(state) ? 100 + state.at : state.at;
  const runs = hooksOf(state).flatMap((hook, index): HookRun[] => {
    if (!stage || !hook.lifecycleStages?.includes(stage)) return [];
    // AWS: API_DeploymentLifecycleHookTimeoutConfiguration: a day, and back, where nothing is said.
    const { timeoutInMinutes = 1440, action = 'ROLLBACK' } = hook.timeoutConfiguration ?? {};
    const pauses = hook.targetType === 'PAUSE';
    return [
      {
        id: hookId(state.arn, step, index),
        hook: index,
        stage,
        status: pauses ? 'AWAITING_ACTION' : 'IN_PROGRESS',
        expiresAt: now + timeoutInMinutes * minuteMs,
        timeoutAction: action,
        asked: pauses ? 0 : 1,
      },
    ];
  });
  const after = { ...state, hooks: [...state.hooks, ...runs] };
  const asked = runs.filter(({ status }) => status === 'IN_PROGRESS');
  return {
    state: after,
    effects: Object.fromEntries(asked.map((run) => [effectName(run), ask(after, run)])),
  };
}

const effectName = ({ id, asked }: HookRun): string => `hook:${id}:${asked}`;

// AWS: developer guide, "Lifecycle hooks for Amazon ECS service deployments": what the function is given. That the
// weights are by revision is from its examples; `executionId` is unverified.
function ask(state: DeploymentState, run: HookRun): Effect {
  const hook = hooksOf(state)[run.hook]!;
  const weights = (green: number) => ({
    ...(state.source && { [state.source.revision]: 100 - green }),
    [state.revision]: green,
  });
  const payload = {
    executionDetails: {
      testTrafficWeights: weights(state.testWeight),
      productionTrafficWeights: weights(state.productionWeight),
      serviceArn: state.serviceArn,
      targetServiceRevisionArn: state.revision,
    },
    executionId: run.id,
    lifecycleStage: run.stage,
    resourceArn: state.arn,
    ...(hook.hookDetails !== undefined && { hookDetails: hook.hookDetails }),
  };
  return {
    type: 'aws.call',
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: hook.hookTargetArn, Payload: JSON.stringify(payload) },
    as: hook.roleArn!,
    scope: state.scope,
  };
}

function withRun(state: DeploymentState, run: HookRun): DeploymentState {
  return { ...state, hooks: state.hooks.map((each) => (each.id === run.id ? run : each)) };
}

const turn = (state: DeploymentState, run: HookRun, failure?: string): HooksTurn => ({
  state: withRun(state, run),
  effects: {},
  ...(failure !== undefined && { failure }),
});

const answers = ['SUCCEEDED', 'FAILED', 'IN_PROGRESS'];

/** What a function has answered: no status, or an error, is a failure. */
export function hookAnswered(state: DeploymentState, effect: string, output: any, now: number): HooksTurn {
  const run = state.hooks.find((each) => effectName(each) === effect);
  if (!run || !isOpen(run)) return { state, effects: {} };
  const said = output?.FunctionError === undefined ? statusIn(output?.Payload) : undefined;
  if (said?.status === 'SUCCEEDED') return turn(state, { ...run, status: 'SUCCEEDED' });
  // AWS: 30 seconds, where the function does not say when to be asked again.
  if (said?.status === 'IN_PROGRESS') return turn(state, { ...run, againAt: now + said.delaySeconds * 1000 });
  return turn(state, { ...run, status: 'FAILED' }, failureOf(state, run));
}

const failureOf = (state: DeploymentState, run: HookRun): string =>
  `Service deployment rolled back because of lifecycle hook ${targetOf(state, run)} failing at ${run.stage}.`;

const targetOf = (state: DeploymentState, { hook, id }: HookRun): string =>
  hooksOf(state)[hook]!.hookTargetArn ?? id;

function statusIn(payload: unknown): { status: string; delaySeconds: number } | undefined {
  try {
    const { hookStatus, callBackDelay } = JSON.parse(String(payload)) as Record<string, unknown>;
    if (typeof hookStatus !== 'string' || !answers.includes(hookStatus)) return undefined;
    const delay = Number(callBackDelay ?? 30);
    return { status: hookStatus, delaySeconds: delay >= 0 ? delay : 30 };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

export function hookRefused(state: DeploymentState, effect: string): HooksTurn {
  const run = state.hooks.find((each) => effectName(each) === effect);
  if (!run || !isOpen(run)) return { state, effects: {} };
  return turn(state, { ...run, status: 'FAILED' }, failureOf(state, run));
}

/** Somebody has let a paused deployment go on, or back. */
export function hookDecided(state: DeploymentState, id: string, action: 'CONTINUE' | 'ROLLBACK'): HooksTurn {
  const run = state.hooks.find((each) => each.id === id);
  if (run?.status !== 'AWAITING_ACTION') return { state, effects: {} };
  if (action === 'CONTINUE') return turn(state, { ...run, status: 'SUCCEEDED' });
  return turn(state, { ...run, status: 'FAILED' }, `Service deployment rolled back by hook ${id}.`);
}

/** Asks again what asked for it, and ends what has taken too long. */
export function hooksAt(state: DeploymentState, now: number): HooksTurn {
  let after = state;
  let failure: string | undefined;
  const effects: Record<string, Effect> = {};
  for (const run of openHooks(state)) {
    if (now >= run.expiresAt) {
      after = withRun(after, { ...run, status: 'TIMED_OUT', againAt: undefined });
      if (run.timeoutAction === 'ROLLBACK')
        failure ??= `Service deployment rolled back because lifecycle hook ${run.id} timed out.`;
    } else if (run.againAt !== undefined && now >= run.againAt) {
      const next = { ...run, asked: run.asked + 1, againAt: undefined };
      after = withRun(after, next);
      effects[effectName(next)] = ask(after, next);
    }
  }
  return { state: after, effects, ...(failure !== undefined && { failure }) };
}

export const hookWakes = (state: DeploymentState): number[] =>
  openHooks(state).flatMap(({ expiresAt, againAt }) => [
    expiresAt,
    ...(againAt === undefined ? [] : [againAt]),
  ]);

/** What is under way is of no interest any more. */
export const withoutHooks = (state: DeploymentState): DeploymentState => ({
  ...state,
  hooks: state.hooks.map((run) =>
    isOpen(run) ? { ...run, status: 'FAILED' as const, againAt: undefined } : run,
  ),
});
