import type { Tag } from '@aws-sdk/client-acm';
import type { Given } from '../../base/given.ts';
import { tooManyTags } from './errors.ts';
import type { CertificateRecord } from './records.ts';

/** Tags with others added to them. AWS: user guide, "Tag restrictions": up to 50. */
export function tagsWith(
  tags: CertificateRecord['tags'],
  added: readonly Given<Tag>[] = [],
): CertificateRecord['tags'] {
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key, Value = '' }) => [Key, Value])) };
  return Object.keys(all).length > 50 ? tooManyTags() : all;
}

/** AWS: API_RemoveTagsFromCertificate: a tag given with a value is removed only where it has that value. */
export function tagsWithout(
  tags: CertificateRecord['tags'],
  removed: readonly Given<Tag>[],
): CertificateRecord['tags'] {
  const isRemoved = ([key, value]: readonly [string, string]) =>
    removed.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
  return Object.fromEntries(Object.entries(tags).filter((tag) => !isRemoved(tag)));
}

export const tagList = (tags: CertificateRecord['tags']): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
