import type { ChecksumAlgorithm, CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import { checksumOf } from '../../../base/checksums/checksum.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { memberOf, unknownAlgorithm } from '../checksum-kinds.ts';
import { copyIf, type Conditions } from '../conditions.ts';
import { parseCopySource } from '../copy-source.ts';
import { copyOntoItself, invalidArgument, invalidObjectState, invalidRequest } from '../errors.ts';
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
import { algorithmsOf, checksumAnswer, etagOf, writeAnswer } from './object-answers.ts';
import { archives, settingsOf } from './object-settings.ts';
import { bytesMax, present, requireKey, write, writeIf } from './objects.ts';

/** A copy is summed up anew where its source has no checksum of the kind that it is to have. */
export const copyObject: WaitingHandler<CopyObjectRequest, CopyObjectOutput> = {
  atOnce(input, call) {
    if (input.ChecksumAlgorithm !== undefined) return undefined;
    const { bucket, source } = judged(input, call);
    return copy(input, call, { bucket, source, facts: keptChecksums(source.object) });
  },
  async waits(input, call) {
    for (;;) {
      const { object } = call.transaction((inner) => judged(input, inner)).source;
      const facts = await copiedChecksums(object, input.ChecksumAlgorithm, call);
      const copied = call.transaction((inner) => {
        const { bucket, source } = judged(input, inner);
        return isSameContent(source.object, object)
          ? copy(input, inner, { bucket, source, facts })
          : undefined;
      });
      // What was summed up may be another by now.
      if (copied) return copied;
    }
  },
};

interface Judged {
  readonly bucket: BucketRecord;
  readonly source: Source;
}

function judged(input: CopyObjectRequest, call: Call): Judged {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const source = sourceOf(call, input);
  if (source.object.blob.size > bytesMax)
    invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${bytesMax}`,
    );
  requireKey(input.Key!);
  requireChange(input, source);
  const current = objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!));
  // It is asked again after a crash, and has been made.
  if (!isMade(call, current)) writeIf(input, current, input.Key!);
  return { bucket, source };
}

const isMade = ({ effectId }: Call, current: ObjectRecord | undefined): current is ObjectRecord =>
  effectId !== undefined && current?.effectId === effectId;

const isSameContent = (one: ObjectRecord, other: ObjectRecord): boolean =>
  one.blob.sha256 === other.blob.sha256 && one.checksumType === other.checksumType;

function copy(
  input: CopyObjectRequest,
  call: Call,
  { bucket, source, facts }: Judged & { readonly facts: ChecksumFacts },
): CopyObjectOutput {
  const current = objects.get(call.tx, everywhere, objectPath(bucket.name, input.Key!));
  const made = isMade(call, current) ? current : make(input, call, { bucket, source, facts });
  return {
    CopyObjectResult: {
      ETag: etagOf(made),
      LastModified: new Date(made.modifiedAt),
      ...checksumAnswer(made),
    },
    ...(source.bucket.versioning && { CopySourceVersionId: source.object.versionId }),
    ...writeAnswer(call, bucket, made),
  };
}

function make(
  input: CopyObjectRequest,
  call: Call,
  { bucket, source: { object }, facts }: Judged & { readonly facts: ChecksumFacts },
): ObjectRecord {
  const made = write(call, bucket, {
    key: input.Key!,
    blob: object.blob,
    ...facts,
    ...(call.effectId !== undefined && { effectId: call.effectId }),
    ...copiedSettings(call, bucket, input, object),
  });
  announce(call, bucket, { event: 's3:ObjectCreated:Copy', version: made, reason: 'CopyObject' });
  return made;
}

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

/**
 * The copy is of one piece, and so is its checksum: of the algorithm that is asked for, or that of its source, or the
 * one that S3 takes itself. What is there already is not computed again, nor what no caller from outside has asked for.
 */
// AWS: user guide, "Checking object integrity", "Copying objects".
async function copiedChecksums(
  source: ObjectRecord,
  asked: ChecksumAlgorithm | undefined,
  call: WaitingCall,
): Promise<ChecksumFacts> {
  if (call.effectId !== undefined && asked === undefined) return keptChecksums(source);
  const { blob, checksums, checksumType } = source;
  const [its] = algorithmsOf({ checksums });
  const algorithm = asked ?? its ?? 'CRC64NVME';
  const member = memberOf(algorithm);
  if (checksumType === undefined && checksums[member] !== undefined)
    return { checksums: asked === undefined ? checksums : { [member]: checksums[member] } };
  const checksum = checksumOf(algorithm.toLowerCase()) ?? unknownAlgorithm();
  if (blob.size > 0) for await (const piece of call.blobs.stream(blob)) checksum.update(piece);
  return { checksums: { [member]: checksum.digest() } };
}

/** What a copy has whose checksum nobody from outside has asked for. */
const keptChecksums = ({ checksums, checksumType }: ObjectRecord): ChecksumFacts => ({
  checksums: checksumType === undefined ? checksums : {},
});

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
