import type { FunctionCode } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { unzippedSize } from '../archive.ts';
import { invalidParameter, notServed, objectNotRead, unreadableZip, unzippedTooLarge } from '../errors.ts';

/** AWS: quotas, "Deployment package (.zip file archive) size: 250 MB unzipped". */
const unzippedBytesMax = 262_144_000;

/** Takes a deployment package in, from the request or from S3, and keeps it as a blob. */
export async function keepCode(code: Partial<FunctionCode>, call: WaitingCall): Promise<BlobRef> {
  if (code.ImageUri !== undefined) notServed('ImageUri');
  const { blob, bytes } = await codeBytes(code, call);
  const size = unzippedSize(bytes);
  if (size === undefined) unreadableZip();
  if (size > unzippedBytesMax) unzippedTooLarge();
  return blob;
}

async function codeBytes(code: Partial<FunctionCode>, call: WaitingCall) {
  if (code.ZipFile !== undefined) {
    const bytes = bytesOf(code.ZipFile);
    return { bytes, blob: await call.blobs.write(bytes) };
  }
  if (!code.S3Bucket || !code.S3Key) invalidParameter('Please provide a source for function code.');
  const blob = await objectBody(code, call);
  return { blob, bytes: await call.blobs.read(blob) };
}

/** From inside the house, where calls are plain data, a zip comes as base64. */
function bytesOf(zip: Uint8Array | string): Uint8Array {
  return typeof zip === 'string' ? Buffer.from(zip, 'base64') : zip;
}

async function objectBody(code: Partial<FunctionCode>, call: WaitingCall): Promise<BlobRef> {
  const version = code.S3ObjectVersion;
  try {
    const object = await call.perform({
      type: 'aws.call',
      service: 's3',
      operation: 'GetObject',
      input: { Bucket: code.S3Bucket, Key: code.S3Key, ...(version !== undefined && { VersionId: version }) },
      // AWS reads the object with the caller's own permissions.
      as: servicePrincipal('lambda'),
      scope: { account: call.account, region: call.region },
    });
    return object.Body as BlobRef;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return objectNotRead(error.name, error.message);
  }
}
