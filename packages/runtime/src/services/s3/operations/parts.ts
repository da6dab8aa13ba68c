import type {
  ListPartsOutput,
  ListPartsRequest,
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { BlobRef } from '../../../base/blob.ts';
import { checksumOf } from '../../../base/checksums/checksum.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { ownerOf } from '../access-lists.ts';
import { byteRange, type ByteRange } from '../byte-range.ts';
import { memberOf } from '../checksum-kinds.ts';
import { entityTooLarge, invalidArgument, invalidRequest } from '../errors.ts';
import { everywhere, type Checksums } from '../records.ts';
import { partPath, parts, partsOf, type PartRecord, type UploadRecord } from '../uploads.ts';
import { bucketOf } from './buckets.ts';
import { sourceOf, type Source } from './copies.ts';
import { requireKeyOfUpload } from './customer-keys.ts';
import { encryptionAnswer } from './encryption.ts';
import { bytesMax, checksumsOf, emptyBlob, verifyDigests } from './objects.ts';
import { uploadOf } from './uploads.ts';

type PartInput = Omit<UploadPartRequest, 'Body'> & { readonly Body?: BlobRef };

export const uploadPart: Handler<PartInput, UploadPartOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireNumber(input.PartNumber!);
  const upload = uploadOf(call, bucket, input);
  requireKeyOfUpload(upload.settings, input, call);
  const blob = input.Body ?? emptyBlob;
  if (blob.size > bytesMax) entityTooLarge(blob.size, bytesMax);
  verifyDigests(input, blob);
  const checksums = checksumsOf(input);
  requireChecksum(upload, checksums);
  keep(call, bucket.name, upload, { number: input.PartNumber!, blob, checksums, modifiedAt: call.now });
  return { ETag: `"${blob.md5}"`, ...checksums, ...encryptionAnswer(upload.settings) };
};

/** AWS: "Part numbers can be any number from 1 to 10,000, inclusive." */
function requireNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
}

/** What an upload is summed up by, its parts are, too. */
function requireChecksum({ checksum }: UploadRecord, given: Checksums): void {
  const [member] = Object.keys(given);
  const actual = member?.replace('Checksum', '').toLowerCase() ?? 'null';
  const expected = checksum?.algorithm.toLowerCase();
  const fits = expected === actual || (checksum?.type === 'FULL_OBJECT' && actual === 'null');
  if (expected !== undefined && !fits)
    invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
    );
}

function keep(call: Call, bucket: string, upload: UploadRecord, part: PartRecord): void {
  parts.put(call.tx, everywhere, partPath(bucket, upload, part.number), part);
}

/** Bytes of an object that is there already. A range of them is read and kept as what it is: the part. */
export const uploadPartCopy: WaitingHandler<UploadPartCopyRequest, UploadPartCopyOutput> = {
  async waits(input, call) {
    const { source, range, upload } = call.transaction((inner) => copied(input, inner));
    const { blob } = source.object;
    const algorithm = upload.checksum?.algorithm;
    const checksum = algorithm && checksumOf(algorithm.toLowerCase())!;
    const bytes = range || checksum ? passed(call.blobs.stream(blob, range), checksum) : undefined;
    const kept = bytes ? await call.blobs.write(bytes) : blob;
    const checksums = checksum && algorithm ? { [memberOf(algorithm)]: checksum.digest() } : {};
    return call.transaction((inner) => {
      const bucket = bucketOf(inner, input.Bucket!, input.ExpectedBucketOwner);
      const current = uploadOf(inner, bucket, input);
      const part = { number: input.PartNumber!, blob: kept, checksums, modifiedAt: inner.now };
      keep(inner, bucket.name, current, part);
      return {
        ...(source.bucket.versioning && { CopySourceVersionId: source.object.versionId }),
        CopyPartResult: { ETag: `"${kept.md5}"`, LastModified: new Date(inner.now), ...checksums },
        ...encryptionAnswer(current.settings),
      };
    });
  },
};

interface Copied {
  readonly source: Source;
  readonly upload: UploadRecord;
  readonly range: ByteRange | undefined;
}

function copied(input: UploadPartCopyRequest, call: Call): Copied {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireNumber(input.PartNumber!);
  const upload = uploadOf(call, bucket, input);
  requireKeyOfUpload(upload.settings, input, call);
  const source = sourceOf(call, input);
  return { source, upload, range: rangeOf(input.CopySourceRange, source.object.blob.size) };
}

/** Both ends must be said, and lie within the source. */
function rangeOf(text: string | undefined, size: number): ByteRange | undefined {
  if (text === undefined) return undefined;
  const range = /^bytes=\d+-\d+$/.test(text) ? byteRange(text, size) : undefined;
  if (range === undefined)
    return invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
        'zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      text,
    );
  if (range === 'unsatisfiable' || Number(text.split('-')[1]) >= size)
    return invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      text,
    );
  return range;
}

/** Bytes on their way, summed up as they pass. */
export async function* passed(
  bytes: AsyncIterable<Uint8Array>,
  checksum: { update(bytes: Uint8Array): void } | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    checksum?.update(piece);
    yield piece;
  }
}

export const listParts: Handler<ListPartsRequest, ListPartsOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const upload = uploadOf(call, bucket, input);
  const { checksum, settings } = upload;
  const limit = Math.min(input.MaxParts ?? 1000, 1000);
  const after = Number(input.PartNumberMarker ?? 0);
  const rest = partsOf(call.tx, bucket.name, upload).filter(({ number }) => number > after);
  const page = rest.slice(0, limit);
  const truncated = rest.length > page.length;
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: truncated,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt),
      ETag: `"${part.blob.md5}"`,
      Size: part.blob.size,
      ...part.checksums,
    })),
    Initiator: { ID: upload.initiator },
    Owner: ownerOf(bucket.owner),
    StorageClass: settings.storageClass ?? 'STANDARD',
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
};
