import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';

export const tagRecord = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.Key!, tag.Value ?? '']));

export const tagAnswer = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
