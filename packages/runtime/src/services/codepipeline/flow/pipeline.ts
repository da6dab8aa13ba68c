import { never } from '../../../base/never.ts';
import { own } from '../../../base/own.ts';
import type { Decision, EffectFailed, EngineFact, Flow } from '../../../engine/flow.ts';
import type { PipelineFact } from './facts.ts';
import type { PipelineState } from './pipeline-state.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { automaticRollback, rolledBackStage } from './automatic-rollback.ts';
import {
  begun,
  finished,
  notRolledBack,
  outdated,
  overridden,
  retried,
  stopped,
  transitionChanged,
  type Standing,
} from './queue.ts';
import { active, followFrom, idled, nextIdleCheck } from './polling.ts';
import {
  allSeen,
  nextRest,
  rested,
  seenRevisions,
  startExecutions,
  watchAnswered,
  watchedAction,
  watchRefused,
  type Watching,
} from './watch.ts';

/**
 * One pipeline: decides among its executions who enters which stage, who waits and who is superseded, and
 * follows its sources. What happens inside a stage is the execution's own.
 */
export const pipelineFlow: Flow<PipelineState, PipelineFact> = { kind: 'codepipeline.pipeline', decide };

function decide(state: PipelineState, fact: PipelineFact | EngineFact, now: number): Decision<PipelineState> {
  const standing: Standing = { state, tells: [] };
  switch (fact.type) {
    case 'Started':
      return watching(followFrom(state, now));
    case 'DeclarationChanged':
      return redeclared(standing, fact.declaration, now);
    case 'ExecutionBegun':
      return queued(begun({ ...standing, state: active(state, now) }, fact));
    case 'StageFinished':
      return {
        ...queued(finished(standing, fact)),
        ...(fact.rollsBack && { effects: automaticRollback(state, fact) }),
      };
    case 'StopRequested':
      return queued(stopped(standing, fact));
    case 'RetryRequested':
      return queued(retried(standing, fact));
    case 'OverrideRequested':
      return queued(overridden(standing, fact));
    case 'TransitionChanged':
      return queued(transitionChanged(standing, fact, now));
    case 'EffectSucceeded':
      return answered(state, fact.effect, fact.output);
    case 'EffectFailed':
      return refused(state, fact, now);
    case 'WakeTime':
      return watching(idled(state, now) ?? rested(state, now));
    case 'FlowEnded':
      return queued(standing);
    default:
      return never(fact);
  }
}

function redeclared(standing: Standing, declaration: Declaration, now: number): Decision<PipelineState> {
  const { state, tells } = outdated({
    ...standing,
    state: { ...standing.state, declaration },
  });
  return { ...watching(followFrom(state, now)), tells };
}

function answered(state: PipelineState, effect: string, output: unknown): Decision<PipelineState> {
  const action = watchedAction(effect);
  if (action === undefined || !own(state.watches, action)) return queued({ state, tells: [] });
  const { starts, ...next } = watchAnswered(state, action, output);
  if (starts.length === 0) return watching(next);
  const { after = next.state.watches[action]!.seen } = next.state.watches[action]!;
  const begin = startExecutions(state, starts);
  return watching({ ...next, effects: { ...next.effects, [`begin ${action} ${after}`]: begin } });
}

function refused(state: PipelineState, failed: EffectFailed, now: number): Decision<PipelineState> {
  const stage = rolledBackStage(failed.effect);
  if (stage !== undefined) return queued(notRolledBack({ state, tells: [] }, stage));
  const action = watchedAction(failed.effect);
  // An execution that may not begin, because there are too many, is refused for good, as on AWS.
  if (action === undefined || !own(state.watches, action)) return queued({ state, tells: [] });
  return watching(watchRefused(state, action, now));
}

/** House time at which something is to be done though nothing is heard. */
function nextTime(state: PipelineState): number | undefined {
  const times = [nextRest(state), nextIdleCheck(state)].filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function queued({ state, tells }: Standing): Decision<PipelineState> {
  return { state, tells, wakeAt: nextTime(state) };
}

/**
 * The first execution begins as soon as every source has been looked at, so that no push is run twice or
 * missed.
 */
function watching({ state, effects, cancels }: Watching): Decision<PipelineState> {
  if (!state.firstTrigger || !allSeen(state)) return { state, effects, cancels, wakeAt: nextTime(state) };
  const first = { trigger: state.firstTrigger, revisions: seenRevisions(state), places: {} };
  const begin = startExecutions(state, [first]);
  const after = { ...state, firstTrigger: undefined };
  return { state: after, effects: { ...effects, begin }, cancels, wakeAt: nextTime(after) };
}
