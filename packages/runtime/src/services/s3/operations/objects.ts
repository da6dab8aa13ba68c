import type {
  GetObjectOutput,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectOutput,
  PutObjectRequest,
} from '@aws-sdk/client-s3';
import type { BlobRange, BlobRef } from '../../../base/blob.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { byteRange, type ByteRange } from '../byte-range.ts';
import { matches, readIf } from '../conditions.ts';
import {
  badDigest,
  entityTooLarge,
  invalidObjectState,
  invalidPartNumber,
  invalidRange,
  invalidRequest,
  keyTooLong,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  notFound,
  preconditionFailed,
} from '../errors.ts';
import {
  checksumMembers,
  everywhere,
  isDeleteMarker,
  objectPath,
  objects,
  versionsOf,
  type BucketRecord,
  type Checksums,
  type ObjectRecord,
} from '../records.ts';
import { nextOrder, push } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import { requireKeyOf } from './customer-keys.ts';
import { unseal } from './encryption.ts';
import { checksumAnswer, description, etagOf, writeAnswer } from './object-answers.ts';
import { archives, settingsOf } from './object-settings.ts';

type PutInput = Omit<PutObjectRequest, 'Body'> & { readonly Body?: BlobRef };
type GetOutput = Omit<GetObjectOutput, 'Body'> & { readonly Body: BlobRef | BlobRange };

export const emptyBlob: BlobRef = {
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  size: 0,
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
};

/** AWS: "Upload an object in a single operation … up to 5 GB". */
export const bytesMax = 5 * 1024 ** 3;

export const putObject: Handler<PutInput, PutObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const blob = input.Body ?? emptyBlob;
  requireKey(input.Key!);
  if (blob.size > bytesMax) entityTooLarge(blob.size, bytesMax);
  verifyDigests(input, blob);
  writeIf(input, objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!)), input.Key!);
  const object = write(call, bucket, {
    key: input.Key!,
    blob,
    checksums: checksumsOf(input),
    ...settingsOf(call, bucket, input),
  });
  announce(call, bucket, { event: 's3:ObjectCreated:Put', version: object, reason: 'PutObject' });
  return { ETag: etagOf(object), ...checksumAnswer(object), ...writeAnswer(call, bucket, object) };
};

/** AWS: user guide, "Naming Amazon S3 objects": at most 1,024 bytes of UTF-8. */
export function requireKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > 1024) keyTooLong(bytes);
}

/** Keeps an object as the newest version of its key. */
export function write(
  call: Call,
  bucket: BucketRecord,
  content: Omit<ObjectRecord, 'versionId' | 'order' | 'modifiedAt'>,
): ObjectRecord {
  const versionId = bucket.versioning === 'Enabled' ? newVersionId(call) : 'null';
  const object = { ...content, versionId, order: nextOrder(call.tx, bucket), modifiedAt: call.now };
  push(call.tx, bucket, object);
  return object;
}

/** S3's version ids are 32 characters that say nothing. */
export const newVersionId = (call: Call): string =>
  call.ids.word(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._');

export const getObject: Handler<GetObjectRequest, GetOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const object = present(call, bucket, input);
  readIf(input, { etag: etagOf(object), modifiedAt: object.modifiedAt });
  if (archives.has(object.storageClass)) invalidObjectState(object.storageClass!);
  requireKeyOf(object, input, call);
  unseal(call, bucket, object);
  const range = rangeOf(input, object);
  return {
    ...description(call, bucket, object, input),
    ...(input.ChecksumMode === 'ENABLED' && rangedChecksums(object, input, range)),
    ...rangeAnswer(object, range),
    ...partsAnswer(object, input),
    Body: range ? { blob: object.blob, ...range } : object.blob,
  };
};

export const headObject: Handler<HeadObjectRequest, HeadObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const object = find(call, bucket, input) ?? notFound(isDeleted(call, bucket, input.Key!));
  requireKeyOf(object, input, call);
  readIf(input, { etag: etagOf(object), modifiedAt: object.modifiedAt });
  const range = rangeOf(input, object);
  return {
    ...description(call, bucket, object, input),
    ...(input.ChecksumMode === 'ENABLED' &&
      (range ? rangedChecksums(object, input, range) : checksumAnswer(object))),
    ...rangeAnswer(object, range),
    ...partsAnswer(object, input),
  };
};

