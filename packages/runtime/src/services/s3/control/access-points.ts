import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  accessPointAliases,
  accessPointArn,
  accessPoints,
  bucketAccessPoints,
  type AccessPoint,
} from '../access-points.ts';
import {
  accessDenied,
  accessPointExists,
  invalidRequest,
  noSuchAccessPoint,
  noSuchBucket,
  notImplemented,
} from '../errors.ts';
import { closedToThePublic } from '../public-access.ts';
import { buckets, everywhere } from '../records.ts';
import { requireOwn, type OfAccount } from './accounts.ts';
import { tagged, type Tag } from './tags.ts';

export interface OfPoint extends OfAccount {
  readonly Name: string;
}

/** AWS: user guide, "Access points restrictions and limitations": names; its sentence is unverified. */
function requireName(name: string): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{1,48}[a-z0-9])$/.test(name) || name.endsWith('-s3alias'))
    invalidRequest('Invalid Access Point Name');
}

interface Wanted extends OfPoint {
  readonly Bucket: string;
  readonly BucketAccountId?: string;
  readonly VpcConfiguration?: object;
  readonly Scope?: object;
  readonly PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration;
  readonly Tags?: readonly Tag[];
}

/** AWS: what is not said is true. */
const blockOf = (given: PublicAccessBlockConfiguration = {}): AccessPoint['block'] => ({
  ...closedToThePublic,
  ...given,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html */
export const createAccessPoint: Handler<Wanted, object> = (input, call) => {
  requireOwn(call, input);
  const { Name, Bucket } = input;
  requireName(Name);
  if (input.VpcConfiguration) notImplemented('Penstock does not serve access points of a VPC.');
  if (input.Scope) notImplemented('Penstock does not serve scopes of access points.');
  if (accessPoints.get(call.tx, call, Name)) accessPointExists();
  const bucket = buckets.get(call.tx, everywhere, Bucket);
  if (!bucket || bucket.region !== call.region) return noSuchBucket(Bucket);
  // AWS: unverified: of a bucket of another account, that has to be said.
  if (bucket.owner !== (input.BucketAccountId ?? call.account)) accessDenied();
  const { account, region } = call;
  const point: AccessPoint = {
    account,
    region,
    name: Name,
    bucket: Bucket,
    bucketAccount: bucket.owner,
    createdAt: call.now,
    // AWS: the beginning of its name, 34 characters that say nothing, and what tells it from a bucket.
    alias: `${Name.slice(0, 20)}-${call.ids.word(34, alphabets.lower)}-s3alias`,
    block: blockOf(input.PublicAccessBlockConfiguration),
    tags: tagged({}, input.Tags),
  };
  accessPoints.put(call.tx, call, Name, point);
  accessPointAliases.put(call.tx, everywhere, point.alias, { account, region, name: Name });
  bucketAccessPoints.put(call.tx, everywhere, `${Bucket}/${point.alias}`, { alias: point.alias });
  return { AccessPointArn: accessPointArn(point), Alias: point.alias };
};

export function pointOf(call: Call, input: OfPoint): AccessPoint {
  requireOwn(call, input);
  return accessPoints.get(call.tx, call, input.Name) ?? noSuchAccessPoint();
}

const summaryOf = (point: AccessPoint) => ({
  Name: point.name,
  NetworkOrigin: 'Internet',
  Bucket: point.bucket,
  AccessPointArn: accessPointArn(point),
  Alias: point.alias,
  BucketAccountId: point.bucketAccount,
});

export const getAccessPoint: Handler<OfPoint, object> = (input, call) => {
  const point = pointOf(call, input);
  return {
    ...summaryOf(point),
    PublicAccessBlockConfiguration: point.block,
    CreationDate: new Date(point.createdAt),
  };
};

interface Listed extends OfAccount {
  readonly Bucket?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export const listAccessPoints: Handler<Listed, object> = (input, call) => {
  requireOwn(call, input);
  const { Bucket, NextToken, MaxResults = 1000 } = input;
  const wanted = accessPoints
    .list(call.tx, call)
    .filter((point) => Bucket === undefined || point.bucket === Bucket);
  const { items, next } = pageOf(wanted, ({ name }) => name, {
    token: NextToken,
    limit: MaxResults,
    invalid: () => invalidRequest('The continuation token is not valid.'),
  });
  return { AccessPointList: items.map(summaryOf), NextToken: next };
};

export const deleteAccessPoint: Handler<OfPoint, object> = (input, call) => {
  const point = pointOf(call, input);
  accessPoints.delete(call.tx, call, point.name);
  accessPointAliases.delete(call.tx, everywhere, point.alias);
  bucketAccessPoints.delete(call.tx, everywhere, `${point.bucket}/${point.alias}`);
  return {};
};
