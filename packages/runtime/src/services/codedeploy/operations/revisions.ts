import type { S3Location } from '@aws-sdk/client-codedeploy';
import type { BlobRef } from '../../../base/blob.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';

/** The house's own, told by a deployment: reads an AppSpec out of S3, as whom the deployment asks. */
export const readRevision: WaitingHandler<{ readonly s3Location: S3Location }, { readonly content: string }> =
  {
    async waits({ s3Location }, call) {
      const { bucket, key, version } = s3Location;
      const object = await call.perform({
        type: 'aws.call',
        service: 's3',
        operation: 'GetObject',
        input: { Bucket: bucket, Key: key, ...(version !== undefined && { VersionId: version }) },
        as: roleArn(call.caller.arn),
        scope: { account: call.account, region: call.region },
      });
      const bytes = await call.blobs.read(object.Body as BlobRef);
      return { content: Buffer.from(bytes).toString() };
    },
  };

/** The role of a session: whoever called goes on as the same role. */
function roleArn(arn: string): string {
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? 'codedeploy.amazonaws.com' : `arn:aws:iam::${account}:role/${role}`;
}
