import type { Operation, Service } from '../../dispatch/service.ts';
import { lifecycleFlow } from './flow/lifecycle.ts';
import { notificationFlow } from './flow/notification.ts';
import { guarded } from './guard.ts';
import * as access from './operations/access.ts';
import * as accessLists from './operations/access-lists.ts';
import * as attributes from './operations/attributes.ts';
import * as buckets from './operations/buckets.ts';
import * as completion from './operations/completion.ts';
import * as configurations from './operations/configurations.ts';
import * as copies from './operations/copies.ts';
import { getCorsHeaders } from './operations/cross-origin.ts';
import * as deletions from './operations/deletions.ts';
import { expireObjects } from './operations/expiry.ts';
import * as lifecycle from './operations/lifecycle.ts';
import { analytics, intelligentTiering, inventory, metrics } from './operations/listed-configurations.ts';
import * as listings from './operations/listings.ts';
import * as notifications from './operations/notifications.ts';
import * as objectLock from './operations/object-lock.ts';
import * as objects from './operations/objects.ts';
import * as parts from './operations/parts.ts';
import * as tags from './operations/tags.ts';
import * as uploads from './operations/uploads.ts';
import * as versions from './operations/versions.ts';
import { bucket } from './resources/bucket.ts';
import { bucketPolicy } from './resources/bucket-policy.ts';

const ofBuckets: Readonly<Record<string, Operation>> = {
  CreateBucket: buckets.createBucket,
  DeleteBucket: buckets.deleteBucket,
  DeleteBucketAnalyticsConfiguration: analytics.remove,
  DeleteBucketCors: configurations.deleteBucketCors,
  DeleteBucketEncryption: configurations.deleteBucketEncryption,
  DeleteBucketIntelligentTieringConfiguration: intelligentTiering.remove,
  DeleteBucketInventoryConfiguration: inventory.remove,
  DeleteBucketLifecycle: lifecycle.deleteBucketLifecycle,
  DeleteBucketMetricsConfiguration: metrics.remove,
  DeleteBucketOwnershipControls: access.deleteBucketOwnershipControls,
  DeleteBucketPolicy: access.deleteBucketPolicy,
  DeleteBucketReplication: configurations.deleteBucketReplication,
  DeleteBucketTagging: tags.deleteBucketTagging,
  DeleteBucketWebsite: configurations.deleteBucketWebsite,
  DeletePublicAccessBlock: access.deletePublicAccessBlock,
  GetBucketAccelerateConfiguration: configurations.getBucketAccelerateConfiguration,
  GetBucketAcl: accessLists.getBucketAcl,
  GetBucketAnalyticsConfiguration: analytics.get,
  GetBucketCors: configurations.getBucketCors,
  GetBucketEncryption: configurations.getBucketEncryption,
  GetBucketIntelligentTieringConfiguration: intelligentTiering.get,
  GetBucketInventoryConfiguration: inventory.get,
  GetBucketLifecycleConfiguration: lifecycle.getBucketLifecycleConfiguration,
  GetBucketLocation: buckets.getBucketLocation,
  GetBucketLogging: configurations.getBucketLogging,
  GetBucketMetricsConfiguration: metrics.get,
  GetBucketNotificationConfiguration: notifications.getBucketNotificationConfiguration,
  GetBucketOwnershipControls: access.getBucketOwnershipControls,
  GetBucketPolicy: access.getBucketPolicy,
  GetBucketPolicyStatus: access.getBucketPolicyStatus,
  GetBucketReplication: configurations.getBucketReplication,
  GetBucketRequestPayment: configurations.getBucketRequestPayment,
  GetBucketTagging: tags.getBucketTagging,
  GetBucketVersioning: buckets.getBucketVersioning,
  GetBucketWebsite: configurations.getBucketWebsite,
  GetObjectLockConfiguration: objectLock.getObjectLockConfiguration,
  GetPublicAccessBlock: access.getPublicAccessBlock,
  HeadBucket: buckets.headBucket,
  ListBucketAnalyticsConfigurations: analytics.list,
  ListBucketIntelligentTieringConfigurations: intelligentTiering.list,
  ListBucketInventoryConfigurations: inventory.list,
  ListBucketMetricsConfigurations: metrics.list,
  ListBuckets: buckets.listBuckets,
  PutBucketAccelerateConfiguration: configurations.putBucketAccelerateConfiguration,
  PutBucketAcl: accessLists.putBucketAcl,
  PutBucketAnalyticsConfiguration: analytics.put,
  PutBucketCors: configurations.putBucketCors,
  PutBucketEncryption: configurations.putBucketEncryption,
  PutBucketIntelligentTieringConfiguration: intelligentTiering.put,
  PutBucketInventoryConfiguration: inventory.put,
  PutBucketLifecycleConfiguration: lifecycle.putBucketLifecycleConfiguration,
  PutBucketLogging: configurations.putBucketLogging,
  PutBucketMetricsConfiguration: metrics.put,
  PutBucketNotificationConfiguration: notifications.putBucketNotificationConfiguration,
  PutBucketOwnershipControls: access.putBucketOwnershipControls,
  PutBucketPolicy: access.putBucketPolicy,
  PutBucketReplication: configurations.putBucketReplication,
  PutBucketRequestPayment: configurations.putBucketRequestPayment,
  PutBucketTagging: tags.putBucketTagging,
  PutBucketVersioning: buckets.putBucketVersioning,
  PutBucketWebsite: configurations.putBucketWebsite,
  PutObjectLockConfiguration: objectLock.putObjectLockConfiguration,
  PutPublicAccessBlock: access.putPublicAccessBlock,
};

