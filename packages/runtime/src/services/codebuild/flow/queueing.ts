import type { Telling } from '../../../engine/flow.ts';
import type { BuildState } from './build-state.ts';
import type { FleetFact } from './fleet.ts';
import { enter, leave, spoil } from './phases.ts';
import { buildFlowId } from '../records.ts';

const minuteMs = 60_000;

/** A build that has been submitted; it waits where it is of a fleet. */
export function queued(build: BuildState, now: number): BuildState {
  const entered = enter(leave(build, 'SUCCEEDED', now), 'QUEUED', now);
  return build.plan.fleet ? { ...entered, step: { type: 'queued' } } : entered;
}

/** When it has waited for too long. AWS: CreateProject, queuedTimeoutInMinutes. */
export const queueEnds = ({ step, plan, startedAt }: BuildState): number | undefined =>
  step.type === 'queued' ? startedAt + plan.queuedTimeoutMinutes * minuteMs : undefined;

// AWS: unverified that it is timed out, and its words.
export const waitedTooLong = (build: BuildState, now: number): BuildState =>
  spoil(build, 'TIMED_OUT', now, {
    statusCode: 'BUILD_TIMED_OUT',
    message: `Build has been queued for more than ${build.plan.queuedTimeoutMinutes} minutes`,
  });

/** What its fleet is told of a decision: that it waits for a machine, or that it needs none any more. */
export function fleetTellings(before: BuildState | undefined, after: BuildState): Telling[] {
  const flow = after.plan.fleet?.flow;
  if (flow === undefined) return [];
  const build = buildFlowId(after.scope, after.id);
  const tell = (fact: FleetFact): Telling[] => [{ flow, fact }];
  if (!before) return tell({ type: 'BuildQueued', build });
  const hasEnded = ({ step }: BuildState) => step.type === 'over';
  return hasEnded(after) && !hasEnded(before) ? tell({ type: 'BuildLeft', build }) : [];
}
