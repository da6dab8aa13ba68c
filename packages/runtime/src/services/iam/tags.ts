import { quotaExceeded } from './errors.ts';
interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

import type { TagRecord } from './records.ts';

export const tagRecords = (tags: readonly Tag[] | undefined): TagRecord[] =>
  (tags ?? []).map((tag) => ({ Key: tag.Key!, Value: tag.Value! }));

/** Tags with others added: a key that is there gets its new value. AWS: at most 50. */
export function retagged(tags: readonly TagRecord[], added: readonly Tag[] | undefined): TagRecord[] {
  const byKey = new Map([...tags, ...tagRecords(added)].map((tag) => [tag.Key, tag]));
  if (byKey.size > 50) quotaExceeded('TagsPerEntity', 50);
  return [...byKey.values()];
}

export const untagged = (tags: readonly TagRecord[], keys: readonly string[] | undefined): TagRecord[] =>
  tags.filter((tag) => !keys?.includes(tag.Key));
