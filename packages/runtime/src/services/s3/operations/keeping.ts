import type { Call, Handler } from '../../../dispatch/service.ts';
import { configure, configured, unconfigure, type Aspect, type Configurations } from '../configurations.ts';
import type { BucketRecord } from '../records.ts';
import { bucketOf } from './buckets.ts';

export interface OfBucket {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** `PutBucket…`: what was judged is kept in place of what was there. */
export function keeping<In extends OfBucket, A extends Aspect>(
  aspect: A,
  judged: (input: In, call: Call, bucket: BucketRecord) => Configurations[A],
): Handler<In, object> {
  return (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    configure(call.tx, bucket.name, aspect, judged(input, call, bucket));
    return {};
  };
}

/** `GetBucket…`: what is kept, or what S3 says where nothing is. */
export function telling<A extends Aspect, Out extends object>(
  aspect: A,
  told: (kept: Configurations[A] | undefined, bucket: BucketRecord) => Out,
): Handler<OfBucket, Out> {
  return (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    return told(configured(call.tx, bucket.name, aspect), bucket);
  };
}

/** `DeleteBucket…`: a success also where there is nothing. */
export function forgetting(aspect: Aspect): Handler<OfBucket, object> {
  return (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    unconfigure(call.tx, bucket.name, aspect);
    return {};
  };
}
