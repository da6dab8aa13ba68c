import type {
  GetBucketLifecycleConfigurationOutput,
  PutBucketLifecycleConfigurationOutput,
  PutBucketLifecycleConfigurationRequest,
} from '@aws-sdk/client-s3';
import type { Handler } from '../../../dispatch/service.ts';
import { configure, unconfigure } from '../configurations.ts';
import { notConfigured } from '../errors.ts';
import { judgedRules, lifecycleOf, revived } from '../lifecycle.ts';
import { bucketOf } from './buckets.ts';
import { follow, unfollow } from './following.ts';
import type { OfBucket } from './keeping.ts';

export const putBucketLifecycleConfiguration: Handler<
  PutBucketLifecycleConfigurationRequest,
  PutBucketLifecycleConfigurationOutput
> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const rules = judgedRules((input.LifecycleConfiguration?.Rules ?? []).map(revived), () => call.ids.uuid());
  const minimum = input.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K';
  configure(call.tx, bucket.name, 'lifecycle', {
    Rules: rules,
    TransitionDefaultMinimumObjectSize: minimum,
  });
  follow(call, bucket);
  return { TransitionDefaultMinimumObjectSize: minimum };
};

export const getBucketLifecycleConfiguration: Handler<OfBucket, GetBucketLifecycleConfigurationOutput> = (
  input,
  call,
) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const { Rules, ...rest } = lifecycleOf(call.tx, bucket.name) ?? notConfigured('lifecycle', bucket.name);
  return { Rules: [...Rules], ...rest };
};

export const deleteBucketLifecycle: Handler<OfBucket, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  unconfigure(call.tx, bucket.name, 'lifecycle');
  unfollow(call, bucket);
  return {};
};
