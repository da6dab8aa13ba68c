import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import { liveSecretOf, putSecret, type SecretRecord } from '../records.ts';

const tagsMax = 50;

export const tagResource: Handler<Given<sdk.TagResourceCommandInput>, object> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  putSecret(call, { ...secret, tags: tagRecords(secret.tags, input.Tags) });
  return {};
};

export const untagResource: Handler<Given<sdk.UntagResourceCommandInput>, object> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  const left = Object.entries(secret.tags).filter(([key]) => !input.TagKeys.includes(key));
  putSecret(call, { ...secret, tags: Object.fromEntries(left) });
  return {};
};

/** Tags with others added to them. */
export function tagRecords(
  tags: SecretRecord['tags'],
  added: readonly Given<sdk.Tag>[] = [],
): SecretRecord['tags'] {
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) };
  return Object.keys(all).length > tagsMax ? invalidParameter('A secret can have at most 50 tags.') : all;
}
