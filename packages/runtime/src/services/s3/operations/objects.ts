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
import { byteRange, type ByteRange } from '../byte-range.ts';
import { matches, readIf } from '../conditions.ts';
import {
  badDigest,
  invalidRange,
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
  type ContentHeaders,
  type ObjectRecord,
} from '../records.ts';
import { nextOrder, push } from '../versioning.ts';
import { bucketOf } from './buckets.ts';

type PutInput = Omit<PutObjectRequest, 'Body'> & { readonly Body?: BlobRef };
type GetOutput = Omit<GetObjectOutput, 'Body'> & { readonly Body: BlobRef | BlobRange };

const emptyBlob: BlobRef = {
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  size: 0,
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
};

export const putObject: Handler<PutInput, PutObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const blob = input.Body ?? emptyBlob;
  verifyDigests(input, blob);
  writeIf(input, objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!)), input.Key!);
  const object = write(call, bucket, {
    key: input.Key!,
    blob,
    headers: contentHeaders(input),
    metadata: input.Metadata ?? {},
    checksums: checksumsOf(input),
    ...(input.Expires && { expiresAt: input.Expires.getTime() }),
  });
  return { ETag: etagOf(object), ...checksumAnswer(object), ...versionAnswer(bucket, object) };
};

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
  const object = readable(call, bucket, input);
  const range = rangeOf(input.Range, object);
  return {
    ...description(bucket, object, input),
    ...(input.ChecksumMode === 'ENABLED' && !range && checksumAnswer(object)),
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${object.blob.size}` }),
    ContentLength: range ? range.end - range.start + 1 : object.blob.size,
    Body: range ? { blob: object.blob, ...range } : object.blob,
  };
};

export const headObject: Handler<HeadObjectRequest, HeadObjectOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const object = find(call, bucket, input) ?? notFound();
  readIf(input, { etag: etagOf(object), modifiedAt: object.modifiedAt });
  const range = rangeOf(input.Range, object);
  return {
    ...description(bucket, object, input),
    ...(input.ChecksumMode === 'ENABLED' && checksumAnswer(object)),
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${object.blob.size}` }),
    ContentLength: range ? range.end - range.start + 1 : object.blob.size,
  };
};

type Wanted = Pick<GetObjectRequest, 'Key' | 'VersionId' | 'IfMatch' | 'IfNoneMatch'> &
  Pick<GetObjectRequest, 'IfModifiedSince' | 'IfUnmodifiedSince'>;

function readable(call: Call, bucket: BucketRecord, wanted: Wanted): ObjectRecord {
  const missing = () =>
    wanted.VersionId === undefined ? noSuchKey(wanted.Key!) : noSuchVersion(wanted.Key!, wanted.VersionId);
  const object = find(call, bucket, wanted) ?? missing();
  readIf(wanted, { etag: etagOf(object), modifiedAt: object.modifiedAt });
  return object;
}

/** The object a key has now, or had as that version. */
export function find(
  call: Call,
  bucket: BucketRecord,
  wanted: { readonly Key?: string | undefined; readonly VersionId?: string | undefined },
): ObjectRecord | undefined {
  const key = wanted.Key!;
  if (wanted.VersionId === undefined) return objects.get(call.tx, everywhere, objectPath(bucket.name, key));
  const version = versionsOf(call.tx, bucket.name, key).find((each) => each.versionId === wanted.VersionId);
  if (version && isDeleteMarker(version)) methodNotAllowed('GET');
  return version as ObjectRecord | undefined;
}

function rangeOf(header: string | undefined, object: ObjectRecord): ByteRange | undefined {
  if (header === undefined) return undefined;
  const range = byteRange(header, object.blob.size);
  return range === 'unsatisfiable' ? invalidRange(header, object.blob.size) : range;
}

function description(bucket: BucketRecord, object: ObjectRecord, overrides: GetObjectRequest) {
  return {
    ...object.headers,
    ...responseOverrides(overrides),
    ...(object.expiresAt !== undefined && { ExpiresString: new Date(object.expiresAt).toUTCString() }),
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ETag: etagOf(object),
    Metadata: { ...object.metadata },
    ...versionAnswer(bucket, object),
  };
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

/** AWS: PutObject, "Content-Type: binary/octet-stream" is what an object has whose type nobody told. */
export function contentHeaders(input: Partial<PutInput>): ContentHeaders {
  return defined({
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType ?? 'binary/octet-stream',
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
  });
}

function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function verifyDigests(input: PutInput, blob: BlobRef): void {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== base64(blob.md5)) badDigest('Content-MD5');
  if (input.ChecksumSHA256 !== undefined && input.ChecksumSHA256 !== base64(blob.sha256)) badDigest('SHA256');
}

function writeIf(input: PutInput, current: ObjectRecord | undefined, key: string): void {
  if (input.IfNoneMatch !== undefined && current && matches(input.IfNoneMatch, etagOf(current)))
    preconditionFailed('If-None-Match');
  if (input.IfMatch === undefined) return;
  if (!current) noSuchKey(key);
  else if (!matches(input.IfMatch, etagOf(current))) preconditionFailed('If-Match');
}

function checksumsOf(input: PutInput): Checksums {
  const given = checksumMembers.filter((member) => input[member] !== undefined);
  return Object.fromEntries(given.map((member) => [member, input[member]!]));
}

export function checksumAnswer(object: ObjectRecord): Checksums & { ChecksumType?: 'FULL_OBJECT' } {
  return Object.keys(object.checksums).length === 0
    ? {}
    : { ...object.checksums, ChecksumType: 'FULL_OBJECT' as const };
}

/** A bucket that has never kept versions does not speak of them. */
export const versionAnswer = (bucket: BucketRecord, object: ObjectRecord): { VersionId?: string } =>
  bucket.versioning ? { VersionId: object.versionId } : {};

/** In quotes: the MD5 of an object that was put whole. */
export const etagOf = (object: ObjectRecord): string => `"${object.blob.md5}"`;
