import type {
  CommonPrefix,
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
  _Object,
} from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArgument } from '../errors.ts';
import { encoded, listing, type Listed, type Listing } from '../listing.ts';
import {
  everywhere,
  objectPath,
  objects,
  ownerId,
  type BucketRecord,
  type ObjectRecord,
} from '../records.ts';
import { bucketOf } from './buckets.ts';
import { algorithmsOf, etagOf } from './object-answers.ts';

/** AWS: ListObjectsV2, "returns up to 1,000 key names by default"; more cannot be asked for. */
export const keysMax = 1000;

interface Asked {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

export const listObjectsV2: Handler<ListObjectsV2Request, ListObjectsV2Output> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const after = input.ContinuationToken === undefined ? input.StartAfter : tokenName(input.ContinuationToken);
  const { items, truncated } = objectListing(call, bucket, input, after);
  const owner = input.FetchOwner ? bucket.owner : undefined;
  const last = items.at(-1);
  return {
    ...answered(input, bucket, items, owner),
    KeyCount: items.length,
    IsTruncated: truncated,
    ...(input.ContinuationToken !== undefined && { ContinuationToken: input.ContinuationToken }),
    ...(truncated && last && { NextContinuationToken: Buffer.from(last.name).toString('base64') }),
    ...(input.StartAfter !== undefined && { StartAfter: encoded(input.StartAfter, input.EncodingType) }),
  };
};

export const listObjects: Handler<ListObjectsRequest, ListObjectsOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { items, truncated } = objectListing(call, bucket, input, input.Marker);
  const last = items.at(-1);
  return {
    ...answered(input, bucket, items, bucket.owner),
    Marker: encoded(input.Marker ?? '', input.EncodingType),
    IsTruncated: truncated,
    // AWS: ListObjects, NextMarker: "returned only if you have the delimiter request parameter specified".
    ...(truncated && last && input.Delimiter && { NextMarker: encoded(last.name, input.EncodingType) }),
  };
};

function objectListing(
  call: Call,
  bucket: BucketRecord,
  asked: Asked,
  after: string | undefined,
): Listing<ObjectRecord> {
  const prefix = asked.Prefix ?? '';
  const entriesAfter = (position: string | undefined, limit: number) =>
    objects.list(call.tx, everywhere, {
      prefix: objectPath(bucket.name, prefix),
      ...(position !== undefined && { after: objectPath(bucket.name, position) }),
      limit,
    });
  return listing(
    (position, limit) => entriesAfter(position ?? after, limit),
    (object) => object.key,
    (object) => object.key,
    { prefix, delimiter: asked.Delimiter, after, limit: limitOf(asked.MaxKeys) },
  );
}

export function limitOf(keys: number | undefined): number {
  if (keys !== undefined && keys < 0)
    invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', `${keys}`);
  return Math.min(keys ?? keysMax, keysMax);
}

function answered(
  input: ListObjectsV2Request,
  bucket: BucketRecord,
  items: readonly Listed<ObjectRecord>[],
  owner: string | undefined,
) {
  const { EncodingType } = input;
  const contents = items.flatMap((item) =>
    'entry' in item ? [objectEntry(item.entry, EncodingType, owner)] : [],
  );
  const commonPrefixes = commonPrefixesOf(items, EncodingType);
  return {
    Name: bucket.name,
    Prefix: encoded(input.Prefix ?? '', EncodingType),
    MaxKeys: limitOf(input.MaxKeys),
    ...(input.Delimiter !== undefined && { Delimiter: encoded(input.Delimiter, EncodingType) }),
    ...(EncodingType !== undefined && { EncodingType }),
    ...(contents.length > 0 && { Contents: contents }),
    ...(commonPrefixes.length > 0 && { CommonPrefixes: commonPrefixes }),
  };
}

export function commonPrefixesOf<T>(
  items: readonly Listed<T>[],
  encodingType: string | undefined,
): CommonPrefix[] {
  return items.flatMap((item) =>
    'commonPrefix' in item ? [{ Prefix: encoded(item.commonPrefix, encodingType) }] : [],
  );
}

function objectEntry(
  object: ObjectRecord,
  encodingType: string | undefined,
  owner: string | undefined,
): _Object {
  const algorithms = algorithmsOf(object);
  return {
    Key: encoded(object.key, encodingType),
    LastModified: new Date(object.modifiedAt),
    ETag: etagOf(object),
    Size: object.blob.size,
    StorageClass: object.storageClass ?? 'STANDARD',
    ...(algorithms.length > 0 && {
      ChecksumAlgorithm: algorithms,
      ChecksumType: object.checksumType ?? ('FULL_OBJECT' as const),
    }),
    ...(owner !== undefined && { Owner: { ID: ownerId(owner) } }),
  };
}

function tokenName(token: string): string {
  const name = Buffer.from(token, 'base64').toString();
  const genuine = name !== '' && Buffer.from(name).toString('base64') === token;
  return genuine
    ? name
    : invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
