import type { Tag } from '@aws-sdk/client-s3';
import { badRequest, invalidTag } from './errors.ts';

/** AWS: user guide, "Categorizing your storage using tags" and "Using cost allocation S3 bucket tags". */
const tagsMax = { object: 10, bucket: 50 };

const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Refuses tags that S3 refuses. AWS: error responses, InvalidTag; its sentences seen in public traces. */
export function judgedTags(tags: readonly Tag[], of: keyof typeof tagsMax): Tag[] {
  if (tags.length > tagsMax[of])
    badRequest(
      of === 'object'
        ? 'Object tags cannot be greater than 10'
        : 'Bucket tag count cannot be greater than 50',
    );
  const keys = new Set<string>();
  for (const { Key = '', Value = '' } of tags) {
    if (keys.has(Key)) invalidTag('Cannot provide multiple Tags with the same key', Key);
    keys.add(Key);
    if (Key.toLowerCase().startsWith('aws:'))
      invalidTag('System tags cannot be added/updated by requester', Key);
    if (Key.length < 1 || Key.length > 128 || !characters.test(Key))
      invalidTag('The TagKey you have provided is invalid', Key);
    if (Value.length > 256 || !characters.test(Value))
      invalidTag('The TagValue you have provided is invalid', Key, Value);
  }
  return tags.map(({ Key, Value }) => ({ Key, Value: Value ?? '' }));
}

/** The header `x-amz-tagging`: `key1=value1&key2=value2`, encoded as a query is. */
export function taggingHeader(header: string): Tag[] {
  const pairs = [...new URLSearchParams(header)];
  return judgedTags(
    pairs.map(([Key, Value]) => ({ Key, Value })),
    'object',
  );
}
