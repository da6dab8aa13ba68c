import type {
  GetObjectAttributesOutput,
  GetObjectAttributesParts,
  GetObjectAttributesRequest,
} from '@aws-sdk/client-s3';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidArgument } from '../errors.ts';
import type { ObjectRecord } from '../records.ts';
import { bucketOf } from './buckets.ts';
import { requireKeyOf } from './customer-keys.ts';
import { checksumAnswer, etagOf, versionAnswer } from './object-answers.ts';
import { present } from './objects.ts';

const known = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

export const getObjectAttributes: Handler<GetObjectAttributesRequest, GetObjectAttributesOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const wanted = new Set<string>(input.ObjectAttributes ?? []);
  const strange = [...wanted].find((each) => !known.includes(each));
  if (strange !== undefined)
    invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', strange);
  const object = present(call, bucket, input);
  requireKeyOf(object, input, call);
  const checksum = checksumAnswer(object);
  return {
    LastModified: new Date(object.modifiedAt),
    ...versionAnswer(bucket, object),
    ...(wanted.has('ETag') && { ETag: etagOf(object).replaceAll('"', '') }),
    ...(wanted.has('Checksum') && checksum.ChecksumType && { Checksum: checksum }),
    ...(wanted.has('ObjectParts') && object.parts && { ObjectParts: partsOf(object, input) }),
    ...(wanted.has('StorageClass') && { StorageClass: object.storageClass ?? 'STANDARD' }),
    ...(wanted.has('ObjectSize') && { ObjectSize: object.blob.size }),
  };
};

/** AWS: the parts themselves are listed only where each has a checksum. */
function partsOf(
  { parts = [] }: ObjectRecord,
  { MaxParts, PartNumberMarker }: GetObjectAttributesRequest,
): GetObjectAttributesParts {
  const limit = Math.min(MaxParts ?? 1000, 1000);
  const after = Number(PartNumberMarker ?? 0);
  const rest = parts.filter(({ number }) => number > after);
  const page = rest.slice(0, limit);
  const summed = parts.some(({ checksums }) => Object.keys(checksums).length > 0);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    ...(summed && {
      Parts: page.map(({ number, size, checksums }) => ({ PartNumber: number, Size: size, ...checksums })),
    }),
  };
}
