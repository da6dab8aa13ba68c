import type { S3LogsConfig } from '@aws-sdk/client-codebuild';
import type { BuildPlan } from '../records.ts';

/** `bucket/path`, or the ARN of that. */
export function bucketAndKey(location: string): readonly [bucket: string, key: string] {
  const [bucket = '', ...key] = location.replace(/^arn:[^:]+:s3:::/, '').split('/');
  return [bucket, key.filter((part) => part !== '').join('/')];
}

/** AWS: ProjectArtifacts and S3LogsConfig, encryptionDisabled and bucketOwnerAccess; unverified: the ACLs. */
export const objectAccess = (
  plan: Pick<BuildPlan, 'encryptionKey'>,
  {
    encryptionDisabled,
    bucketOwnerAccess = 'NONE',
  }: Pick<S3LogsConfig, 'encryptionDisabled' | 'bucketOwnerAccess'>,
) => ({
  ...(!encryptionDisabled && sealedBy(plan)),
  ...(bucketOwnerAccess === 'READ_ONLY' && { ACL: 'bucket-owner-read' }),
  ...(bucketOwnerAccess === 'FULL' && { ACL: 'bucket-owner-full-control' }),
});

/** AWS: API reference, Project, encryptionKey: "used for encrypting the build output artifacts". */
// Without one AWS takes its own key for S3; here it is as the bucket has it.
export const sealedBy = ({ encryptionKey }: Pick<BuildPlan, 'encryptionKey'>) =>
  encryptionKey === undefined || encryptionKey.endsWith('alias/aws/s3')
    ? {}
    : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey };
