import { parseArn } from '../../../base/arn.ts';
import type { RepositoryChange, RepositoryChanges } from '../../../base/repository-change.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { own } from '../../../base/own.ts';
import { minuteMs } from '../actions/action.ts';
import { providerOf } from '../actions/providers.ts';
import type { Start } from '../beginning.ts';
import { actionsOf, type Declaration } from '../declaration/declaration.ts';
import { startedByBranch, startedByFilters, type GitFilters } from '../triggers/filters.ts';
import type { Asked, PipelineState, Watch } from './pipeline-state.ts';
import { isSamePlace, lookAt, versionIn, waitEffect } from './watched.ts';

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
  if (before?.at === 'following' && isSamePlace(before.watched, watched)) {
    // Somebody else asks from now on, or for something else: what was seen stays seen.
    const next = waitFor(state, action, { ...before, watched });
    return { state: next.state, effects: { ...effects, ...next.effects }, cancels };
  }
  return {
    state: withWatch(state, action, { watched, at: 'looking', seen: '' }),
    effects: { ...effects, [effectName(action)]: lookAt(watched) },
    cancels,
  };
}

function watchedSources({ declaration, scope, pollingDisabledAt }: PipelineState): Record<string, Asked> {
  const found = actionsOf(declaration).flatMap(({ action }): [string, Asked][] => {
    const account = parseArn(action.roleArn ?? '')?.account || scope.account;
    const followed = providerOf(action.actionTypeId)?.watch?.(
      action,
      { ...scope, account },
      filtersOf(declaration, action.name),
    );
    const isPolled = followed?.trigger.triggerType === 'PollForSourceChanges';
    if (isPolled && pollingDisabledAt !== undefined) return [];
    const as = account === scope.account ? declaration.roleArn : action.roleArn!;
    return followed ? [[action.name, { ...followed, as }]] : [];
  });
  return Object.fromEntries(found);
}

/** What a trigger wants of a source. One without filters wants what is wanted anyway. */
function filtersOf({ triggers = [] }: Declaration, action: string): GitFilters | undefined {
  const git = triggers.find(({ gitConfiguration }) => gitConfiguration.sourceActionName === action);
  const { push, pullRequest } = git?.gitConfiguration ?? {};
  return push || pullRequest ? { push, pullRequest } : undefined;
}

/** What came of a look, or of a wait. */
export interface Watched extends Watching {
  /** What it starts, in order. */
  readonly starts: readonly Start[];
}

export function watchAnswered(state: PipelineState, action: string, output: any): Watched {
  const watch = state.watches[action]!;
  if (watch.watched.kind === 'object') return objectAnswered(state, action, watch, versionIn(output));
  const { changes, last, feed, commitId = '' } = output as RepositoryChanges;
  if (watch.at === 'looking')
    return { ...waitFor(state, action, { ...watch, seen: commitId, after: last, feed }), starts: [] };
  // Its connection leads to another repository from now on.
  if (feed !== watch.feed) return { ...lookAgain(state, action, watch), starts: [] };
  const starts = changes.flatMap((change) => startOf(watch.watched, action, change) ?? []);
  const seen = own(starts.at(-1)?.revisions, action) ?? watch.seen;
  return { ...waitFor(state, action, { ...watch, seen, after: changes.at(-1)!.number }), starts };
}

function objectAnswered(state: PipelineState, action: string, watch: Watch, version: string): Watched {
  const starts =
    watch.at === 'following' && version !== watch.seen
      ? [{ trigger: watch.watched.trigger, revisions: { [action]: version }, places: {} }]
      : [];
  return { ...waitFor(state, action, { ...watch, seen: version }), starts };
}

function startOf(watched: Asked, action: string, change: RepositoryChange): Start | undefined {
  if (watched.kind !== 'repository') return undefined;
  const { filters, branchName, trigger } = watched;
  const wanted = filters ? startedByFilters(filters, change) : startedByBranch(branchName, change);
  if (!wanted) return undefined;
  const branch = wanted.branchName ?? branchName;
  return {
    trigger,
    revisions: { [action]: wanted.commitId },
    places: branch === branchName ? {} : { [action]: branch },
    ...(wanted.variables && { triggerVariables: { [action]: wanted.variables } }),
  };
}

/** Tried again later. */
export function watchRefused(state: PipelineState, action: string, now: number): Watching {
  const resting: Watch = { ...state.watches[action]!, at: 'resting', restsUntil: now + restMs };
  return { state: withWatch(state, action, resting), effects: {}, cancels: [] };
}

/** Tries again what has rested: from what was seen before, where anything was. */
export function rested(state: PipelineState, now: number): Watching {
  const due = Object.entries(state.watches).filter(([, { restsUntil = Infinity }]) => restsUntil <= now);
  const nothing: Watching = { state, effects: {}, cancels: [] };
  return due.reduce((before, [action, { restsUntil: _over, ...watch }]) => {
    const isNew = watch.watched.kind === 'repository' && watch.feed === undefined;
    const next = isNew ? lookAgain(before.state, action, watch) : waitFor(before.state, action, watch);
    return { state: next.state, effects: { ...before.effects, ...next.effects }, cancels: [] };
  }, nothing);
}

export function nextRest({ watches }: PipelineState): number | undefined {
  const times = Object.values(watches).flatMap(({ restsUntil }) => restsUntil ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Where every source that is followed has been looked at. */
export const allSeen = ({ watches }: PipelineState): boolean =>
  Object.values(watches).every(({ at }) => at !== 'looking');

/** The revisions that are known, by action. */
export const seenRevisions = ({ watches }: PipelineState): Record<string, string> =>
  Object.fromEntries(Object.entries(watches).flatMap(([action, { seen }]) => (seen ? [[action, seen]] : [])));

/** Begins executions, in order and exactly once: the call's outcome is kept together with what it did. */
export function startExecutions(state: PipelineState, starts: readonly Start[]): AwsCall {
  return {
    type: 'aws.call',
    service: 'codepipeline',
    operation: 'DetectSourceChange',
    input: { pipelineName: state.declaration.name, pipelineFlow: state.flow, starts },
    as: servicePrincipal('codepipeline'),
    scope: state.scope,
  };
}

function withWatch(state: PipelineState, action: string, watch: Watch): PipelineState {
  return { ...state, watches: { ...state.watches, [action]: watch } };
}

function lookAgain(state: PipelineState, action: string, watch: Watch): Watching {
  return {
    state: withWatch(state, action, { ...watch, at: 'looking' }),
    effects: { [effectName(action)]: lookAt(watch.watched) },
    cancels: [],
  };
}

function waitFor(state: PipelineState, action: string, before: Watch): Watching {
  const watch: Watch = { ...before, at: 'following' };
  return {
    state: withWatch(state, action, watch),
    effects: { [effectName(action)]: waitEffect(watch) },
    cancels: [],
  };
}
