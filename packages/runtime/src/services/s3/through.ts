import { accessPointIn, accessPointSource, type AccessPoint } from './access-points.ts';
import type { Asked } from './actions.ts';
import type { Call } from '../../dispatch/service.ts';
import { methodNotAllowedHere, noSuchAccessPoint } from './errors.ts';

/** AWS: user guide, "Access point compatibility with S3 operations"; those that read a bucket, besides objects'. */
const ofBuckets = new Set([
  'GetBucketAcl',
  'GetBucketCors',
  'GetBucketLocation',
  'GetBucketNotificationConfiguration',
  'GetBucketPolicy',
  'HeadBucket',
]);

/** What a call asks, of the bucket behind the access point that it names. */
export interface Through {
  readonly AccessPoint?: AccessPoint;
  readonly SourceAccessPoint?: AccessPoint;
}

/** An input as if it named buckets, and the access points that it goes through. */
export function throughAccessPoints(
  call: Call,
  input: Asked,
  { operation, isOfObjects }: { readonly operation: string; readonly isOfObjects: boolean },
): Asked & Through {
  // A bucket may be called as an access point is in the name of a host.
  if (operation === 'CreateBucket') return input;
  const { Bucket, CopySource } = input;
  const point = typeof Bucket === 'string' ? accessPointIn(call, Bucket) : undefined;
  if (!point && typeof Bucket === 'string' && Bucket.startsWith('arn:')) noSuchAccessPoint();
  if (point && !isOfObjects && !ofBuckets.has(operation)) methodNotAllowedHere();
  const from = typeof CopySource === 'string' ? accessPointSource(call, CopySource) : undefined;
  if (!point && !from) return input;
  return {
    ...input,
    ...(point && { Bucket: point.bucket, AccessPoint: point }),
    ...(from && { CopySource: from.source, SourceAccessPoint: from.point }),
  };
}
