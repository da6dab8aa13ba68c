import type { NewFlow, Telling } from '../../../engine/flow.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import type { BuildState } from './build-state.ts';
import { isReportWanted, reportingEnd, reportingOf } from './status-reporting.ts';

/** Of a batch's builds, those that are to be told of by themselves. */
const isReported = ({ plan, fetched }: BuildState): boolean =>
  isReportWanted(plan) &&
  (!plan.batch || plan.batch.isReported === true) &&
  gitHostOf(plan.source) !== undefined &&
  fetched[0]?.resolvedVersion !== undefined;

/** The build knows its commit now. */
export function reportings(before: BuildState | undefined, after: BuildState): NewFlow[] {
  if (!isReported(after) || (before && isReported(before))) return [];
  const { id, scope, plan, fetched } = after;
  const commit = fetched[0]!.resolvedVersion!;
  const called = plan.batch ? ` ${plan.batch.identifier}` : '';
  const log = plan.logs && { ...plan.logs, role: plan.serviceRole };
  const page = `build/${encodeURIComponent(id)}/log`;
  return [reportingOf({ id, scope, plan, commit, called, page }, log)];
}

/** The build is over. */
export function reportingTellings(before: BuildState | undefined, after: BuildState): Telling[] {
  const isOver = ({ step }: BuildState) => step.type === 'over';
  if (!before || !isOver(after) || isOver(before) || !isReported(after)) return [];
  const { trouble, scope, id } = after;
  const outcome = trouble === undefined ? 'succeeded' : trouble === 'FAILED' ? 'failed' : 'stopped';
  return [reportingEnd(scope, id, outcome)];
}
