import { never } from '../../../base/never.ts';
import type { EffectFailed, EngineFact, Flow } from '../../../engine/flow.ts';
import { batchKind } from '../records.ts';
import { batchReportings, batchReportingTellings } from './batch-reporting.ts';
import { combine, combined, isCombining } from './batch-combine.ts';
import { downloaded, downloadSpec, isDownload, undownloaded } from './batch-download.ts';
import { groupHeard, groupRefused, isAnyRunning, isGood, startReady, stopRunning } from './batch-groups.ts';
import {
  dueOf,
  enterPhase,
  failed,
  leavePhase,
  over,
  still,
  type BatchMove,
  type BatchState,
} from './batch-state.ts';

/** Somebody has called StopBuildBatch. */
export interface BatchStopRequested {
  readonly type: 'BatchStopRequested';
}
/** Somebody has called RetryBuildBatch. */
export interface BatchRetried {
  readonly type: 'BatchRetried';
  readonly retryType: 'RETRY_ALL_BUILDS' | 'RETRY_FAILED_BUILDS';
}
type BatchFact = BatchStopRequested | BatchRetried;

export const isOver = ({ endedAt }: BatchState): boolean => endedAt !== undefined;

/** A batch: which builds there are, and when each may run. Its builds are like all other builds. */
export const batchFlow: Flow<BatchState, BatchFact> = {
  kind: batchKind,
  decide(batch, fact, now) {
    const { batch: state, effects } = advanced(heard(batch, fact, now), now);
    const before = fact.type === 'Started' ? undefined : batch;
    return {
      state,
      effects,
      wakeAt: isOver(state) ? undefined : state.dueAt,
      starts: batchReportings(before, state),
      tells: batchReportingTellings(before, state),
    };
  },
};

function heard(batch: BatchState, fact: BatchFact | EngineFact, now: number): BatchMove {
  switch (fact.type) {
    case 'Started':
      return begun(batch, now);
    case 'BatchStopRequested':
      return isOver(batch) || batch.stopping ? still(batch) : stopped(batch, 'STOPPED', now);
    case 'BatchRetried':
      return isOver(batch) ? retried(batch, fact.retryType, now) : still(batch);
    case 'EffectSucceeded':
      return outcome(batch, fact.effect, fact.output, now);
    case 'EffectFailed':
      return refusal(batch, fact, now);
    case 'WakeTime':
      return isDue(batch, now) ? stopped(batch, 'TIMED_OUT', now) : still(batch);
    case 'FlowEnded':
      return still(batch);
    default:
      return never(fact);
  }
}

const begun = (batch: BatchState, now: number): BatchMove =>
  downloadSpec(enterPhase(leavePhase(batch, 'SUCCEEDED', now), 'DOWNLOAD_BATCHSPEC', now), now);

const isTidying = (effect: string): boolean => effect.startsWith('remove.');

function outcome(batch: BatchState, effect: string, output: any, now: number): BatchMove {
  if (isTidying(effect)) return still(batch);
  // What was under way when it was stopped.
  if (isOver(batch)) return still(batch);
  if (isDownload(effect)) return downloaded(batch, effect, output, now);
  return isCombining(effect) ? combined(batch, effect, output, now) : groupHeard(batch, effect, output);
}

function refusal(batch: BatchState, { effect, code, reason }: EffectFailed, now: number): BatchMove {
  if (isTidying(effect) || isOver(batch)) return still(batch);
  if (isDownload(effect)) return undownloaded(batch, effect, `${code}: ${reason}`, now);
  if (isCombining(effect)) return failed(batch, 'CLIENT_ERROR', `${code}: ${reason}`, now);
  return groupRefused(batch, effect);
}

const isDue = (batch: BatchState, now: number): boolean =>
  !isOver(batch) && !batch.stopping && batch.dueAt !== undefined && now >= batch.dueAt;

/** While builds run they are stopped first, and it is over with the last of them. */
function stopped(batch: BatchState, why: 'STOPPED' | 'TIMED_OUT', now: number): BatchMove {
  if (isAnyRunning(batch)) return stopRunning(batch, why);
  return over(leavePhase({ ...batch, stopping: why }, why, now), 'STOPPED', now);
}

/** AWS: RetryBuildBatch, retryType: all of its builds, or those that have failed [unverified: and were not run]. */
function retried(batch: BatchState, retryType: BatchRetried['retryType'], now: number): BatchMove {
  const again = { ...batch, endedAt: undefined, stopping: undefined, dueAt: dueOf(batch.config, now) };
  if (batch.groups.length === 0) return begun(enterPhase(again, 'SUBMITTED', now), now);
  const groups = batch.groups.map((group) => ({
    ...group,
    waiting: group.waiting || retryType === 'RETRY_ALL_BUILDS' || group.runs.at(-1)?.status !== 'SUCCEEDED',
  }));
  return still(enterPhase({ ...again, groups }, 'IN_PROGRESS', now));
}

/** Takes a batch as far as it goes: further builds, or its end. */
function advanced({ batch, effects }: BatchMove, now: number): BatchMove {
  if (batch.phases.at(-1)?.type !== 'IN_PROGRESS') return { batch, effects };
  const started = startReady(batch, now);
  const all = { ...effects, ...started.effects };
  if (isAnyRunning(started.batch)) return { batch: started.batch, effects: all };
  const end = finished(started.batch, now);
  return { batch: end.batch, effects: { ...all, ...end.effects } };
}

function finished(batch: BatchState, now: number): BatchMove {
  const { stopping } = batch;
  if (stopping === 'STOPPED' || stopping === 'TIMED_OUT')
    return over(leavePhase(batch, stopping, now), 'STOPPED', now);
  const ending = batch.groups.every(isGood) ? 'SUCCEEDED' : 'FAILED';
  const left = leavePhase(batch, ending, now);
  const combines = batch.config.combineArtifacts && batch.plan.artifacts.type !== 'NO_ARTIFACTS';
  if (ending !== 'SUCCEEDED' || !combines) return over(left, ending, now);
  return combine(enterPhase(left, 'COMBINE_ARTIFACTS', now));
}
