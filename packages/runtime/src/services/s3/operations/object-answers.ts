import type { ChecksumAlgorithm, ChecksumType, GetObjectRequest } from '@aws-sdk/client-s3';
import type { Call } from '../../../dispatch/service.ts';
import { expirationHeader, lifecycleOf } from '../lifecycle.ts';
import type { BucketRecord, Checksums, ContentHeaders, ObjectRecord } from '../records.ts';
import { encryptionAnswer } from './encryption.ts';
import { defined } from './object-settings.ts';

/** In quotes: the MD5 of an object that was put whole. */
export const etagOf = (object: Pick<ObjectRecord, 'blob' | 'etag'>): string =>
  `"${object.etag ?? object.blob.md5}"`;

/** A bucket that has never kept versions does not speak of them. */
export const versionAnswer = (
  bucket: BucketRecord,
  object: Pick<ObjectRecord, 'versionId'>,
): { VersionId?: string } => (bucket.versioning ? { VersionId: object.versionId } : {});

export function checksumAnswer(
  object: Pick<ObjectRecord, 'checksums' | 'checksumType'>,
): Checksums & { ChecksumType?: ChecksumType } {
  if (Object.keys(object.checksums).length === 0) return {};
  return { ...object.checksums, ChecksumType: object.checksumType ?? 'FULL_OBJECT' };
}

/** `CRC32`, for who reads a listing. */
export const algorithmsOf = ({ checksums }: Pick<ObjectRecord, 'checksums'>): ChecksumAlgorithm[] =>
  Object.keys(checksums).map((member) => member.replace('Checksum', '') as ChecksumAlgorithm);

/** What a write is answered. */
export function writeAnswer(call: Call, bucket: BucketRecord, object: ObjectRecord) {
  return {
    ...encryptionAnswer(object),
    ...expirationAnswer(call, bucket, object),
    ...versionAnswer(bucket, object),
  };
}

/** What a read tells of an object beside its bytes. */
export function description(
  call: Call,
  bucket: BucketRecord,
  object: ObjectRecord,
  overrides: GetObjectRequest,
) {
  const { expiresAt, storageClass, tags, retention, legalHold } = object;
  const expires = overrides.ResponseExpires?.getTime() ?? expiresAt;
  return {
    ...object.headers,
    ...responseOverrides(overrides),
    ...(expires !== undefined && { ExpiresString: new Date(expires).toUTCString() }),
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ETag: etagOf(object),
    Metadata: { ...object.metadata },
    ...(storageClass && { StorageClass: storageClass }),
    ...(tags && { TagCount: tags.length }),
    ...(retention && {
      ObjectLockMode: retention.mode,
      ObjectLockRetainUntilDate: new Date(retention.until),
    }),
    ...(legalHold && { ObjectLockLegalHoldStatus: 'ON' as const }),
    ...writeAnswer(call, bucket, object),
  };
}

function expirationAnswer(call: Call, bucket: BucketRecord, object: ObjectRecord): { Expiration?: string } {
  const { key, modifiedAt, tags = [] } = object;
  const asked = { key, modifiedAt, tags, size: object.blob.size };
  const header = expirationHeader(lifecycleOf(call.tx, bucket.name), asked);
  return header === undefined ? {} : { Expiration: header };
}

function responseOverrides(input: GetObjectRequest): ContentHeaders {
  return defined({
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
  });
}
