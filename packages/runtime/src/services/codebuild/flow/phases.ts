import type { BuildPhaseType, StatusType } from '@aws-sdk/client-codebuild';
import { say } from './build-log.ts';
import type { BuildState, Phase, PhaseContext } from './build-state.ts';

/** Begins a phase. */
export function enter(build: BuildState, type: BuildPhaseType, now: number): BuildState {
  return { ...build, phases: [...build.phases, { type, startedAt: now }] };
}

/** Ends the phase that is under way, and says so in the log where CodeBuild does. */
export function leave(
  build: BuildState,
  status: StatusType,
  now: number,
  context: PhaseContext = { statusCode: '', message: '' },
): BuildState {
  const open = currentPhase(build);
  const closed: Phase = {
    ...open,
    endedAt: now,
    status,
    ...((isTold(open) || context.statusCode !== '') && { context }),
  };
  const left = { ...build, phases: [...build.phases.slice(0, -1), closed] };
  if (!isTold(open) || open.type === 'PROVISIONING' || open.type === 'FINALIZING') return left;
  return say(left, now, [
    `Phase complete: ${open.type} State: ${status}`,
    `Phase context status code: ${context.statusCode} Message: ${context.message}`,
  ]);
}

export const currentPhase = ({ phases }: BuildState): Phase => phases.at(-1)!;

/** The phases before a machine is there have no contexts, unless something goes wrong. */
const isTold = ({ type }: Phase): boolean => type !== 'SUBMITTED' && type !== 'QUEUED';

/** Ends the phase with something wrong, which the whole build will then have had. */
export function spoil(
  build: BuildState,
  trouble: NonNullable<BuildState['trouble']>,
  now: number,
  context?: PhaseContext,
): BuildState {
  const left = leave(build, trouble, now, context);
  return { ...left, trouble: left.trouble ?? trouble };
}
