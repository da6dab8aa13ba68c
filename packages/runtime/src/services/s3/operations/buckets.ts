import type {
  BucketLocationConstraint,
  CreateBucketOutput,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  accessDenied,
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  bucketNotEmpty,
  bucketNotEmptyOfVersions,
  illegalLocationConstraint,
  invalidArgument,
  invalidBucketName,
  malformedXml,
  noSuchBucket,
  notFound,
  wrongRegion,
} from '../errors.ts';
import { buckets, everywhere, objects, versions, type BucketRecord } from '../records.ts';

export const createBucket: Handler<CreateBucketRequest, CreateBucketOutput> = (input, call) => {
  const name = input.Bucket!;
  if (!isBucketName(name)) invalidBucketName(name);
  const region = regionOf(input.CreateBucketConfiguration?.LocationConstraint, call);
  const there = buckets.get(call.tx, everywhere, name);
  if (there) return existing(there, call);
  const bucket: BucketRecord = { name, owner: call.account, region, createdAt: call.now };
  buckets.put(call.tx, everywhere, name, bucket);
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
};

/** AWS: CreateBucket, BucketAlreadyOwnedByYou: in us-east-1 making one's own bucket again is a success. */
function existing(bucket: BucketRecord, call: Call): CreateBucketOutput {
  if (bucket.owner !== call.account) bucketAlreadyExists(bucket.name);
  if (bucket.region !== 'us-east-1') bucketAlreadyOwnedByYou(bucket.name);
  return { Location: `/${bucket.name}`, BucketArn: `arn:aws:s3:::${bucket.name}` };
}

/** Only us-east-1's endpoint, which is the global one too, makes buckets elsewhere. */
function regionOf(constraint: string | undefined, call: Call): string {
  const asked = constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1');
  if (call.region !== 'us-east-1' && asked !== call.region)
    illegalLocationConstraint(constraint ?? 'unspecified');
  return asked;
}

/** AWS: user guide, "General purpose buckets naming rules". */
export function isBucketName(name: string): boolean {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return false;
  return !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name) && !name.startsWith('xn--');
}

export const deleteBucket: Handler<DeleteBucketRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const prefix = `${bucket.name}/`;
  if (objects.list(call.tx, everywhere, { prefix, limit: 1 }).length > 0) bucketNotEmpty(bucket.name);
  if (versions.list(call.tx, everywhere, { prefix, limit: 1 }).length > 0)
    bucketNotEmptyOfVersions(bucket.name);
  buckets.delete(call.tx, everywhere, bucket.name);
  return {};
};

export const headBucket: Handler<HeadBucketRequest, HeadBucketOutput> = (input, call) => {
  const bucket = buckets.get(call.tx, everywhere, input.Bucket!) ?? notFound();
  ownedBy(bucket, call, input.ExpectedBucketOwner);
  return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
};

export const listBuckets: Handler<ListBucketsRequest, ListBucketsOutput> = (input, call) => {
  const prefix = input.Prefix ?? '';
  const own = buckets
    .list(call.tx, everywhere, { prefix })
    .filter((bucket) => bucket.owner === call.account)
    .filter((bucket) => input.BucketRegion === undefined || bucket.region === input.BucketRegion);
  const page = pageOf(own, (bucket) => bucket.name, {
    token: input.ContinuationToken,
    limit: input.MaxBuckets ?? 10_000,
    invalid: () => invalidArgument('The continuation token provided is incorrect', 'continuation-token', ''),
  });
  return {
    Buckets: page.items.map((bucket) => ({
      Name: bucket.name,
      CreationDate: new Date(bucket.createdAt),
      BucketRegion: bucket.region,
      BucketArn: `arn:aws:s3:::${bucket.name}`,
    })),
    Owner: { ID: ownerId(call.account) },
    ContinuationToken: page.next,
    ...(input.Prefix !== undefined && { Prefix: input.Prefix }),
  };
};

/** us-east-1 has no name here, as in S3's beginnings. */
export const getBucketLocation: Handler<GetBucketLocationRequest, GetBucketLocationOutput> = (
  input,
  call,
) => {
  const bucket = buckets.get(call.tx, everywhere, input.Bucket!) ?? noSuchBucket(input.Bucket!);
  ownedBy(bucket, call, input.ExpectedBucketOwner);
  return bucket.region === 'us-east-1'
    ? {}
    : { LocationConstraint: bucket.region as BucketLocationConstraint };
};

export const putBucketVersioning: Handler<PutBucketVersioningRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const versioning = input.VersioningConfiguration?.Status ?? malformedXml();
  buckets.put(call.tx, everywhere, bucket.name, { ...bucket, versioning });
  return {};
};

export const getBucketVersioning: Handler<GetBucketVersioningRequest, GetBucketVersioningOutput> = (
  input,
  call,
) => {
  const { versioning } = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  return versioning ? { Status: versioning } : {};
};

/**
 * The bucket, which must be the caller's and in the region the call is made in. AWS's own services find a
 * bucket wherever it is, as the SDKs do by following the redirect.
 */
export function bucketOf(call: Call, name: string, expectedOwner?: string): BucketRecord {
  const bucket = bucketAnywhere(call, name, expectedOwner);
  if (bucket.region !== call.region && call.effectId === undefined) wrongRegion(call.region, bucket.region);
  return bucket;
}

/** A bucket that is read from in any region: the source of a copy. */
export function bucketAnywhere(call: Call, name: string, expectedOwner?: string): BucketRecord {
  const bucket = buckets.get(call.tx, everywhere, name) ?? noSuchBucket(name);
  ownedBy(bucket, call, expectedOwner);
  return bucket;
}

function ownedBy(bucket: BucketRecord, call: Call, expectedOwner: string | undefined): void {
  if (bucket.owner !== call.account) accessDenied();
  if (expectedOwner !== undefined && expectedOwner !== bucket.owner) accessDenied();
}

/** A canonical user id has 64 hex digits; ours are the account's number, so that they tell who it is. */
export const ownerId = (account: string): string => account.padStart(64, '0');
