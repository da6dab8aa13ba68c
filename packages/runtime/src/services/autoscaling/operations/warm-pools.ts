import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid, noWarmPool, refreshInProgress, tokenInvalid } from '../errors.ts';
import { activeRefresh } from '../flow/refresh-state.ts';
import { instanceAnswer, warmPoolOf } from '../group-answer.ts';
import type { WarmPool } from '../records.ts';
import { changeGroup } from './changing.ts';
import { findGroup, stateOf } from './finding.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html */
const putWarmPool: Handler<Given<sdk.PutWarmPoolCommandInput>, object> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName!);
  const { MaxGroupPreparedCapacity: most, PoolState, InstanceReusePolicy } = input;
  // A process has no memory that could be put aside.
  if (PoolState === 'Hibernated')
    invalid('PoolState Hibernated is not served by Penstock (yet): use Stopped or Running.');
  const state = stateOf(call, group);
  if (state && activeRefresh(state)) refreshInProgress('PutWarmPool');
  // AWS: members that are not given stay; -1 takes the bound back.
  const before = group.warmPool?.isLeaving ? undefined : group.warmPool;
  const warmPool: WarmPool = {
    minSize: input.MinSize ?? before?.minSize ?? 0,
    preparedMax: most === -1 ? undefined : (most ?? before?.preparedMax),
    state: PoolState ?? before?.state ?? 'Stopped',
    reuses: InstanceReusePolicy?.ReuseOnScaleIn ?? before?.reuses ?? false,
  };
  changeGroup(call, { ...group, warmPool });
  return {};
};

/** Its instances are ended first; the pool is told of as long as one is left. */
const deleteWarmPool: Handler<Given<sdk.DeleteWarmPoolCommandInput>, object> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName!);
  if (!group.warmPool) return noWarmPool(group.name);
  const state = stateOf(call, group);
  const isEmpty = !state?.members.some(({ isWarm }) => isWarm) && !state?.warming?.length;
  const isGone = isEmpty || input.ForceDelete;
  changeGroup(call, { ...group, warmPool: isGone ? undefined : { ...group.warmPool, isLeaving: true } });
  return {};
};

const describeWarmPool: Handler<
  Given<sdk.DescribeWarmPoolCommandInput>,
  Answered<sdk.DescribeWarmPoolCommandOutput>
> = ({ AutoScalingGroupName, MaxRecords = 50, NextToken }, call) => {
  const group = findGroup(call, AutoScalingGroupName!);
  const members = (stateOf(call, group)?.members ?? []).filter(({ isWarm }) => isWarm);
  const { WarmPoolConfiguration } = warmPoolOf(group, members);
  const page = pageOf(members, ({ instanceId }) => instanceId, {
    token: NextToken,
    limit: MaxRecords,
    invalid: tokenInvalid,
  });
  return {
    WarmPoolConfiguration,
    Instances: page.items.map((member) => instanceAnswer(group, member)),
    NextToken: page.next,
  };
};

export const warmPoolOperations = {
  DeleteWarmPool: deleteWarmPool,
  DescribeWarmPool: describeWarmPool,
  PutWarmPool: putWarmPool,
};
