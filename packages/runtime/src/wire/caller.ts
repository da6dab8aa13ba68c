import { timingSafeEqual } from 'node:crypto';
import type { Credentials, Door } from '../dispatch/door.ts';
import type { Incoming } from './incoming.ts';
import { Refusal } from './refusal.ts';
import type { ProtocolName } from './schema/operation-model.ts';
import type { Authorization } from './sigv4/authorization.ts';
import { basicTime } from './sigv4/signing-time.ts';

const minuteMs = 60_000;

/** How far a caller's clock may be off. */
// AWS: S3 "RequestTimeTooSkewed" and query services say 15 minutes, JSON services 5 (their messages name it).
function skewMs(protocol: ProtocolName): number {
  return protocol === 'aws-json' || protocol === 'rest-json' || protocol === 'rpc-cbor'
    ? 5 * minuteMs
    : 15 * minuteMs;
}

/** Refuses what was signed too long ago, or is not valid yet. `now` is wall time. */
export function requireFresh(authorization: Authorization, protocol: ProtocolName, now: number): void {
  const { time, signedAt, scope, expiresSeconds, place } = authorization;
  if (scope.day !== time.slice(0, 8))
    throw new Refusal(
      'SignatureExpired',
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${scope.day}' != '${time.slice(0, 8)}', from '${time}'.`,
    );
  const skew = skewMs(protocol);
  const minutes = skew / minuteMs;
  const s3 = () => ({
    RequestTime: time,
    ServerTime: isoTime(now),
    MaxAllowedSkewMilliseconds: String(skew),
  });
  if (signedAt > now + skew)
    throw new Refusal(
      'SignatureExpired',
      `Signature not yet current: ${time} is still later than ${basicTime(now + skew)} ` +
        `(${basicTime(now)} + ${minutes} min.)`,
      s3(),
    );
  if (place === 'query' && expiresSeconds !== undefined)
    return requireUnexpired(authorization, expiresSeconds, now);
  if (place === 'query' && protocol === 's3-rest-xml')
    throw new Refusal(
      'MalformedQueryAuthorization',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, ' +
        'X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  if (signedAt < now - skew)
    throw new Refusal(
      'SignatureExpired',
      `Signature expired: ${time} is now earlier than ${basicTime(now - skew)} ` +
        `(${basicTime(now)} - ${minutes} min.)`,
      s3(),
    );
}

function requireUnexpired({ time, signedAt }: Authorization, expiresSeconds: number, now: number): void {
  const expiresAt = signedAt + expiresSeconds * 1_000;
  if (now > expiresAt)
    throw new Refusal(
      'PresignedExpired',
      `Signature expired: ${time} is now earlier than ${basicTime(now - expiresSeconds * 1_000)}`,
      { 'X-Amz-Expires': String(expiresSeconds), Expires: isoTime(expiresAt), ServerTime: isoTime(now) },
    );
}

function isoTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}/, '');
}

/** Who is behind the key, and that what came with it is what belongs to it. `houseNow` is house time. */
export function credentialsOf(
  door: Pick<Door, 'credentials'>,
  authorization: Pick<Authorization, 'accessKeyId' | 'sessionToken'>,
  houseNow: number,
): Credentials {
  const { accessKeyId, sessionToken } = authorization;
  const credentials = door.credentials(accessKeyId, sessionToken);
  if (!credentials) throw new Refusal('UnknownAccessKey', '', { AWSAccessKeyId: accessKeyId });
  if (credentials.sessionToken !== undefined && !same(credentials.sessionToken, sessionToken ?? ''))
    throw new Refusal('WrongToken', '', { 'Token-0': sessionToken ?? '' });
  if (credentials.expiresAt !== undefined && houseNow >= credentials.expiresAt)
    throw new Refusal('ExpiredToken', '', { 'Token-0': sessionToken ?? '' });
  return credentials;
}

function same(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

const datedPath = /^\/\d{4}-\d{2}-\d{2}\//;

/** Which protocol a request looks like, before its service is known; and which it must be, once it is. */
export function protocolOf(
  incoming: Incoming,
  model: { readonly protocol: ProtocolName; readonly protocols: ReadonlySet<ProtocolName> } | undefined,
): ProtocolName {
  const look = lookOf(incoming);
  if (model) return look && model.protocols.has(look) ? look : model.protocol;
  return look ?? (datedPath.test(incoming.path) ? 'rest-json' : 's3-rest-xml');
}

/** How a service is refused that nobody serves: the protocols of its own are not known here. */
export const protocolElsewhere = (incoming: Incoming, wantsXml: boolean): ProtocolName =>
  lookOf(incoming) ?? (wantsXml ? 'aws-query' : 'rest-json');

function lookOf({ headers, query }: Incoming): ProtocolName | undefined {
  if (headers.get('smithy-protocol') === 'rpc-v2-cbor') return 'rpc-cbor';
  if (headers.has('x-amz-target')) return 'aws-json';
  const form = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded');
  return form || /(?:^|&)Action=/.test(query) ? 'aws-query' : undefined;
}
