import type {
  GetBucketOwnershipControlsOutput,
  GetBucketPolicyOutput,
  GetBucketPolicyStatusOutput,
  GetPublicAccessBlockOutput,
  PutBucketOwnershipControlsRequest,
  PutBucketPolicyRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3';
import type { Call } from '../../../dispatch/service.ts';
import { configured } from '../configurations.ts';
import { isOwnersAlone } from '../access-lists.ts';
import { invalidBucketAclWithOwnership, malformedXml, notAuthorized, notConfigured } from '../errors.ts';
import { readPolicy } from '../policy/document.ts';
import { isPublic } from '../policy/publicity.ts';
import type { BucketRecord } from '../records.ts';
import { forgetting, keeping, telling } from './keeping.ts';

export const putBucketPolicy = keeping('policy', ({ Policy }: PutBucketPolicyRequest, call, bucket) => {
  const policy = readPolicy(Policy!, bucket.name);
  const blocked = configured(call.tx, bucket.name, 'publicAccessBlock')?.BlockPublicPolicy;
  if (blocked && isPublic(policy))
    notAuthorized(
      call.caller.arn,
      's3:PutBucketPolicy',
      `arn:aws:s3:::${bucket.name}`,
      'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    );
  return Policy!;
});
export const getBucketPolicy = telling('policy', (kept, bucket): GetBucketPolicyOutput => ({
  Policy: kept ?? notConfigured('policy', bucket.name),
}));
export const getBucketPolicyStatus = telling('policy', (kept, bucket): GetBucketPolicyStatusOutput => {
  const text = kept ?? notConfigured('policy', bucket.name);
  return { PolicyStatus: { IsPublic: isPublic(readPolicy(text, bucket.name)) } };
});
export const deleteBucketPolicy = forgetting('policy');

/** What is not said is false. */
export const putPublicAccessBlock = keeping(
  'publicAccessBlock',
  ({ PublicAccessBlockConfiguration: asked }: PutPublicAccessBlockRequest) => ({
    BlockPublicAcls: asked!.BlockPublicAcls ?? false,
    IgnorePublicAcls: asked!.IgnorePublicAcls ?? false,
    BlockPublicPolicy: asked!.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: asked!.RestrictPublicBuckets ?? false,
  }),
);
export const getPublicAccessBlock = telling(
  'publicAccessBlock',
  (kept, bucket): GetPublicAccessBlockOutput => ({
    PublicAccessBlockConfiguration: kept ?? notConfigured('publicAccessBlock', bucket.name),
  }),
);
export const deletePublicAccessBlock = forgetting('publicAccessBlock');

const ownerships = new Set(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']);

export const putBucketOwnershipControls = keeping(
  'ownership',
  ({ OwnershipControls: asked }: PutBucketOwnershipControlsRequest, call, bucket) => {
    const { Rules: rules = [] } = asked!;
    if (rules.length !== 1 || !ownerships.has(rules[0]!.ObjectOwnership!)) malformedXml();
    const acl = configured(call.tx, bucket.name, 'acl')?.Grants ?? [];
    if (rules[0]!.ObjectOwnership === 'BucketOwnerEnforced' && !isOwnersAlone(acl, bucket.owner))
      invalidBucketAclWithOwnership();
    return { Rules: rules };
  },
);
export const getBucketOwnershipControls = telling(
  'ownership',
  (kept, bucket): GetBucketOwnershipControlsOutput => ({
    OwnershipControls: kept ?? notConfigured('ownership', bucket.name),
  }),
);
export const deleteBucketOwnershipControls = forgetting('ownership');

/** Whether the bucket's access lists mean anything. AWS: without ownership controls the writer owns an object. */
export function hasAccessLists(call: Pick<Call, 'tx'>, bucket: BucketRecord): boolean {
  const rule = configured(call.tx, bucket.name, 'ownership')?.Rules?.[0];
  return rule?.ObjectOwnership !== 'BucketOwnerEnforced';
}
