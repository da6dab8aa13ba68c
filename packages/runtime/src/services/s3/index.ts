import type { Service } from '../../dispatch/service.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './operations/buckets.ts';
import { copyObject } from './operations/copies.ts';
import { deleteObject, deleteObjects } from './operations/deletions.ts';
import { listObjects, listObjectsV2 } from './operations/listings.ts';
import { getObject, headObject, putObject } from './operations/objects.ts';
import { listObjectVersions } from './operations/versions.ts';

export const s3: Service = {
  name: 's3',
  sdk: () => import('@aws-sdk/client-s3'),
  model: 's3',
  operations: {
    CopyObject: copyObject,
    CreateBucket: createBucket,
    DeleteBucket: deleteBucket,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    GetBucketLocation: getBucketLocation,
    GetBucketVersioning: getBucketVersioning,
    GetObject: getObject,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBuckets: listBuckets,
    ListObjectVersions: listObjectVersions,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    PutBucketVersioning: putBucketVersioning,
    PutObject: putObject,
  },
};
