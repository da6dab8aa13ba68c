import type {
  GetObjectLegalHoldOutput,
  GetObjectLockConfigurationOutput,
  GetObjectRetentionOutput,
  PutObjectLegalHoldRequest,
  PutObjectLockConfigurationRequest,
  PutObjectRetentionRequest,
} from '@aws-sdk/client-s3';
import type { Handler } from '../../../dispatch/service.ts';
import { configure, configured } from '../configurations.ts';
import {
  invalidBucketState,
  invalidRequest,
  malformedXml,
  noSuchObjectLock,
  notConfigured,
  protectedByLock,
} from '../errors.ts';
import { judgedRetention } from '../object-lock.ts';
import { buckets, everywhere, type BucketRecord, type ObjectRecord } from '../records.ts';
import { replace } from '../versioning.ts';
import { bucketOf } from './buckets.ts';
import type { OfBucket } from './keeping.ts';
import { present, type OfObject } from './objects.ts';

export const putObjectLockConfiguration: Handler<PutObjectLockConfigurationRequest, object> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { ObjectLockEnabled, Rule } = input.ObjectLockConfiguration ?? {};
  if (ObjectLockEnabled !== 'Enabled') malformedXml();
  if (bucket.versioning !== 'Enabled')
    invalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
  if (Rule) {
    const { Mode, Days, Years } = Rule.DefaultRetention ?? {};
    if ((Mode !== 'GOVERNANCE' && Mode !== 'COMPLIANCE') || (Days === undefined) === (Years === undefined))
      malformedXml();
    const span = (Days ?? Years)!;
    if (span <= 0 || !Number.isInteger(span))
      invalidRequest('Default retention period must be a positive integer value.');
  }
  buckets.put(call.tx, everywhere, bucket.name, { ...bucket, objectLock: true });
  configure(call.tx, bucket.name, 'objectLock', { ObjectLockEnabled: 'Enabled', ...(Rule && { Rule }) });
  return {};
};

export const getObjectLockConfiguration: Handler<OfBucket, GetObjectLockConfigurationOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  if (!bucket.objectLock) notConfigured('objectLock', bucket.name);
  const kept = configured(call.tx, bucket.name, 'objectLock');
  return { ObjectLockConfiguration: kept ?? { ObjectLockEnabled: 'Enabled' } };
};

export const putObjectRetention: Handler<PutObjectRetentionRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireLocking(bucket);
  const object = present(call, bucket, input);
  const { Mode, RetainUntilDate } = input.Retention ?? {};
  const wanted =
    Mode === undefined && RetainUntilDate === undefined
      ? undefined
      : judgedRetention(Mode, RetainUntilDate, call.now);
  if (isWeakened(object, wanted, call.now, input.BypassGovernanceRetention === true)) protectedByLock();
  const { retention: _former, ...free } = object;
  replace(call.tx, bucket, wanted ? { ...free, retention: wanted } : free);
  return {};
};

/** COMPLIANCE is never shortened nor lifted; GOVERNANCE only by who may bypass it, and says so. */
function isWeakened(
  { retention }: ObjectRecord,
  wanted: ObjectRecord['retention'],
  now: number,
  bypass: boolean,
): boolean {
  if (!retention || retention.until <= now) return false;
  if (retention.mode === 'GOVERNANCE' && bypass) return false;
  return (
    !wanted ||
    wanted.until < retention.until ||
    (wanted.mode !== retention.mode && wanted.mode === 'GOVERNANCE')
  );
}

export const getObjectRetention: Handler<OfObject, GetObjectRetentionOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireLocking(bucket);
  const { retention } = present(call, bucket, input);
  if (!retention) return noSuchObjectLock();
  return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
};

export const putObjectLegalHold: Handler<PutObjectLegalHoldRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireLocking(bucket);
  const status = input.LegalHold?.Status;
  if (status !== 'ON' && status !== 'OFF') malformedXml();
  const { legalHold: _former, ...free } = present(call, bucket, input);
  replace(call.tx, bucket, status === 'ON' ? { ...free, legalHold: true } : free);
  return {};
};

export const getObjectLegalHold: Handler<OfObject, GetObjectLegalHoldOutput> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  requireLocking(bucket);
  return { LegalHold: { Status: present(call, bucket, input).legalHold ? 'ON' : 'OFF' } };
};

function requireLocking(bucket: BucketRecord): void {
  if (!bucket.objectLock) invalidRequest('Bucket is missing Object Lock Configuration');
}
