import type { Service } from '../../../dispatch/service.ts';
import { accessPoint } from '../resources/access-point.ts';
import { createAccessPoint, deleteAccessPoint, getAccessPoint, listAccessPoints } from './access-points.ts';
import {
  deleteAccessPointPolicy,
  getAccessPointPolicy,
  getAccessPointPolicyStatus,
  putAccessPointPolicy,
} from './policies.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

/** S3 Control: what an account has besides its buckets. Of it, access points. */
export const s3Control: Service = {
  name: 's3control',
  signingName: 's3',
  addressed: { path: '/v20180820/', header: 'x-amz-account-id' },
  sdk: () => import('@aws-sdk/client-s3-control'),
  model: 's3control',
  operations: {
    CreateAccessPoint: createAccessPoint,
    DeleteAccessPoint: deleteAccessPoint,
    DeleteAccessPointPolicy: deleteAccessPointPolicy,
    GetAccessPoint: getAccessPoint,
    GetAccessPointPolicy: getAccessPointPolicy,
    GetAccessPointPolicyStatus: getAccessPointPolicyStatus,
    ListAccessPoints: listAccessPoints,
    ListTagsForResource: listTagsForResource,
    PutAccessPointPolicy: putAccessPointPolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  unserved: { PutPublicAccessBlock: 'each bucket, and each access point, has its own' },
  resources: [accessPoint],
};
