import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Handler } from '../../../dispatch/service.ts';
import { copyIf } from '../conditions.ts';
import { copyOntoItself, invalidArgument, noSuchKey, noSuchVersion } from '../errors.ts';
import { bucketAnywhere, bucketOf } from './buckets.ts';
import { checksumAnswer, contentHeaders, etagOf, find, versionAnswer, write } from './objects.ts';

export const copyObject: Handler<CopyObjectRequest, CopyObjectOutput> = (input, call) => {
  const source = parseCopySource(input.CopySource!) ?? badSource(input.CopySource!);
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const from = bucketAnywhere(call, source.bucket, input.ExpectedSourceBucketOwner);
  const { key, versionId } = source;
  const object =
    find(call, from, { Key: key, VersionId: versionId }) ??
    (versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId));
  copyIf(sourceConditions(input), { etag: etagOf(object), modifiedAt: object.modifiedAt });
  const replaced = input.MetadataDirective === 'REPLACE';
  const itself = from.name === bucket.name && key === input.Key && versionId === undefined;
  if (itself && !replaced) copyOntoItself();
  const copy = write(call, bucket, {
    ...object,
    key: input.Key!,
    ...(replaced && { headers: contentHeaders(input), metadata: input.Metadata ?? {} }),
  });
  return {
    CopyObjectResult: {
      ETag: etagOf(copy),
      LastModified: new Date(copy.modifiedAt),
      ...checksumAnswer(copy),
    },
    ...(from.versioning && { CopySourceVersionId: object.versionId }),
    ...versionAnswer(bucket, copy),
  };
};

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Reads `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` behind it. */
export function parseCopySource(text: string): CopySource | undefined {
  const [path = '', query] = text.split(/\?versionId=/);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(percentDecoded(path));
  if (!match) return undefined;
  return { bucket: match[1]!, key: match[2]!, ...(query !== undefined && { versionId: query }) };
}

/** A `%` that does not begin an encoded byte stands for itself. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

const badSource = (value: string): never =>
  invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    value,
  );

const sourceConditions = (input: CopyObjectRequest) => ({
  IfMatch: input.CopySourceIfMatch,
  IfNoneMatch: input.CopySourceIfNoneMatch,
  IfModifiedSince: input.CopySourceIfModifiedSince,
  IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
});
