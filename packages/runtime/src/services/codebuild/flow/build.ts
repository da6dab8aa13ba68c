import { never } from '../../../base/never.ts';
import type { Decision, EffectFailed, EngineFact, Flow } from '../../../engine/flow.ts';
import { buildKind, isManaged, type BuildPlan } from '../records.ts';
import type { Scope } from '../../../base/scope.ts';
import {
  isLogged,
  isPutting,
  logFollowed,
  logLost,
  logMove,
  logPut,
  newLog,
  shellOver,
} from './build-log.ts';
import {
  effectName,
  isEnding,
  processOf,
  stopGraceMs,
  type BuildState,
  type Move,
  type Next,
} from './build-state.ts';
import {
  artifactDone,
  artifactRefused,
  exportDone,
  placesKnown,
  reportingDone,
  reportingRefused,
} from './artifacts.ts';
import { cleared } from './clearing.ts';
import type { MachineGiven } from './fleet.ts';
import { happenings } from './event-bridge.ts';
import {
  cacheDone,
  cacheRefused,
  commandsDone,
  runtimeDone,
  shellRefused,
  shellStarted,
  submodulesDone,
} from './commands.ts';
import { logFileDone, logFileRefused, unkept, uploadLog } from './log-file.ts';
import { measuring, metered } from './metering.ts';
import { measurements } from './metrics.ts';
import { currentPhase, enter, leave, spoil } from './phases.ts';
import { assumeRole, provisioned, provisioningRefused } from './provisioning.ts';
import { fleetTellings, queued, queueEnds, waitedTooLong } from './queueing.ts';
import { retried } from './retrying.ts';
import { sourceDone, sourceRefused } from './source.ts';
import { reportings, reportingTellings } from './build-reporting.ts';

type BuildFact = StopRequested | MachineGiven;

/** Somebody has called StopBuild. */
export interface StopRequested {
  readonly type: 'StopRequested';
}

export interface NewBuild {
  readonly scope: Scope;
  readonly uuid: string;
  readonly number: number;
  readonly plan: BuildPlan;
  readonly endpoint: string;
  readonly startedAt: number;
}

export const beginBuild = (start: NewBuild): BuildState => ({
  ...start,
  id: `${start.plan.projectName}:${start.uuid}`,
  phases: [{ type: 'SUBMITTED', startedAt: start.startedAt }],
  step: { type: 'role' },
  fetched: [],
  secrets: {},
  exported: {},
  shells: 0,
  shellAlive: false,
  artifacts: {},
  log: newLog(
    start.plan.logs !== undefined || start.plan.s3Logs !== undefined,
    start.plan.s3Logs !== undefined,
  ),
});

/** A build, from its submission until its log is whole and nothing of it runs any more. */
export const buildFlow: Flow<BuildState, BuildFact> = {
  kind: buildKind,
  decide(build, fact, now) {
    // AWS: unverified that nobody is told of managed builds.
    if (isManaged(build.plan)) return decide(build, fact, now);
    const decision = measuring(build, fact, now) ?? decide(build, fact, now);
    const before = fact.type === 'Started' ? undefined : build;
    const { measures = [], starts = [] } = decision;
    const state = metered(decision.state, now);
    return {
      ...decision,
      state,
      wakeAt: state.meter?.dueAt ?? queueEnds(state),
      tells: [...fleetTellings(before, state), ...reportingTellings(before, state)],
      events: happenings(before, state),
      starts: [...starts, ...reportings(before, state)],
      measures: [...measures, ...measurements(before, state)],
    };
  },
};

function decide(build: BuildState, fact: BuildFact | EngineFact, now: number): Decision<BuildState> {
  switch (fact.type) {
    case 'Started':
      return decision(begin(build, now), now);
    case 'MachineGiven':
      return build.step.type === 'queued' ? decision(provision(build, now), now) : stay(build);
    case 'StopRequested':
      return isEnding(build) ? stay(build) : stopped(build, now);
    case 'EffectSucceeded':
      return decision(outcome(build, fact.effect, fact.output, now), now);
    case 'EffectFailed':
      return decision(refusal(build, fact, now), now);
    case 'WakeTime':
      return isQueuedTooLong(build, now)
        ? decision(finish(waitedTooLong(build, now), now), now)
        : stay(build);
    case 'FlowEnded':
      return stay(build);
    default:
      return never(fact);
  }
}

const stay = (build: BuildState): Decision<BuildState> => ({ state: build });

const isQueuedTooLong = (build: BuildState, now: number): boolean => now >= (queueEnds(build) ?? Infinity);

function begin(build: BuildState, now: number): Move {
  const waiting = queued(build, now);
  return waiting.step.type === 'queued' ? { build: waiting } : provision(waiting, now);
}

const provision = (build: BuildState, now: number): Move =>
  assumeRole(enter(leave(build, 'SUCCEEDED', now), 'PROVISIONING', now));

