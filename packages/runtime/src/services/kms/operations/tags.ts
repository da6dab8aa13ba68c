import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidMarker, tagging } from '../errors.ts';
import { keyByIdOf, requireAlive, requireCustomers } from '../finding.ts';
import { putKey } from '../making.ts';
import type { KeyRecord } from '../records.ts';

const tagsMax = 50;

export const tagResource: Handler<Given<sdk.TagResourceCommandInput>, object> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'TagResource');
  requireCustomers(key, 'TagResource');
  requireAlive(key);
  putKey(call, { ...key, tags: tagRecords(key.tags, input.Tags) });
  return {};
};

export const untagResource: Handler<Given<sdk.UntagResourceCommandInput>, object> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'UntagResource');
  requireCustomers(key, 'UntagResource');
  requireAlive(key);
  const left = Object.entries(key.tags).filter(([name]) => !input.TagKeys.includes(name));
  putKey(call, { ...key, tags: Object.fromEntries(left) });
  return {};
};

export const listResourceTags: Handler<
  Given<sdk.ListResourceTagsCommandInput>,
  Answered<sdk.ListResourceTagsCommandOutput>
> = (input, call) => {
  const all = Object.entries(keyByIdOf(call, input.KeyId, 'ListResourceTags').tags);
  const page = pageOf(all, ([name]) => name, {
    token: input.Marker,
    limit: input.Limit ?? 50,
    invalid: invalidMarker,
  });
  const Tags = page.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return { Tags, Truncated: page.next !== undefined, NextMarker: page.next };
};

/** Tags with others added to them. */
export function tagRecords(
  tags: KeyRecord['tags'],
  added: readonly Given<sdk.Tag>[] = [],
): KeyRecord['tags'] {
  if (added.some(({ TagKey }) => TagKey.startsWith('aws:'))) tagging('Tag keys cannot start with aws:');
  const all = { ...tags, ...Object.fromEntries(added.map(({ TagKey, TagValue }) => [TagKey, TagValue])) };
  return Object.keys(all).length > tagsMax ? tagging('Too many tags') : all;
}
