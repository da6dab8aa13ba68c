import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';

/** What a bucket has from its beginning. */
export const closedToThePublic: Required<PublicAccessBlockConfiguration> = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
