import type { ResourceTag, Work } from './resource.ts';

/** How a service's tags are changed. */
export interface Tagging {
  add(tags: ResourceTag[]): Work<unknown>;
  remove(keys: string[]): Work<unknown>;
}

/**
 * Makes a resource's tags those that are wanted, and asks for nothing that is so already. Tags that were put on it by
 * other hands than the stack's go: CloudFormation has the last word about the tags of what it made.
 */
// AWS: unverified for tags put by hand; tags that AWS reserves (`aws:…`) are nobody's to take away.
export function* retag(
  is: readonly ResourceTag[],
  wanted: readonly ResourceTag[],
  { add, remove }: Tagging,
): Work<void> {
  const value = (tags: readonly ResourceTag[], key: string) => tags.find(({ Key }) => Key === key)?.Value;
  const gone = is.filter(({ Key }) => !Key.startsWith('aws:') && value(wanted, Key) === undefined);
  const changed = wanted.filter(({ Key, Value }) => value(is, Key) !== Value);
  if (gone.length > 0) yield* remove(gone.map(({ Key }) => Key));
  if (changed.length > 0) yield* add(changed);
}

/** Where an API spells a tag's members in small letters. */
export interface SmallTag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export const small = (tags: readonly ResourceTag[]): { key: string; value: string }[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));

export const large = (tags: readonly SmallTag[] | undefined): ResourceTag[] =>
  (tags ?? []).map(({ key = '', value = '' }) => ({ Key: key, Value: value }));
