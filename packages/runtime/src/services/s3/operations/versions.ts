import type {
  DeleteMarkerEntry,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
  ObjectVersion,
  ObjectVersionStorageClass,
} from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArgument } from '../errors.ts';
import { encoded, listing } from '../listing.ts';
import {
  everywhere,
  isDeleteMarker,
  objectPath,
  ownerId,
  versionPath,
  versions,
  versionsOf,
  type AnyVersion,
  type BucketRecord,
  type ObjectRecord,
} from '../records.ts';
import { bucketOf } from './buckets.ts';
import { commonPrefixesOf, limitOf } from './listings.ts';
import { algorithmsOf, etagOf } from './object-answers.ts';

export const listObjectVersions: Handler<ListObjectVersionsRequest, ListObjectVersionsOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { EncodingType } = input;
  const { items, truncated } = versionListing(call, bucket, input);
  const found = items.flatMap((item) => ('entry' in item ? [item.entry] : []));
  const entry = (version: AnyVersion) =>
    entryOf(version, isLatest(call, bucket, version), bucket, EncodingType);
  const last = items.at(-1);
  return {
    Name: bucket.name,
    Prefix: encoded(input.Prefix ?? '', EncodingType),
    KeyMarker: encoded(input.KeyMarker ?? '', EncodingType),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: limitOf(input.MaxKeys),
    IsTruncated: truncated,
    ...(input.Delimiter !== undefined && { Delimiter: encoded(input.Delimiter, EncodingType) }),
    ...(EncodingType !== undefined && { EncodingType }),
    Versions: found.flatMap((each) => (isDeleteMarker(each) ? [] : [{ ...entry(each), ...sizeOf(each) }])),
    DeleteMarkers: found.filter(isDeleteMarker).map(entry),
    CommonPrefixes: commonPrefixesOf(items, EncodingType),
    ...(truncated && last && { NextKeyMarker: encoded(last.name, EncodingType) }),
    ...(truncated && last && 'entry' in last && { NextVersionIdMarker: last.entry.versionId }),
  };
};

function versionListing(call: Call, bucket: BucketRecord, input: ListObjectVersionsRequest) {
  const prefix = input.Prefix ?? '';
  const start = startOf(call, bucket, input);
  const path = (version: AnyVersion) => versionPath(bucket.name, version);
  return listing(
    (position, limit) =>
      versions.list(call.tx, everywhere, {
        prefix: objectPath(bucket.name, prefix),
        ...((position ?? start) !== undefined && { after: (position ?? start)! }),
        limit,
      }),
    (version) => version.key,
    path,
    { prefix, delimiter: input.Delimiter, after: input.KeyMarker, limit: limitOf(input.MaxKeys) },
  );
}

/** The place that the markers name: behind a version, or behind all versions of a key. */
function startOf(call: Call, bucket: BucketRecord, input: ListObjectVersionsRequest): string | undefined {
  const { KeyMarker, VersionIdMarker } = input;
  if (VersionIdMarker && !KeyMarker)
    invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      VersionIdMarker,
    );
  if (!KeyMarker) return undefined;
  const behindAll = `${objectPath(bucket.name, KeyMarker)}\u0002`;
  if (!VersionIdMarker) return behindAll;
  const marked = versionsOf(call.tx, bucket.name, KeyMarker).find(
    (each) => each.versionId === VersionIdMarker,
  );
  return marked ? versionPath(bucket.name, marked) : behindAll;
}

const isLatest = (call: Call, bucket: BucketRecord, version: AnyVersion): boolean =>
  versionsOf(call.tx, bucket.name, version.key)[0]?.order === version.order;

function entryOf(
  version: AnyVersion,
  latest: boolean,
  bucket: BucketRecord,
  encodingType: string | undefined,
): DeleteMarkerEntry & ObjectVersion {
  return {
    Key: encoded(version.key, encodingType),
    VersionId: version.versionId,
    IsLatest: latest,
    LastModified: new Date(version.modifiedAt),
    Owner: { ID: ownerId(bucket.owner) },
  };
}

const sizeOf = (object: ObjectRecord) => ({
  ETag: etagOf(object),
  Size: object.blob.size,
  StorageClass: (object.storageClass ?? 'STANDARD') as ObjectVersionStorageClass,
  ...(algorithmsOf(object).length > 0 && {
    ChecksumAlgorithm: algorithmsOf(object),
    ChecksumType: object.checksumType ?? ('FULL_OBJECT' as const),
  }),
});
