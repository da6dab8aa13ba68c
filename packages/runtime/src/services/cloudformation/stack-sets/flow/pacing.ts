import type * as sdk from '@aws-sdk/client-cloudformation';

/** One region of an operation: which accounts are still to come, and how it goes. */
export interface RegionState {
  readonly region: string;
  readonly total: number;
  readonly waiting: readonly string[];
  readonly running: readonly string[];
  readonly failed: number;
}

type Preferences = sdk.StackSetOperationPreferences;

/** How many accounts may fail in a region before the operation is stopped there. */
// AWS: API reference, FailureTolerancePercentage: "rounds down to the next whole number"; 0 unless said.
export function toleranceOf(preferences: Preferences, total: number): number {
  const { FailureToleranceCount: count, FailureTolerancePercentage: percentage = 0 } = preferences;
  return count ?? Math.floor((total * percentage) / 100);
}

/** In how many accounts of a region it may be under way at one time. */
// AWS: API reference, MaxConcurrentPercentage: rounds down, but not to zero; 1 unless said. ConcurrencyMode: strict,
// "the lower of MaxConcurrentCount and FailureToleranceCount + 1", and less by each failure; soft, whatever fails.
export function concurrencyOf(preferences: Preferences, { total, failed }: RegionState): number {
  const { MaxConcurrentCount: count, MaxConcurrentPercentage: percentage } = preferences;
  const share = percentage === undefined ? 1 : Math.max(1, Math.floor((total * percentage) / 100));
  const most = count ?? share;
  if (preferences.ConcurrencyMode === 'SOFT_FAILURE_TOLERANCE') return most;
  return Math.max(1, Math.min(most, toleranceOf(preferences, total) + 1 - failed));
}

export const isExceeded = (preferences: Preferences, { total, failed }: RegionState): boolean =>
  failed > toleranceOf(preferences, total);

/** The regions in which something may begin now. */
export function openRegions(
  preferences: Preferences,
  regions: readonly RegionState[],
): readonly RegionState[] {
  const going = regions.filter((region) => !isExceeded(preferences, region));
  if (preferences.RegionConcurrencyType === 'PARALLEL') return going;
  // AWS: "If the operation is stopped in a Region, CloudFormation doesn't attempt the operation in any subsequent".
  if (going.length < regions.length) return [];
  const first = regions.find(({ waiting, running }) => waiting.length > 0 || running.length > 0);
  return first ? [first] : [];
}
