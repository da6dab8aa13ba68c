import type { Grant } from '@aws-sdk/client-s3';
import type { Call } from '../../../dispatch/service.ts';
import { grantsOf, isOwnersAlone, isPublicList, type AclRequest } from '../access-lists.ts';
import { configured } from '../configurations.ts';
import { accessControlListNotSupported, invalidRequest, notAuthorized } from '../errors.ts';
import type { BucketRecord } from '../records.ts';
import { hasAccessLists } from './access.ts';

/** What a write grants, where the bucket allows it to say so; undefined where it does not speak of it. */
export function objectGrants(call: Call, bucket: BucketRecord, asked: AclRequest): Grant[] | undefined {
  const grants = grantsOf(asked, bucket.owner);
  if (grants && !hasAccessLists(call, bucket)) {
    // AWS: "bucket-owner-full-control canned ACLs or an equivalent form" go on being accepted.
    if (asked.ACL !== 'bucket-owner-full-control' && (asked.ACL || !isOwnersAlone(grants, bucket.owner)))
      accessControlListNotSupported();
  }
  if (grants) requireUnblocked(call, bucket, grants, 's3:PutObjectAcl');
  return grants;
}

/** A list for the public is refused where the bucket blocks such. */
export function requireUnblocked(
  call: Call,
  bucket: BucketRecord,
  grants: readonly Grant[],
  action: string,
): void {
  if (!isPublicList(grants)) return;
  if (!configured(call.tx, bucket.name, 'publicAccessBlock')?.BlockPublicAcls) return;
  notAuthorized(
    call.caller.arn,
    action,
    `arn:aws:s3:::${bucket.name}`,
    'because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
  );
}

// AWS: unverified; MissingSecurityHeader is what its error responses list.
export const missingGrants = (): never => invalidRequest('Your request was missing a required header');
