import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { percentDecoded } from './copy-source.ts';
import { readPolicy, type PolicyDocument } from './policy/document.ts';
import { buckets, everywhere } from './records.ts';

/** Another name of a bucket, with a policy of its own. */
export interface AccessPoint extends Scope {
  readonly name: string;
  readonly bucket: string;
  readonly bucketAccount: string;
  readonly createdAt: number;
  /** Stands where the name of a bucket does. */
  readonly alias: string;
  readonly block: Required<PublicAccessBlockConfiguration>;
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** By name, in their account and region. */
export const accessPoints = collection<AccessPoint>('s3.access-points');
/** Where each is, by its alias. */
export const accessPointAliases = collection<Scope & Pick<AccessPoint, 'name'>>('s3.access-point-aliases');
/** Those of a bucket, by `<bucket>/<alias>`. */
export const bucketAccessPoints = collection<{ readonly alias: string }>('s3.bucket-access-points');

export const accessPointArn = (point: Pick<AccessPoint, 'account' | 'region' | 'name'>): string =>
  arnOf('s3', point, `accesspoint/${point.name}`);

/** A policy of the point, read; refused where it is none. */
export const policyOf = (point: AccessPoint, text: string): PolicyDocument =>
  readPolicy(text, point.bucket, accessPointArn(point));

/** What the point means by a key of its bucket, in its policy. */
export const resourceOf = (point: AccessPoint, key: string | undefined): string =>
  `${accessPointArn(point)}${key === undefined ? '' : `/object/${key}`}`;

export const hasAccessPoints = (call: Call, bucket: string): boolean =>
  bucketAccessPoints.list(call.tx, everywhere, { prefix: `${bucket}/`, limit: 1 }).length > 0;

/**
 * The access point that stands where a bucket's name does: its ARN, its alias, or `<name>-<account>`, as it is called
 * in the name of a host. Undefined of what is none.
 */
export function accessPointIn(call: Call, text: string): AccessPoint | undefined {
  const arn = parseArn(text);
  if (arn) return pointOf(call, arn, /^accesspoint[/:]([^/:]+)$/.exec(arn.resource)?.[1]);
  if (text.endsWith('-s3alias')) {
    const place = accessPointAliases.get(call.tx, everywhere, text);
    return place && pointOf(call, place, place.name);
  }
  const [, name, account = ''] = /^(.+)-(\d{12})$/.exec(text) ?? [];
  if (name === undefined || buckets.get(call.tx, everywhere, text)) return undefined;
  return pointOf(call, { account, region: call.region }, name);
}

const pointOf = (
  call: Call,
  { account, region }: Scope,
  name: string | undefined,
): AccessPoint | undefined =>
  name === undefined ? undefined : accessPoints.get(call.tx, { account, region }, name);

/** What is copied through an access point: `<ARN>/object/<key>`, or `<alias>/<key>`. */
export function accessPointSource(
  call: Call,
  text: string,
): { readonly point: AccessPoint; readonly source: string } | undefined {
  const [path = '', query] = text.split(/\?versionId=/);
  const decoded = percentDecoded(path).replace(/^\//, '');
  const [, place = '', key = ''] =
    /^(arn:[^/]+[/:][^/]+)\/object\/(.+)$/s.exec(decoded) ?? /^([^/]+)\/(.+)$/s.exec(decoded) ?? [];
  const point = accessPointIn(call, place);
  if (!point) return undefined;
  const version = query === undefined ? '' : `?versionId=${query}`;
  return { point, source: `${point.bucket}/${encodeURIComponent(key)}${version}` };
}
