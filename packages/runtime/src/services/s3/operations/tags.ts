import type {
  DeleteObjectTaggingOutput,
  DeleteObjectTaggingRequest,
  GetBucketTaggingOutput,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutBucketTaggingRequest,
  PutObjectTaggingOutput,
  PutObjectTaggingRequest,
  Tag,
} from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { notConfigured } from '../errors.ts';
import { judgedTags } from '../tag-set.ts';
import { replace } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import { forgetting, keeping, telling } from './keeping.ts';
import { versionAnswer } from './object-answers.ts';
import { present, type OfObject } from './objects.ts';

export const putBucketTagging = keeping('tags', ({ Tagging }: PutBucketTaggingRequest) => ({
  TagSet: judgedTags(Tagging!.TagSet ?? [], 'bucket'),
}));
/** A bucket without tags has no tag set, not an empty one. */
export const getBucketTagging = telling('tags', (kept, bucket): GetBucketTaggingOutput =>
  kept?.TagSet?.length ? { TagSet: kept.TagSet } : notConfigured('tags', bucket.name),
);
export const deleteBucketTagging = forgetting('tags');

export const putObjectTagging: Handler<PutObjectTaggingRequest, PutObjectTaggingOutput> = (input, call) =>
  retag(call, input, judgedTags(input.Tagging!.TagSet ?? [], 'object'));

export const deleteObjectTagging: Handler<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> = (
  input,
  call,
) => retag(call, input, undefined);

function retag(call: Call, input: OfObject, tags: readonly Tag[] | undefined): { VersionId?: string } {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { tags: _former, ...untagged } = present(call, bucket, input);
  const object = tags && tags.length > 0 ? { ...untagged, tags } : untagged;
  replace(call.tx, bucket, object);
  announce(call, bucket, {
    event: tags ? 's3:ObjectTagging:Put' : 's3:ObjectTagging:Delete',
    version: object,
  });
  return versionAnswer(bucket, object);
}

export const getObjectTagging: Handler<GetObjectTaggingRequest, GetObjectTaggingOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const object = present(call, bucket, input);
  return { TagSet: [...(object.tags ?? [])], ...versionAnswer(bucket, object) };
};
