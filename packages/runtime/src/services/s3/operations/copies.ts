import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { copyIf, type Conditions } from '../conditions.ts';
import { parseCopySource } from '../copy-source.ts';
import {
  copyOntoItself,
  invalidArgument,
  invalidObjectState,
  invalidRequest,
  notImplemented,
} from '../errors.ts';
import {
  everywhere,
  objectPath,
  objects,
  type BucketRecord,
  type ChecksumFacts,
  type ObjectRecord,
  type ObjectSettings,
} from '../records.ts';
import { bucketAnywhere, bucketOf } from './buckets.ts';
import { bringsKey, requireKeyOf, sourceKey, type SourceKeyRequest } from './customer-keys.ts';
import { unseal } from './encryption.ts';
import { checksumAnswer, etagOf, writeAnswer } from './object-answers.ts';
import { archives, settingsOf } from './object-settings.ts';
import { bytesMax, present, requireKey, write, writeIf } from './objects.ts';

export const copyObject: Handler<CopyObjectRequest, CopyObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const source = sourceOf(call, input);
  const { object } = source;
  if (object.blob.size > bytesMax)
    invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${bytesMax}`,
    );
  requireKey(input.Key!);
  requireChange(input, source);
  writeIf(input, objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!)), input.Key!);
  const copy = write(call, bucket, {
    key: input.Key!,
    blob: object.blob,
    ...copiedChecksums(object, input.ChecksumAlgorithm),
    ...copiedSettings(call, bucket, input, object),
  });
  announce(call, bucket, { event: 's3:ObjectCreated:Copy', version: copy, reason: 'CopyObject' });
  return {
    CopyObjectResult: {
      ETag: etagOf(copy),
      LastModified: new Date(copy.modifiedAt),
      ...checksumAnswer(copy),
    },
    ...(source.bucket.versioning && { CopySourceVersionId: object.versionId }),
    ...writeAnswer(call, bucket, copy),
  };
};

/** A copy takes the content's description over, and the tags, unless they are to be replaced. All else is new. */
function copiedSettings(
  call: Call,
  bucket: BucketRecord,
  input: CopyObjectRequest,
  { headers, metadata, expiresAt, tags }: ObjectRecord,
): ObjectSettings {
  const { Tagging, ...asked } = input;
  const replaced = input.MetadataDirective === 'REPLACE';
  const retagged = input.TaggingDirective === 'REPLACE';
  const own = settingsOf(call, bucket, retagged && Tagging !== undefined ? input : asked, 'CopyObject');
  const { WebsiteRedirectLocation: _own, ...copied } = headers;
  const redirect = input.WebsiteRedirectLocation;
  return {
    ...own,
    ...(!retagged && tags && { tags }),
    ...(!replaced && {
      headers: { ...copied, ...(redirect !== undefined && { WebsiteRedirectLocation: redirect }) },
      metadata,
      ...(expiresAt !== undefined && { expiresAt }),
    }),
  };
}

/** The copy is of one piece: the checksum of a source in parts is not its own, unless it is of the whole. */
function copiedChecksums(object: ObjectRecord, algorithm: string | undefined): ChecksumFacts {
  const sha256 = { ChecksumSHA256: Buffer.from(object.blob.sha256, 'hex').toString('base64') };
  if (algorithm === 'SHA256') return { checksums: sha256 };
  const whole = object.checksumType === undefined ? object.checksums : {};
  if (algorithm === undefined || `Checksum${algorithm}` in whole) return { checksums: whole };
  return notImplemented(`Penstock does not compute a new ${algorithm} checksum while it copies an object.`);
}

/** AWS: CopyObject onto itself must change something. */
function requireChange(input: CopyObjectRequest, { bucket, object, versioned }: Source): void {
  const itself = bucket.name === input.Bucket && object.key === input.Key && !versioned;
  const changed =
    input.MetadataDirective === 'REPLACE' ||
    input.TaggingDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined ||
    bringsKey(input) ||
    input.WebsiteRedirectLocation !== undefined;
  if (itself && !changed) copyOntoItself();
}

export interface Source {
  readonly bucket: BucketRecord;
  readonly object: ObjectRecord;
  /** Whether a version was named. */
  readonly versioned: boolean;
}

interface SourceRequest extends SourceKeyRequest {
  readonly CopySource: string | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

/** What is to be copied, if it is as the caller wants it and may be read. */
export function sourceOf(call: Call, input: SourceRequest): Source {
  const source = parseCopySource(input.CopySource!) ?? badSource(input.CopySource!);
  const bucket = bucketAnywhere(call, source.bucket, input.ExpectedSourceBucketOwner);
  const object = present(call, bucket, {
    Bucket: bucket.name,
    Key: source.key,
    VersionId: source.versionId,
  });
  copyIf(conditionsOf(input), { etag: etagOf(object), modifiedAt: object.modifiedAt });
  if (archives.has(object.storageClass)) invalidObjectState(object.storageClass!);
  requireKeyOf(object, sourceKey(input), call);
  unseal(call, bucket, object);
  return { bucket, object, versioned: source.versionId !== undefined };
}

const badSource = (value: string): never =>
  invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    value,
  );

const conditionsOf = (input: SourceRequest): Conditions => ({
  IfMatch: input.CopySourceIfMatch,
  IfNoneMatch: input.CopySourceIfNoneMatch,
  IfModifiedSince: input.CopySourceIfModifiedSince,
  IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
});