const ofObjects: Readonly<Record<string, Operation>> = {
  AbortMultipartUpload: uploads.abortMultipartUpload,
  CompleteMultipartUpload: completion.completeMultipartUpload,
  CopyObject: copies.copyObject,
  CreateMultipartUpload: uploads.createMultipartUpload,
  DeleteObject: deletions.deleteObject,
  DeleteObjects: deletions.deleteObjects,
  DeleteObjectTagging: tags.deleteObjectTagging,
  GetObject: objects.getObject,
  GetObjectAcl: accessLists.getObjectAcl,
  GetObjectAttributes: attributes.getObjectAttributes,
  GetObjectLegalHold: objectLock.getObjectLegalHold,
  GetObjectRetention: objectLock.getObjectRetention,
  GetObjectTagging: tags.getObjectTagging,
  HeadObject: objects.headObject,
  ListMultipartUploads: uploads.listMultipartUploads,
  ListObjects: listings.listObjects,
  ListObjectsV2: listings.listObjectsV2,
  ListObjectVersions: versions.listObjectVersions,
  ListParts: parts.listParts,
  PutObject: objects.putObject,
  PutObjectAcl: accessLists.putObjectAcl,
  PutObjectLegalHold: objectLock.putObjectLegalHold,
  PutObjectRetention: objectLock.putObjectRetention,
  PutObjectTagging: tags.putObjectTagging,
  UploadPart: parts.uploadPart,
  UploadPartCopy: parts.uploadPartCopy,
};

export const s3: Service = {
  name: 's3',
  sdk: () => import('@aws-sdk/client-s3'),
  model: 's3',
  // AWS: user guide, "Amazon S3 CloudTrail events": what is done to objects.
  dataEvents: new Set(Object.keys(ofObjects)),
  operations: { ...guarded(ofBuckets, false), ...guarded(ofObjects, true) },
  inside: { ExpireObjects: expireObjects, GetCorsHeaders: getCorsHeaders },
  unsigned: ['GetObject', 'HeadObject', 'HeadBucket', 'ListObjects', 'ListObjectsV2', 'ListObjectVersions'],
  crossOrigin: 'GetCorsHeaders',
  // AWS: user guide, "Checking object integrity": of what comes without a checksum.
  summed: { PutObject: 'crc64nvme' },
  flows: [lifecycleFlow, notificationFlow],
  recorded: {
    'AWS::S3::AccessGrant*': 'access is granted by policies',
    'AWS::S3::MultiRegionAccessPoint*': 'a bucket is reached in its region',
    'AWS::S3::StorageLens*': 'nothing is reckoned over buckets',
  },
  resources: [bucket, bucketPolicy],
};
