import {
  answered,
  call,
  ResourceFailure,
  tolerate,
  type Made,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';

interface BucketPolicyProperties {
  readonly Bucket: string;
  readonly PolicyDocument: object | string;
}

const textOf = (document: object | string): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

const gone = ['NoSuchBucket', 'NoSuchBucketPolicy'];

export const bucketPolicy: ResourceType<BucketPolicyProperties> = {
  typeName: 'AWS::S3::BucketPolicy',

  *create({ properties: { Bucket, PolicyDocument } }) {
    const there = yield* tolerate(['NoSuchBucketPolicy'], call('s3', 'GetBucketPolicy', { Bucket }));
    if (there)
      throw new ResourceFailure(`The bucket policy already exists on bucket ${Bucket}.`, 'AlreadyExists');
    yield* call('s3', 'PutBucketPolicy', { Bucket, Policy: textOf(PolicyDocument) });
    return policyOf(Bucket);
  },

  *update({ properties: { Bucket, PolicyDocument } }) {
    yield* call('s3', 'PutBucketPolicy', { Bucket, Policy: textOf(PolicyDocument) });
    return policyOf(Bucket);
  },

  *delete({ physicalId }) {
    yield* tolerate(gone, call('s3', 'DeleteBucketPolicy', { Bucket: physicalId }));
  },

  list: listed('s3', 'ListBuckets', {
    items: 'Buckets',
    token: 'ContinuationToken',
    identifier: ({ Name }) => Name,
  }),
  adopt: ({ physicalId }) => answered(policyOf(physicalId)),

  *read({ physicalId }) {
    const kept = yield* tolerate(
      gone,
      call<{ Policy: string }>('s3', 'GetBucketPolicy', { Bucket: physicalId }),
    );
    return kept && { Bucket: physicalId, PolicyDocument: JSON.parse(kept.Policy) as object };
  },
};

/** A bucket has one policy: it is known by the bucket's name. */
const policyOf = (bucket: string): Made => ({ physicalId: bucket });
