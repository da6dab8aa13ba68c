import { AwsError } from '../../base/aws-error.ts';
import type { BlobRef } from '../../base/blob.ts';
import { servicePrincipal } from '../../base/service-principal.ts';
import type { WaitingCall } from '../../dispatch/service.ts';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** A document in a bucket; undefined where it may not be had. AWS reads it with the caller's own permissions. */
export async function objectText(
  call: WaitingCall,
  { Bucket, Key, VersionId }: Place,
): Promise<string | undefined> {
  try {
    const object = await call.perform({
      type: 'aws.call',
      service: 's3',
      operation: 'GetObject',
      input: { Bucket, Key, ...(VersionId !== undefined && { VersionId }) },
      as: servicePrincipal('elasticloadbalancing'),
      scope: { account: call.account, region: call.region },
    });
    return Buffer.from(await call.blobs.read(object.Body as BlobRef)).toString();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
