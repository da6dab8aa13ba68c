import type { NewFlow, Telling } from '../../../engine/flow.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import type { BatchState } from './batch-state.ts';
import { isReportWanted, reportingEnd, reportingOf } from './status-reporting.ts';

const isOver = ({ endedAt }: BatchState): boolean => endedAt !== undefined;

/** AWS: ProjectBuildBatchConfig, batchReportMode: the default is one report for all builds of the batch. */
const isReported = ({ plan, config, fetched }: BatchState): boolean =>
  isReportWanted(plan) &&
  config.batchReportMode !== 'REPORT_INDIVIDUAL_BUILDS' &&
  gitHostOf(plan.source) !== undefined &&
  fetched?.resolvedVersion !== undefined;

/** A batch that is retried is told of again. */
function attemptOf(batch: BatchState): string {
  const ends = batch.phases.filter(({ type }) => /^(SUCCEEDED|FAILED|STOPPED)$/.test(type)).length;
  return `${batch.id}.${isOver(batch) ? ends - 1 : ends}`;
}

/** The batch knows its commit now, and may have failed by what it says; or is run again. */
export function batchReportings(before: BatchState | undefined, after: BatchState): NewFlow[] {
  const wasOver = before !== undefined && isOver(before);
  const isBegun = before !== undefined && isReported(before) && !wasOver;
  if (!isReported(after) || isBegun || (wasOver && isOver(after))) return [];
  const { scope, plan, fetched } = after;
  const page = `batch/${encodeURIComponent(after.id)}`;
  const commit = fetched!.resolvedVersion!;
  return [reportingOf({ id: attemptOf(after), scope, plan, commit, called: '', page })];
}

/** The batch is over. */
export function batchReportingTellings(before: BatchState | undefined, after: BatchState): Telling[] {
  if (!before || isOver(before) || !isOver(after) || !isReported(after)) return [];
  const { type } = after.phases.at(-1)!;
  const outcome = type === 'SUCCEEDED' ? 'succeeded' : type === 'FAILED' ? 'failed' : 'stopped';
  return [reportingEnd(after.scope, attemptOf(after), outcome)];
}
