import type {
  CompletedPart,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { BlobRef } from '../../../base/blob.ts';
import { checksumOf } from '../../../base/checksums/checksum.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { compositeOf, memberOf, type ChecksumKind } from '../checksum-kinds.ts';
import {
  badDigest,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
} from '../errors.ts';
import {
  checksumMembers,
  everywhere,
  objectPath,
  objects,
  type BucketRecord,
  type ChecksumFacts,
} from '../records.ts';
import { forgetUpload, partsOf, type PartRecord, type UploadRecord } from '../uploads.ts';
import { bucketOf } from './buckets.ts';
import { checksumAnswer, etagOf, writeAnswer } from './object-answers.ts';
import { checksumsOf, write, writeIf } from './objects.ts';
import { passed } from './parts.ts';
import { uploadOf } from './uploads.ts';

/** AWS: "Each part must be at least 5 MB in size, except the last part." */
const partBytesMin = 5 * 1024 * 1024;

/** The parts become one object: they are read once and kept as one blob, then the key changes hands at once. */
export const completeMultipartUpload: WaitingHandler<
  CompleteMultipartUploadRequest,
  CompleteMultipartUploadOutput
> = {
  async waits(input, call) {
    const before = call.transaction((inner) => judged(input, inner));
    const joined = await join(before, call);
    return call.transaction((inner) => {
      const { bucket, upload, parts } = judged(input, inner);
      const facts = factsOf(kindOf(upload), parts, joined.full, input);
      forgetUpload(inner.tx, bucket.name, upload);
      const object = write(inner, bucket, {
        key: upload.key,
        blob: joined.blob,
        etag: etagOfParts(parts),
        parts: parts.map(({ number, blob, checksums }) => ({ number, size: blob.size, checksums })),
        ...facts,
        ...upload.settings,
      });
      const event = 's3:ObjectCreated:CompleteMultipartUpload';
      announce(inner, bucket, { event, version: object, reason: 'CompleteMultipartUpload' });
      return {
        Location: `${inner.endpoint}/${bucket.name}/${encodeURI(upload.key)}`,
        Bucket: bucket.name,
        Key: upload.key,
        ETag: etagOf(object),
        ...checksumAnswer(object),
        ...writeAnswer(inner, bucket, object),
      };
    });
  },
};

interface Judged {
  readonly bucket: BucketRecord;
  readonly upload: UploadRecord;
  readonly parts: readonly PartRecord[];
}

function judged(input: CompleteMultipartUploadRequest, call: Call): Judged {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const upload = uploadOf(call, bucket, input);
  const asked = input.MultipartUpload?.Parts ?? [];
  if (asked.length === 0) malformedXml();
  const there = new Map(partsOf(call.tx, bucket.name, upload).map((part) => [part.number, part]));
  let former = 0;
  const parts = asked.map((each) => {
    if (each.PartNumber! <= former) invalidPartOrder(upload.uploadId);
    former = each.PartNumber!;
    return matching(each, there.get(each.PartNumber!), upload);
  });
  const small = parts.slice(0, -1).find(({ blob }) => blob.size < partBytesMin);
  if (small) entityTooSmall(small.blob.size, partBytesMin, small.number, small.blob.md5);
  const size = parts.reduce((sum, { blob }) => sum + blob.size, 0);
  if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== size)
    invalidRequest("The provided 'x-amz-mp-object-size' header value does not match what was computed.");
  writeIf(input, objects.get(call.tx, everywhere, objectPath(bucket.name, upload.key)), upload.key);
  return { bucket, upload, parts };
}

/** The part that was uploaded, if it is the one that the caller means. */
function matching(asked: CompletedPart, there: PartRecord | undefined, upload: UploadRecord): PartRecord {
  const etag = asked.ETag?.replaceAll('"', '');
  if (!there || etag !== there.blob.md5) return invalidPart(upload.uploadId, asked.PartNumber!, etag ?? '');
  for (const member of checksumMembers)
    if (asked[member] !== undefined && asked[member] !== there.checksums[member])
      invalidPart(upload.uploadId, there.number, etag);
  const { checksum } = upload;
  if (checksum?.type === 'COMPOSITE' && asked[memberOf(checksum.algorithm)] === undefined)
    invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must ` +
        `include the checksum for each part. It was missing for part ${there.number} in the request.`,
    );
  return there;
}

/** AWS: user guide, "Checking object integrity": of what comes without a checksum. */
const kindOf = ({ checksum }: UploadRecord): ChecksumKind =>
  checksum ?? { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' };

interface Joined {
  readonly blob: BlobRef;
  /** The checksum of all bytes, where the upload is summed up so. */
  readonly full: string | undefined;
}

async function join({ upload, parts }: Judged, call: WaitingCall): Promise<Joined> {
  const checksum = kindOf(upload);
  const full = checksum.type === 'FULL_OBJECT' ? checksumOf(checksum.algorithm.toLowerCase()) : undefined;
  const [only] = parts;
  if (parts.length === 1 && !full) return { blob: only!.blob, full: undefined };
  const blob = await call.blobs.write(passed(concatenated(parts, call), full));
  return { blob, full: full?.digest() };
}

async function* concatenated(parts: readonly PartRecord[], call: WaitingCall): AsyncGenerator<Uint8Array> {
  for (const { blob } of parts) if (blob.size > 0) yield* call.blobs.stream(blob);
}

function factsOf(
  kind: ChecksumKind,
  parts: readonly PartRecord[],
  full: string | undefined,
  input: CompleteMultipartUploadRequest,
): ChecksumFacts {
  const member = memberOf(kind.algorithm);
  const composite = kind.type === 'COMPOSITE';
  const computed = composite
    ? compositeOf(
        kind.algorithm,
        parts.map(({ checksums }) => checksums[member]!),
      )
    : full!;
  const stated = checksumsOf(input)[member];
  if (stated !== undefined && stated !== computed && stated !== computed.replace(/-\d+$/, ''))
    badDigest(kind.algorithm);
  return { checksums: { [member]: computed }, ...(composite && { checksumType: 'COMPOSITE' }) };
}

/** AWS: the MD5 of the parts' MD5s, and how many there are. */
function etagOfParts(parts: readonly PartRecord[]): string {
  const digest = createHash('md5');
  for (const { blob } of parts) digest.update(Buffer.from(blob.md5, 'hex'));
  return `${digest.digest('hex')}-${parts.length}`;
}
