import type { Handler } from '../../../dispatch/service.ts';
import { listed, type ListedAspect, type ListedConfigurations } from '../configurations.ts';
import { invalidRequest, noSuchConfiguration } from '../errors.ts';
import { bucketOf } from './buckets.ts';
import type { OfBucket } from './keeping.ts';

/** AWS: "You can have up to 1,000 … configurations per bucket", told a hundred at a time. */
const configurationsMax = 1000;
const pageMax = 100;

interface Identified extends OfBucket {
  readonly Id: string | undefined;
}
interface Paged extends OfBucket {
  readonly ContinuationToken?: string | undefined;
}

/** The four operations of a kind of configuration that is kept, told, and followed by nothing. */
function kind<A extends ListedAspect, Member extends string>(aspect: A, member: Member) {
  type Kept = ListedConfigurations[A];
  const put: Handler<Identified & Partial<Record<Member, Kept>>, object> = (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    const value = input[member] as Kept;
    if (value.Id !== input.Id)
      invalidRequest('The id in the request and in the configuration must be the same.');
    const others = listed.all(call.tx, bucket.name, aspect).filter((each) => each.Id !== input.Id);
    if (others.length >= configurationsMax)
      invalidRequest('You are attempting to create a new configuration but have already reached the limit.');
    listed.put(call.tx, bucket.name, aspect, value);
    return {};
  };
  const get: Handler<Identified, Record<Member, Kept>> = (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    const kept = listed.get(call.tx, bucket.name, aspect, input.Id!) ?? noSuchConfiguration();
    return { [member]: kept } as Record<Member, Kept>;
  };
  const remove: Handler<Identified, object> = (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    if (!listed.get(call.tx, bucket.name, aspect, input.Id!)) noSuchConfiguration();
    listed.delete(call.tx, bucket.name, aspect, input.Id!);
    return {};
  };
  const list: Handler<Paged, object> = (input, call) => {
    const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
    const after = input.ContinuationToken ?? '';
    const rest = listed.all(call.tx, bucket.name, aspect).filter((each) => each.Id! > after);
    const page = rest.slice(0, pageMax);
    const more = rest.length > page.length;
    return {
      [`${member}List`]: page,
      IsTruncated: more,
      ...(input.ContinuationToken !== undefined && { ContinuationToken: input.ContinuationToken }),
      ...(more && { NextContinuationToken: page.at(-1)!.Id }),
    };
  };
  return { put, get, remove, list };
}

export const analytics = kind('analytics', 'AnalyticsConfiguration');
export const intelligentTiering = kind('intelligentTiering', 'IntelligentTieringConfiguration');
export const inventory = kind('inventory', 'InventoryConfiguration');
export const metrics = kind('metrics', 'MetricsConfiguration');
