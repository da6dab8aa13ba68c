import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { own } from '../../../base/own.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import { minuteMs, type Trigger } from '../actions/action.ts';
import { providerOf } from '../actions/providers.ts';
import { actionsOf } from '../declaration/declaration.ts';
import type { Asked, PipelineState, Watch } from './pipeline-state.ts';
import { isSamePlace, lookAt, revisionIn, waitEffect } from './watched.ts';

/** A pipeline's state with what is to be done to follow its sources. */
export interface Watching {
  readonly state: PipelineState;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly cancels: readonly string[];
}

/** AWS: a source that polls is polled each minute [M]; that is when it is tried again after a refusal. */
const restMs = minuteMs;

const effectName = (action: string): string => `watch ${action}`;
export const watchedAction = (effect: string): string | undefined =>
  effect.startsWith('watch ') ? effect.slice('watch '.length) : undefined;

/** Follows the sources of the declaration: those that are followed already, from where they are. */
export function followSources(state: PipelineState): Watching {
  const wanted = watchedSources(state);
  const gone = Object.keys(state.watches).filter((action) => !own(wanted, action));
  const start: Watching = { state: { ...state, watches: {} }, effects: {}, cancels: gone.map(effectName) };
  return Object.entries(wanted).reduce(
    (before, [action, watched]) => follow(before, action, watched, own(state.watches, action)),
    start,
  );
}

function follow(
  { state, effects, cancels }: Watching,
  action: string,
  watched: Asked,
  before: Watch | undefined,
): Watching {
  if (JSON.stringify(before?.watched) === JSON.stringify(watched))
    return { state: withWatch(state, action, before!), effects, cancels };
  if (before && before.at !== 'looking' && isSamePlace(before.watched, watched)) {
    // Somebody else asks from now on, or the trigger is another: what was seen stays seen.
    const next = waitFor(state, action, { watched, at: 'commit', seen: before.seen });
    return { state: next.state, effects: { ...effects, ...next.effects }, cancels };
  }
  return {
    state: withWatch(state, action, { watched, at: 'looking', seen: '' }),
    effects: { ...effects, [effectName(action)]: lookAt(watched) },
    cancels,
  };
}

function watchedSources({ declaration, scope }: PipelineState): Record<string, Asked> {
  const found = actionsOf(declaration).flatMap(({ action }): [string, Asked][] => {
    const watched = providerOf(action.actionTypeId)?.watch?.(action, scope);
    return watched ? [[action.name, { ...watched, as: watched.as ?? declaration.roleArn }]] : [];
  });
  return Object.fromEntries(found);
}

/**
 * What came of a look, or of a wait: the branch is at `output`'s commit, or there is a repository, or a
 * branch.
 */
export function watchAnswered(state: PipelineState, action: string, output: any): Watching {
  const watch = state.watches[action]!;
  switch (watch.at) {
    case 'repository':
      return waitFor(state, action, { ...watch, at: 'branch' });
    case 'branch':
      return waitFor(state, action, { ...watch, at: 'commit' });
    case 'resting':
    case 'looking':
    case 'commit':
      return waitFor(state, action, { ...watch, at: 'commit', seen: revisionIn(watch.watched, output) });
  }
}

/** What is not there yet is waited for; anything else is tried again later. */
export function watchRefused(
  state: PipelineState,
  action: string,
  failed: EffectFailed,
  now: number,
): Watching {
  const watch: Watch = { ...state.watches[action]!, seen: '' };
  if (failed.code === 'RepositoryDoesNotExistException')
    return waitFor(state, action, { ...watch, at: 'repository' });
  if (failed.code === 'BranchDoesNotExistException')
    return waitFor(state, action, { ...watch, at: 'branch' });
  const resting: Watch = { ...state.watches[action]!, at: 'resting', restsUntil: now + restMs };
  return { state: withWatch(state, action, resting), effects: {}, cancels: [] };
}

/** Tries again what has rested. */
export function rested(state: PipelineState, now: number): Watching {
  const due = Object.entries(state.watches).filter(([, { restsUntil = Infinity }]) => restsUntil <= now);
  const nothing: Watching = { state, effects: {}, cancels: [] };
  return due.reduce((before, [action, { restsUntil: _over, ...watch }]) => {
    // What was seen before the refusal is still the last that was run.
    const { state: after, effects } = waitFor(before.state, action, { ...watch, at: 'commit' });
    return { state: after, effects: { ...before.effects, ...effects }, cancels: [] };
  }, nothing);
}

export function nextRest({ watches }: PipelineState): number | undefined {
  const times = Object.values(watches).flatMap(({ restsUntil }) => restsUntil ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Where every source that is followed has been looked at. */
export const allSeen = ({ watches }: PipelineState): boolean =>
  Object.values(watches).every(({ at }) => at !== 'looking');

/** The commits that are known, by action. */
export const seenRevisions = ({ watches }: PipelineState): Record<string, string> =>
  Object.fromEntries(Object.entries(watches).flatMap(([action, { seen }]) => (seen ? [[action, seen]] : [])));

/** Begins an execution, exactly once: the call's outcome is kept together with what it did. */
export function startExecution(
  state: PipelineState,
  trigger: Trigger,
  revisions: Readonly<Record<string, string>>,
): AwsCall {
  return {
    type: 'aws.call',
    service: 'codepipeline',
    operation: 'DetectSourceChange',
    input: { pipelineName: state.declaration.name, pipelineFlow: state.flow, trigger, revisions },
    as: servicePrincipal('codepipeline'),
    scope: state.scope,
  };
}

function withWatch(state: PipelineState, action: string, watch: Watch): PipelineState {
  return { ...state, watches: { ...state.watches, [action]: watch } };
}

function waitFor(state: PipelineState, action: string, watch: Watch): Watching {
  return {
    state: withWatch(state, action, watch),
    effects: { [effectName(action)]: waitEffect(watch) },
    cancels: [],
  };
}