export interface OfObject {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The object, or what S3 says where it is not. */
export function present(call: Call, bucket: BucketRecord, wanted: OfObject): ObjectRecord {
  const missing = () =>
    wanted.VersionId === undefined
      ? noSuchKey(wanted.Key!, isDeleted(call, bucket, wanted.Key!))
      : noSuchVersion(wanted.Key!, wanted.VersionId);
  return find(call, bucket, wanted) ?? missing();
}

/** Whether a marker is the newest version of a key. */
function isDeleted(call: Call, bucket: BucketRecord, key: string): boolean {
  const [newest] = bucket.versioning ? versionsOf(call.tx, bucket.name, key) : [];
  return newest !== undefined && isDeleteMarker(newest);
}

/** The object a key has now, or had as that version. */
export function find(
  call: Call,
  bucket: BucketRecord,
  wanted: { readonly Key?: string | undefined; readonly VersionId?: string | undefined },
): ObjectRecord | undefined {
  const key = wanted.Key!;
  const newest = objects.get(call.tx, everywhere, objectPath(bucket.name, key));
  if (wanted.VersionId === undefined || newest?.versionId === wanted.VersionId) return newest;
  const version = versionsOf(call.tx, bucket.name, key).find((each) => each.versionId === wanted.VersionId);
  if (version && isDeleteMarker(version)) methodNotAllowed('GET');
  return version as ObjectRecord | undefined;
}

type Cut = Pick<GetObjectRequest, 'Range' | 'PartNumber'>;

/** The bytes that a Range, or the number of a part, asks for. */
function rangeOf({ Range: header, PartNumber }: Cut, object: ObjectRecord): ByteRange | undefined {
  if (PartNumber !== undefined) {
    if (header !== undefined)
      invalidRequest('Cannot specify both Range header and partNumber query parameter.');
    return partRange(PartNumber, object);
  }
  if (header === undefined) return undefined;
  const range = byteRange(header, object.blob.size);
  return range === 'unsatisfiable' ? invalidRange(header, object.blob.size) : range;
}

/** An object that was put whole is its own first part. */
function partRange(number: number, { parts, blob }: ObjectRecord): ByteRange | undefined {
  const count = parts?.length ?? 1;
  if (number < 1 || number > count) invalidPartNumber(number, count);
  if (!parts) return blob.size === 0 ? undefined : { start: 0, end: blob.size - 1 };
  const start = parts.slice(0, number - 1).reduce((sum, part) => sum + part.size, 0);
  return { start, end: start + parts[number - 1]!.size - 1 };
}

function rangeAnswer({ blob }: ObjectRecord, range: ByteRange | undefined) {
  if (!range) return { ContentLength: blob.size };
  return {
    ContentRange: `bytes ${range.start}-${range.end}/${blob.size}`,
    ContentLength: range.end - range.start + 1,
  };
}

const partsAnswer = ({ parts }: ObjectRecord, { PartNumber }: Cut) =>
  PartNumber !== undefined && parts ? { PartsCount: parts.length } : {};

/** Checksums are of the whole, or of a part; of other pieces there are none. */
function rangedChecksums(object: ObjectRecord, { PartNumber }: Cut, range: ByteRange | undefined): Checksums {
  if (!range) return checksumAnswer(object);
  if (PartNumber === undefined) return {};
  if (!object.parts) return checksumAnswer(object);
  const { checksums } = object.parts[PartNumber - 1]!;
  return { ...checksums, ...(object.checksumType && { ChecksumType: object.checksumType }) };
}

/** A request that says what its bytes sum up to. */
type Summed = { readonly [Member in keyof Checksums]?: string | undefined };

export function verifyDigests(input: Summed & { ContentMD5?: string | undefined }, blob: BlobRef): void {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== base64(blob.md5)) badDigest('Content-MD5');
  if (input.ChecksumSHA256 !== undefined && input.ChecksumSHA256 !== base64(blob.sha256)) badDigest('SHA256');
}

interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

export function writeIf(input: WriteConditions, current: ObjectRecord | undefined, key: string): void {
  if (input.IfNoneMatch !== undefined && current && matches(input.IfNoneMatch, etagOf(current)))
    preconditionFailed('If-None-Match');
  if (input.IfMatch === undefined) return;
  if (!current) noSuchKey(key);
  else if (!matches(input.IfMatch, etagOf(current))) preconditionFailed('If-Match');
}

export function checksumsOf(input: Summed): Checksums {
  const given = checksumMembers.filter((member) => input[member] !== undefined);
  return Object.fromEntries(given.map((member) => [member, input[member]!]));
}
