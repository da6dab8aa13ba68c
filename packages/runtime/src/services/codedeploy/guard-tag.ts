import { guardTagInvalid } from './errors.ts';
import type { ComputePlatform } from './records.ts';

// The guard of a release, which is ours and asked for by a tag of the deployment group: `docs/decisions/0019`.

type Tags = Readonly<Record<string, string>>;

const tag = 'penstock:guard';

export const isGuarded = (tags: Tags): boolean => tags[tag] === 'on';

/** Nobody is to believe that a release is guarded where nothing compares its versions. */
export function assertGuardable(platform: ComputePlatform, tags: Tags): void {
  if (isGuarded(tags) && platform !== 'ECS') guardTagInvalid(tag, platform);
}
