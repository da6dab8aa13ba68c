import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import { changeGroup } from './changing.ts';
import { findGroup } from './finding.ts';

/** Classic Load Balancers are recorded, and so is that a group is attached to one: no instance is registered. */
// AWS: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancers.html
export const attachLoadBalancers: Handler<Given<sdk.AttachLoadBalancersCommandInput>, object> = (
  input,
  call,
) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const classic = [...new Set([...(group.classicLoadBalancers ?? []), ...input.LoadBalancerNames])];
  changeGroup(call, { ...group, classicLoadBalancers: classic });
  return {};
};

export const detachLoadBalancers: Handler<Given<sdk.DetachLoadBalancersCommandInput>, object> = (
  input,
  call,
) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const { classicLoadBalancers: classic = [] } = group;
  const unknown = input.LoadBalancerNames.find((name) => !classic.includes(name));
  // AWS: unverified sentence.
  if (unknown !== undefined)
    invalid(`Trying to remove Load Balancers that are not part of the group: ${unknown}`);
  const left = classic.filter((name) => !input.LoadBalancerNames.includes(name));
  changeGroup(call, { ...group, classicLoadBalancers: left });
  return {};
};

export const describeLoadBalancers: Handler<
  Given<sdk.DescribeLoadBalancersCommandInput>,
  Answered<sdk.DescribeLoadBalancersCommandOutput>
> = ({ AutoScalingGroupName }, call) => ({
  // AWS: LoadBalancerState: "Added", all instances are registered; none of which is ever in service.
  LoadBalancers: (findGroup(call, AutoScalingGroupName).classicLoadBalancers ?? []).map(
    (LoadBalancerName) => ({ LoadBalancerName, State: 'Added' }),
  ),
});
