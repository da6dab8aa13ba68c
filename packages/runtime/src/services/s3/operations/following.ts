import { flowId, type Call } from '../../../dispatch/service.ts';
import { lifecycleKind, type Following } from '../flow/lifecycle.ts';
import type { BucketRecord } from '../records.ts';

const flowOf = ({ name, owner, region }: BucketRecord): string =>
  flowId(lifecycleKind, { account: owner, region }, name);

/** From now on the bucket is looked at every midnight. */
export function follow(call: Call, bucket: BucketRecord): void {
  const flow = flowOf(bucket);
  if (call.flows.state<Following>(flow)) return;
  const state: Following = { bucket: bucket.name, account: bucket.owner, region: bucket.region };
  call.flows.start(lifecycleKind, flow, state);
}

/** Nobody looks at the bucket any more. */
export function unfollow(call: Call, bucket: BucketRecord): void {
  const flow = flowOf(bucket);
  if (call.flows.state<Following>(flow)) call.flows.remove(flow);
}
