import { AwsError } from '../../../base/aws-error.ts';
import type { BlobRef } from '../../../base/blob.ts';
import { percentDecoded } from '../../../base/percent-decoded.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { bodyAndUrl, objectNotRead, tooLongBody, unsupportedUrl } from '../errors.ts';

interface Source {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** The template that a caller gives, read from S3 where it is named by its URL. Undefined where none is given. */
export async function bodyOf(source: Source, call: WaitingCall): Promise<string | undefined> {
  const { TemplateBody: body, TemplateURL: url } = source;
  if (body !== undefined && url !== undefined) bodyAndUrl();
  if (url !== undefined) return textAt(url, call);
  // AWS: quotas, "Template body size in a request: 51,200 bytes". Services, which call from inside, hand over longer
  // ones by a URL there: a set's template may have 1 MB.
  if (body !== undefined && call.effectId === undefined && Buffer.byteLength(body) > 51_200) tooLongBody();
  return body;
}

/** The text of the S3 object that a URL names. */
export async function textAt(url: string, call: WaitingCall): Promise<string> {
  const { bucket, key, versionId } = objectOf(url) ?? unsupportedUrl();
  try {
    const object = await call.perform({
      type: 'aws.call',
      service: 's3',
      operation: 'GetObject',
      input: { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) },
      // AWS reads it with the caller's own permissions.
      as: servicePrincipal('cloudformation'),
      scope: { account: call.account, region: call.region },
    });
    return Buffer.from(await call.blobs.read(object.Body as BlobRef)).toString();
  } catch (error) {
    if (error instanceof AwsError) objectNotRead(error.message);
    throw error;
  }
}

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Reads an S3 URL: AWS's own hosts and ours, path style and virtual-hosted. */
export function objectOf(text: string): ObjectName | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const bucketInHost = bucketOfHost(url.hostname);
  if (bucketInHost === undefined) return undefined;
  const path = percentDecoded(url.pathname.slice(1));
  if (path === undefined) return undefined;
  const slash = path.indexOf('/');
  const bucket = bucketInHost || path.slice(0, slash);
  const key = bucketInHost ? path : path.slice(slash + 1);
  if (!bucket || !key || (!bucketInHost && slash < 0)) return undefined;
  const versionId = url.searchParams.get('versionId');
  return { bucket, key, ...(versionId !== null && { versionId }) };
}

/** Empty where the host names no bucket; undefined where it is no host of S3. */
function bucketOfHost(host: string): string | undefined {
  if (/^[\d.]+$/.test(host) || host.startsWith('[') || host === 'localhost') return '';
  const labels = host.split('.');
  const s3 = labels.findLastIndex((label) => /^s3(-[a-z0-9-]+)?$/.test(label));
  if (s3 >= 0) return labels.slice(0, s3).join('.');
  return labels.at(-1) === 'localhost' ? labels.slice(0, -1).join('.') : undefined;
}
