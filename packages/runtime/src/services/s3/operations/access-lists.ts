import type {
  GetBucketAclOutput,
  GetObjectAclOutput,
  GetObjectAclRequest,
  PutBucketAclRequest,
  PutObjectAclOutput,
  PutObjectAclRequest,
} from '@aws-sdk/client-s3';
import type { Handler } from '../../../dispatch/service.ts';
import { cannedGrants, grantsOf, isOwnersAlone, ownerOf } from '../access-lists.ts';
import { accessControlListNotSupported } from '../errors.ts';
import { announce } from '../announcing.ts';
import { replace } from '../versioning.ts';
import { hasAccessLists } from './access.ts';
import { bucketOf } from './buckets.ts';
import { keeping, telling } from './keeping.ts';
import { missingGrants, objectGrants, requireUnblocked } from './object-grants.ts';
import { present } from './objects.ts';

export const putBucketAcl = keeping('acl', (input: PutBucketAclRequest, call, bucket) => {
  if (!hasAccessLists(call, bucket)) accessControlListNotSupported();
  const grants = grantsOf(input, bucket.owner) ?? missingGrants();
  requireUnblocked(call, bucket, grants, 's3:PutBucketAcl');
  return { Grants: grants };
});

export const getBucketAcl = telling('acl', (kept, bucket): GetBucketAclOutput => ({
  Owner: ownerOf(bucket.owner),
  Grants: kept?.Grants ?? cannedGrants('private', bucket.owner),
}));

export const putObjectAcl: Handler<PutObjectAclRequest, PutObjectAclOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const object = present(call, bucket, input);
  const grants = objectGrants(call, bucket, input) ?? missingGrants();
  const kept = isOwnersAlone(grants, bucket.owner) ? object : { ...object, grants };
  replace(call.tx, bucket, kept);
  announce(call, bucket, { event: 's3:ObjectAcl:Put', version: kept });
  return {};
};

export const getObjectAcl: Handler<GetObjectAclRequest, GetObjectAclOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { grants } = present(call, bucket, input);
  return {
    Owner: ownerOf(bucket.owner),
    Grants: grants ? [...grants] : cannedGrants('private', bucket.owner),
  };
};
