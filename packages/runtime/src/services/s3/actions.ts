import type { Access } from './guard.ts';
import { parseCopySource } from './copy-source.ts';

/** What the guard reads of an input. */
export type Asked = Readonly<Record<string, unknown>>;

/** Operations that IAM knows by another name. AWS: Service Authorization Reference, S3. */
const otherNames: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
  GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
  ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListParts: 'ListMultipartUploadParts',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutBucketReplication: 'PutReplicationConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
};

/** Those that have an action of their own where a version is named. */
const versioned = new Set([
  'DeleteObject',
  'DeleteObjectTagging',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectTagging',
  'PutObjectAcl',
  'PutObjectTagging',
]);

/** What the bucket is asked about: nothing where there is none yet, or where each key is asked about by itself. */
export function actionsOf(operation: string, input: Asked): readonly Access[] {
  const bucket = textOf(input['Bucket']);
  if (bucket === undefined || operation === 'CreateBucket' || operation === 'DeleteObjects') return [];
  const key = textOf(input['Key']);
  const versionId = textOf(input['VersionId']);
  const name = Object.hasOwn(otherNames, operation) ? otherNames[operation]! : operation;
  const own: Access = { action: actionOf(name, versionId), bucket, key, versionId };
  return [own, ...companions(operation, input, own)];
}

const actionOf = (name: string, versionId: string | undefined): string =>
  versionId !== undefined && versioned.has(name) ? `s3:${versionName(name)}` : `s3:${name}`;

/** `GetObjectTagging` → `GetObjectVersionTagging` */
const versionName = (name: string): string => name.replace('Object', 'ObjectVersion');

/** What else has to be allowed: reading the source of a copy, tagging, locking, passing over a lock. */
function companions(operation: string, input: Asked, own: Access): Access[] {
  const also: Access[] = [];
  const source = textOf(input['CopySource']);
  const from = source === undefined ? undefined : parseCopySource(source);
  if (from) also.push({ ...from, action: actionOf('GetObject', from.versionId), ofSource: true });
  const writes = /^(PutObject|CopyObject|CreateMultipartUpload)$/.test(operation);
  const needs = (name: string) => also.push({ ...own, action: `s3:${name}` });
  if (writes && input['Tagging'] !== undefined) needs('PutObjectTagging');
  // AWS: policies that it documents for deliveries of logs, and for owners who ask for that ACL, allow PutObject alone.
  const grants = input['ACL'] !== undefined && input['ACL'] !== 'bucket-owner-full-control';
  if (writes && grants) needs('PutObjectAcl');
  if (writes && input['ObjectLockMode'] !== undefined) needs('PutObjectRetention');
  if (writes && input['ObjectLockLegalHoldStatus'] !== undefined) needs('PutObjectLegalHold');
  if (input['BypassGovernanceRetention'] === true) needs('BypassGovernanceRetention');
  return also;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
