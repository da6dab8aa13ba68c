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
import { hasAccessPoints } from '../access-points.ts';
import { grantsOf, isOwnersAlone, isPublicList } from '../access-lists.ts';
import { configure, configured, forgetConfigurations } from '../configurations.ts';
import {
  accessDenied,
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  bucketHasAccessPoints,
  bucketNotEmpty,
  bucketNotEmptyOfVersions,
  illegalLocationConstraint,
  invalidArgument,
  invalidBucketAclWithBlock,
  invalidBucketAclWithOwnership,
  invalidBucketName,
  invalidBucketState,
  malformedXml,
  noSuchBucket,
  notImplemented,
  notFound,
  wrongRegion,
} from '../errors.ts';
import { closedToThePublic } from '../public-access.ts';
import { buckets, everywhere, objects, ownerId, versions, type BucketRecord } from '../records.ts';
import { judgedTags } from '../tag-set.ts';
import { forgetUploads } from '../uploads.ts';
import { unfollow } from './following.ts';

export const createBucket: Handler<CreateBucketRequest, CreateBucketOutput> = (input, call) => {
  const name = input.Bucket!;
  if (!isBucketName(name)) invalidBucketName(name);
  const { LocationConstraint, Tags, Location, Bucket } = input.CreateBucketConfiguration ?? {};
  if (Location ?? Bucket) notImplemented('Penstock does not serve directory buckets.');
  const region = regionOf(LocationConstraint, call);
  const there = buckets.get(call.tx, everywhere, name);
  if (there) return existing(there, call);
  const locking = input.ObjectLockEnabledForBucket === true;
  const bucket: BucketRecord = {
    name,
    owner: call.account,
    region,
    createdAt: call.now,
    ...(locking && { versioning: 'Enabled', objectLock: true }),
  };
  buckets.put(call.tx, everywhere, name, bucket);
  beginWith(call, bucket, input);
  if (Tags?.length) configure(call.tx, name, 'tags', { TagSet: judgedTags(Tags, 'bucket') });
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
};

/** AWS: since April 2023 a bucket begins without access lists, and closed to the public. */
function beginWith(call: Call, bucket: BucketRecord, input: CreateBucketRequest): void {
  const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced';
  const grants = grantsOf(input, bucket.owner) ?? [];
  if (!isOwnersAlone(grants, bucket.owner)) {
    if (ownership === 'BucketOwnerEnforced') invalidBucketAclWithOwnership();
    if (isPublicList(grants)) invalidBucketAclWithBlock();
    configure(call.tx, bucket.name, 'acl', { Grants: grants });
  }
  configure(call.tx, bucket.name, 'ownership', { Rules: [{ ObjectOwnership: ownership }] });
  configure(call.tx, bucket.name, 'publicAccessBlock', closedToThePublic);
}

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
  if (name.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(name)) return false;
  return !/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
}

export const deleteBucket: Handler<DeleteBucketRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  if (hasAccessPoints(call, bucket.name)) bucketHasAccessPoints(bucket.name);
  const prefix = `${bucket.name}/`;
  if (objects.list(call.tx, everywhere, { prefix, limit: 1 }).length > 0) bucketNotEmpty(bucket.name);
  if (versions.list(call.tx, everywhere, { prefix, limit: 1 }).length > 0)
    bucketNotEmptyOfVersions(bucket.name);
  buckets.delete(call.tx, everywhere, bucket.name);
  forgetConfigurations(call.tx, bucket.name);
  forgetUploads(call.tx, bucket.name);
  unfollow(call, bucket);
  return {};
};

export const headBucket: Handler<HeadBucketRequest, HeadBucketOutput> = (input, call) => {
  const bucket = buckets.get(call.tx, everywhere, input.Bucket!) ?? notFound();
  ownedBy(bucket, input.ExpectedBucketOwner);
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
  ownedBy(bucket, input.ExpectedBucketOwner);
  return bucket.region === 'us-east-1'
    ? {}
    : { LocationConstraint: bucket.region as BucketLocationConstraint };
};

export const putBucketVersioning: Handler<PutBucketVersioningRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { Status: versioning, MFADelete } = input.VersioningConfiguration ?? {};
  if (versioning !== 'Enabled' && versioning !== 'Suspended') return malformedXml();
  if (MFADelete === 'Enabled') notImplemented('Penstock does not serve MFA delete.');
  if (versioning === 'Suspended' && bucket.objectLock)
    invalidBucketState(
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  if (versioning === 'Suspended' && configured(call.tx, bucket.name, 'replication'))
    invalidBucketState(
      'A replication configuration is present on this bucket, so you cannot change the versioning state to ' +
        'Suspended.',
    );
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
 * The bucket, which must be in the call's region. AWS's own services find a bucket wherever it is, as the SDKs do by
 * following the redirect; who calls anonymously names no region. Whether the caller may use it, the guard has judged.
 */
export function bucketOf(call: Call, name: string, expectedOwner?: string): BucketRecord {
  const bucket = bucketAnywhere(call, name, expectedOwner);
  const namesRegion = call.effectId === undefined && !call.caller.regionless;
  if (namesRegion && bucket.region !== call.region) wrongRegion(name, call.region, bucket.region);
  return bucket;
}

/** A bucket that is read from in any region: the source of a copy. */
export function bucketAnywhere(call: Call, name: string, expectedOwner?: string): BucketRecord {
  const bucket = buckets.get(call.tx, everywhere, name) ?? noSuchBucket(name);
  ownedBy(bucket, expectedOwner);
  return bucket;
}

function ownedBy(bucket: BucketRecord, expectedOwner: string | undefined): void {
  if (expectedOwner !== undefined && expectedOwner !== bucket.owner) accessDenied();
}