/** What the step wants done, and what the log does. A build is over when both have nothing left. */
function decision({ build, effect }: Move, now: number): Decision<BuildState> {
  const logging = logMove(build);
  const settled = logging.build;
  if (settled.step.type === 'drain' && isLogged(settled)) {
    const upload = uploadLog(settled) ?? { build: { ...settled, step: { type: 'over' } } };
    return decision(upload, now);
  }
  if (settled.step.type === 'over')
    return { state: over(settled, now), ended: true, starts: [...cleared(settled), ...retried(settled)] };
  return {
    state: settled,
    effects: { ...logging.effects, ...(effect && { [effectName(settled.step)]: effect }) },
  };
}

function outcome(build: BuildState, effect: string, output: any, now: number): Move {
  if (isPutting(effect)) return { build: logPut(build, effect) };
  if (effect === 'log.follow') return { build: logFollowed(build, output, now) };
  const { step } = build;
  switch (step.type) {
    case 'role':
    case 'log-group':
    case 'log-stream':
      return orFinish(provisioned(build, step, output, now), now);
    case 'source':
    case 'workspace':
    case 'buildspec':
    case 'spec':
    case 'variable':
      return orFinish(sourceDone(build, step, output, now), now);
    case 'cache':
      return orFinish(cacheDone(build, step, output, now), now);
    case 'shell':
      return orFinish(shellStarted(build, step, now), now);
    case 'submodules':
      return orFinish(submodulesDone(build, output, now), now);
    case 'runtime':
      return orFinish(runtimeDone(build, step, output, now), now);
    case 'commands':
      return orFinish(commandsDone(build, step, output, now), now);
    case 'places':
      return orFinish(placesKnown(build, output, now), now);
    case 'report':
      return orFinish(reportingDone(build, step, output, now), now);
    case 'export':
      return orFinish(exportDone(build, step, output, now), now);
    case 'artifact':
      return orFinish(artifactDone(build, step, output, now), now);
    case 'stop':
      return { build: { ...build, step: { type: 'drain' } } };
    case 'log-file':
      return logFileDone(build, step, output);
    case 'remove':
      return { build: { ...build, step: { type: 'over' } } };
    case 'queued':
    case 'drain':
    case 'over':
      return { build };
    default:
      return never(step);
  }
}

function refusal(build: BuildState, failed: EffectFailed, now: number): Move {
  if (isPutting(failed.effect)) return { build: logLost(build, failed, failed.effect) };
  if (failed.effect === 'log.follow') return { build: shellOver(build, now) };
  const { step } = build;
  switch (step.type) {
    case 'role':
    case 'log-group':
    case 'log-stream':
      return orFinish(provisioningRefused(build, step, failed, now), now);
    case 'source':
    case 'workspace':
    case 'buildspec':
    case 'spec':
    case 'variable':
      return orFinish(sourceRefused(build, step, failed, now), now);
    case 'cache':
      return orFinish(cacheRefused(build, step, failed, now), now);
    case 'shell':
    case 'submodules':
    case 'runtime':
    case 'commands':
    case 'places':
      return finish(shellRefused(build, failed, now), now);
    case 'report':
    case 'export':
      return orFinish(reportingRefused(build, step, failed, now), now);
    case 'artifact':
      return finish(artifactRefused(build, step, failed, now), now);
    case 'log-file':
      return logFileRefused(build, failed, now);
    default:
      // What cannot be stopped or removed has gone already, or is the machine's to clean up.
      return outcome(build, failed.effect, undefined, now);
  }
}

/** A build without a further step has nothing more to do but to clean up. */
function orFinish(next: Next, now: number): Move {
  return 'build' in next ? next : finish(next, now);
}

function stopped(build: BuildState, now: number): Decision<BuildState> {
  const move = finish(spoil(build, 'STOPPED', now), now);
  return { ...decision(move, now), cancels: [effectName(build.step)] };
}

/** AWS: "FINALIZING"; what runs is ended, and what it said last is logged. */
function finish(build: BuildState, now: number): Move {
  const finalizing = enter(build, 'FINALIZING', now);
  if (build.shells === 0 || build.shellsOver) return { build: { ...finalizing, step: { type: 'drain' } } };
  const process = processOf(build, build.shells);
  return {
    build: { ...finalizing, step: { type: 'stop' } },
    effect: { type: 'process.stop', process, graceMs: stopGraceMs },
  };
}

function finalizedOf(build: BuildState, now: number): BuildState {
  if (currentPhase(build).endedAt !== undefined) return build;
  const lost = build.log.file?.lost;
  return lost === undefined ? leave(build, 'SUCCEEDED', now) : spoil(build, 'FAILED', now, unkept(lost));
}

/** The record that stays: without anybody's secrets, and without bytes that are others' to keep or to delete. */
function over(build: BuildState, now: number): BuildState {
  const finalized = finalizedOf(build, now);
  const { credentials: _, placeVariables: __, ...kept } = enter(finalized, 'COMPLETED', now);
  const fetched = kept.fetched.map(({ zip: _, files: __, ...told }) => told);
  return { ...kept, step: { type: 'over' }, fetched, secrets: {}, log: newLog(false), endedAt: now };
}
