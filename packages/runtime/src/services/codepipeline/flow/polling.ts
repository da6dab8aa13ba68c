import type { PipelineState } from './pipeline-state.ts';
import { followSources, type Watching } from './watch.ts';

const dayMs = 86_400_000;
/** AWS: API reference, PipelineMetadata, pollingDisabledAt: "inactive for longer than 30 days". */
const idleMs = 30 * dayMs;

/** Something has happened to the pipeline: an execution has begun, or it was declared. */
export const active = (state: PipelineState, now: number): PipelineState => ({ ...state, activeAt: now });

/** Sources are looked at, and in thirty days it is time to ask whether for nothing. A declaration begins it anew. */
// AWS: unverified that an update does, and that an execution does not.
export function followFrom(before: PipelineState, now: number): Watching {
  const state = { ...active(before, now), idleCheckAt: now + idleMs, pollingDisabledAt: undefined };
  return followSources(state);
}

/** Who has not run for too long is polled no more. What tells of itself is heard all the same. */
export function idled(state: PipelineState, now: number): Watching | undefined {
  if ((nextIdleCheck(state) ?? Infinity) > now) return undefined;
  const { activeAt = now } = state;
  const idleCheckAt = activeAt + idleMs;
  return idleCheckAt <= now
    ? followSources({ ...state, pollingDisabledAt: now })
    : { state: { ...state, idleCheckAt }, effects: {}, cancels: [] };
}

/** House time at which it is asked; undefined where nothing is polled. */
export const nextIdleCheck = ({ watches, idleCheckAt }: PipelineState): number | undefined =>
  Object.values(watches).some(({ watched }) => watched.trigger.triggerType === 'PollForSourceChanges')
    ? idleCheckAt
    : undefined;
