import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Incoming } from '../incoming.ts';
import type { BucketAddress } from '../protocols/bucket-address.ts';
import { Refusal } from '../refusal.ts';

/** What a presigned URL of S3's old kind says: boto3 and the first AWS CLI make such, unless told otherwise. */
// AWS: S3 user guide, "Signing and authenticating REST requests (AWS signature version 2)".
export interface OldAuthorization {
  readonly accessKeyId: string;
  readonly signature: string;
  /** Epoch seconds, as they were signed. */
  readonly expires: string;
  readonly sessionToken: string | undefined;
}

/** Undefined where the URL is not presigned in that way. */
export function readOldAuthorization({ query, parameters }: Incoming): OldAuthorization | undefined {
  if (!/(?:^|&)AWSAccessKeyId=/.test(query)) return undefined;
  const single = (name: string): string => {
    const values = parameters.get(name);
    if (values?.length !== 1 || !values[0])
      throw new Refusal(
        'MissingAuthentication',
        'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      );
    return values[0];
  };
  return {
    accessKeyId: single('AWSAccessKeyId'),
    signature: single('Signature'),
    expires: single('Expires'),
    sessionToken: parameters.get('x-amz-security-token')?.[0],
  };
}

/** Parameters of the query that are part of what is signed. */
const signedParameters = new Set(
  (
    'accelerate acl analytics cors delete inventory lifecycle location logging metrics notification object-lock ' +
    'partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
);

/** HMAC-SHA1, in base64. */
export function isOldSignature(stated: string, secret: string, text: string): boolean {
  const given = Buffer.from(stated, 'base64');
  const made = createHmac('sha1', secret).update(text).digest();
  return given.length === made.length && timingSafeEqual(given, made);
}

/** Says yes or throws. `now` is wall time, epoch milliseconds. */
export function verifyOldSignature(
  incoming: Incoming,
  authorization: OldAuthorization,
  address: BucketAddress,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): void {
  const texts = resources(incoming, address).map((resource) =>
    stringToSign(incoming, authorization, resource),
  );
  const isBy = (secret: string) =>
    texts.some((each) => isOldSignature(authorization.signature, secret, each));
  if (!secrets.some(isBy))
    throw new Refusal('SignatureMismatch', '', {
      AWSAccessKeyId: authorization.accessKeyId,
      StringToSign: texts[0]!,
      SignatureProvided: authorization.signature,
    });
  const expiresAt = Number(authorization.expires) * 1000;
  if (!(now <= expiresAt))
    throw new Refusal('PresignedExpired', '', {
      Expires: authorization.expires,
      ServerTime: new Date(now).toISOString(),
    });
}

/** The bucket is named also where the host has it; one by itself is signed with a slash behind it, or without. */
function resources(incoming: Incoming, { bucket, path }: BucketAddress): readonly string[] {
  if (bucket === undefined) return [incoming.path];
  const isHosted = incoming.path === path;
  if (isHosted) return [`/${bucket}${path}`];
  return path === '/' ? [`/${bucket}`, `/${bucket}/`] : [incoming.path];
}

function stringToSign(incoming: Incoming, { expires }: OldAuthorization, resource: string): string {
  return [
    incoming.method,
    stated(incoming, 'content-md5'),
    stated(incoming, 'content-type'),
    expires,
    ...amazonHeaders(incoming),
    `${resource}${subresources(incoming)}`,
  ].join('\n');
}

/** A header, or a parameter of the URL that stands for it. */
function stated({ headers, parameters }: Incoming, name: string): string {
  return headers.get(name) ?? parameters.get(name)?.[0] ?? '';
}

function amazonHeaders({ headers, parameters }: Incoming): string[] {
  const all = new Map<string, string>();
  for (const [name, [value = '']] of parameters)
    if (name.toLowerCase().startsWith('x-amz-')) all.set(name.toLowerCase(), value);
  for (const name of headers.names())
    if (name.startsWith('x-amz-'))
      all.set(
        name,
        headers
          .all(name)
          .map((each) => each.trim())
          .join(','),
      );
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`);
}

function subresources({ parameters, query }: Incoming): string {
  const named = new Set(
    query
      .split('&')
      .filter((part) => part.includes('='))
      .map((part) => part.split('=')[0]),
  );
  const signed = [...parameters]
    .filter(([name]) => signedParameters.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = signed.map(([name, [value = '']]) => (named.has(name) ? `${name}=${value}` : name));
  return texts.length === 0 ? '' : `?${texts.join('&')}`;
}
