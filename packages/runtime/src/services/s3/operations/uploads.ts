import type {
  AbortMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  MultipartUpload,
} from '@aws-sdk/client-s3';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { ownerOf } from '../access-lists.ts';
import { checksumKind } from '../checksum-kinds.ts';
import { noSuchUpload } from '../errors.ts';
import { encoded, listing } from '../listing.ts';
import { everywhere, type BucketRecord } from '../records.ts';
import { findUpload, forgetUpload, uploadPath, uploads, type UploadRecord } from '../uploads.ts';
import { nextOrder } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import { encryptionAnswer } from './encryption.ts';
import { commonPrefixesOf, limitOf } from './listings.ts';
import { settingsOf } from './object-settings.ts';
import { requireKey } from './objects.ts';

export const createMultipartUpload: Handler<CreateMultipartUploadRequest, CreateMultipartUploadOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireKey(input.Key!);
  const checksum = checksumKind(input.ChecksumAlgorithm, input.ChecksumType);
  const upload: UploadRecord = {
    uploadId: call.ids.word(64, `${alphabets.upper}${alphabets.lower}._`),
    key: input.Key!,
    order: nextOrder(call.tx, bucket),
    initiatedAt: call.now,
    initiator: call.caller.arn,
    settings: settingsOf(call, bucket, input),
    ...(checksum && { checksum }),
  };
  uploads.put(call.tx, everywhere, uploadPath(bucket.name, upload), upload);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.uploadId,
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    ...encryptionAnswer(upload.settings),
  };
};

export const abortMultipartUpload: Handler<AbortMultipartUploadRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  forgetUpload(call.tx, bucket.name, uploadOf(call, bucket, input));
  return {};
};

/** The upload in progress that is meant. */
export function uploadOf(
  call: Call,
  bucket: BucketRecord,
  { Key, UploadId }: { readonly Key: string | undefined; readonly UploadId: string | undefined },
): UploadRecord {
  return findUpload(call.tx, bucket.name, Key!, UploadId!) ?? noSuchUpload(UploadId!);
}

export const listMultipartUploads: Handler<ListMultipartUploadsRequest, ListMultipartUploadsOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { EncodingType, Delimiter, KeyMarker, UploadIdMarker } = input;
  const prefix = input.Prefix ?? '';
  const limit = limitOf(input.MaxUploads);
  const start = startOf(call, bucket, input);
  const { items, truncated } = listing(
    (position, rows) =>
      uploads.list(call.tx, everywhere, {
        prefix: `${bucket.name}/${prefix}`,
        ...((position ?? start) !== undefined && { after: (position ?? start)! }),
        limit: rows,
      }),
    (upload) => upload.key,
    (upload) => uploadPath(bucket.name, upload),
    { prefix, delimiter: Delimiter, after: KeyMarker, limit },
  );
  const last = items.at(-1);
  return {
    Bucket: bucket.name,
    KeyMarker: encoded(KeyMarker ?? '', EncodingType),
    UploadIdMarker: UploadIdMarker ?? '',
    Prefix: encoded(prefix, EncodingType),
    ...(Delimiter !== undefined && { Delimiter: encoded(Delimiter, EncodingType) }),
    ...(EncodingType !== undefined && { EncodingType }),
    MaxUploads: limit,
    IsTruncated: truncated,
    Uploads: items.flatMap((item) => ('entry' in item ? [entryOf(item.entry, bucket, EncodingType)] : [])),
    CommonPrefixes: commonPrefixesOf(items, EncodingType),
    ...(truncated && last && { NextKeyMarker: encoded(last.name, EncodingType) }),
    ...(truncated && last && 'entry' in last && { NextUploadIdMarker: last.entry.uploadId }),
  };
};

/** Behind an upload of a key, or behind all of them. */
function startOf(
  call: Call,
  bucket: BucketRecord,
  { KeyMarker, UploadIdMarker }: ListMultipartUploadsRequest,
): string | undefined {
  if (!KeyMarker) return undefined;
  const marked = UploadIdMarker && findUpload(call.tx, bucket.name, KeyMarker, UploadIdMarker);
  return marked ? uploadPath(bucket.name, marked) : `${bucket.name}/${KeyMarker}\u0002`;
}

function entryOf(
  upload: UploadRecord,
  bucket: BucketRecord,
  encodingType: string | undefined,
): MultipartUpload {
  const { checksum, settings } = upload;
  return {
    UploadId: upload.uploadId,
    Key: encoded(upload.key, encodingType),
    Initiated: new Date(upload.initiatedAt),
    StorageClass: settings.storageClass ?? 'STANDARD',
    Owner: ownerOf(bucket.owner),
    Initiator: { ID: upload.initiator },
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
}
