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

const isTold = (batch: BatchState | undefined): boolean =>
  batch !== undefined && isReported(batch) && !isOver(batch);

/** A batch that is retried is told of again. */
const attemptOf = ({ id, phases }: BatchState): string =>
  `${id}.${phases.filter(({ type }) => /^(SUCCEEDED|FAILED|STOPPED)$/.test(type)).length}`;

/** The batch knows its commit now, or is run again. */
export function batchReportings(before: BatchState | undefined, after: BatchState): NewFlow[] {
  if (!isTold(after) || isTold(before)) return [];
  const { scope, plan, fetched } = after;
  const page = `batch/${encodeURIComponent(after.id)}`;
  const commit = fetched!.resolvedVersion!;
  return [reportingOf({ id: attemptOf(after), scope, plan, commit, called: '', page })];
}

/** The batch is over. */
export function batchReportingTellings(before: BatchState | undefined, after: BatchState): Telling[] {
  if (!before || !isTold(before) || !isOver(after)) return [];
  const { type } = after.phases.at(-1)!;
  const outcome = type === 'SUCCEEDED' ? 'succeeded' : type === 'FAILED' ? 'failed' : 'stopped';
  return [reportingEnd(after.scope, attemptOf(before), outcome)];
}
