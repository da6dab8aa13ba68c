import type { FunctionCode } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { unzippedSize } from '../archive.ts';
import { invalidParameter, objectNotRead, unreadableZip, unzippedTooLarge } from '../errors.ts';
import type { Version } from '../records.ts';
import { imagePackage } from './images.ts';

/** AWS: quotas, "Deployment package (.zip file archive) size: 250 MB unzipped". */
const unzippedBytesMax = 262_144_000;

/** What a version runs. */
export type Package = Pick<Version, 'code' | 'image'>;

/** Takes in what a function is made of: a zip, or an image of ECR. */
export async function keepPackage(code: Partial<FunctionCode>, call: WaitingCall): Promise<Package> {
  if (code.ImageUri !== undefined) return imagePackage(code.ImageUri, call);
  return { code: await keepZip(code, call), image: undefined };
}

/** Takes in a zip, from the request or from S3, and keeps it as a blob. */
export async function keepZip(source: ZipSource, call: WaitingCall): Promise<BlobRef> {
  const { blob, bytes } = await zipBytes(source, call);
  const size = unzippedSize(bytes);
  if (size === undefined) unreadableZip();
  if (size > unzippedBytesMax) unzippedTooLarge();
  return blob;
}

/** Of a function, or of a layer. */
type ZipSource = Pick<Partial<FunctionCode>, 'S3Bucket' | 'S3Key' | 'S3ObjectVersion'> & {
  readonly ZipFile?: Uint8Array | string | undefined;
};

async function zipBytes(code: ZipSource, call: WaitingCall) {
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

async function objectBody(code: ZipSource, call: WaitingCall): Promise<BlobRef> {
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
