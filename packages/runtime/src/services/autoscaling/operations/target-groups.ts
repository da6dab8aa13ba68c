import type * as sdk from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../../base/aws-error.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, targetGroupsNotThere, tokenInvalid } from '../errors.ts';
import { changeGroup } from './changing.ts';
import { findGroup, stateOf } from './finding.ts';

const listMax = 50;

type Sources = Given<sdk.AttachTrafficSourcesCommandInput>['TrafficSources'];

/** Both ways to name those of a new group. */
export function targetGroupsOf(
  call: Call,
  input: Partial<Pick<Given<sdk.CreateAutoScalingGroupCommandInput>, 'TargetGroupARNs' | 'TrafficSources'>>,
): string[] {
  const { TargetGroupARNs = [], TrafficSources = [] } = input;
  const arns = [...new Set([...TargetGroupARNs, ...identifiersOf(TrafficSources)])];
  assertThere(call, arns);
  return arns;
}

function assertThere(call: Call, TargetGroupArns: readonly string[]): void {
  if (TargetGroupArns.length === 0) return;
  try {
    call.forward('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns });
  } catch (error) {
    if (error instanceof AwsError && error.name === 'TargetGroupNotFoundException') targetGroupsNotThere();
    throw error;
  }
}

/** Of the kinds of traffic sources, target groups of load balancers are served. */
const identifiersOf = (sources: Sources): string[] =>
  sources.map(({ Identifier, Type }) => {
    const isServed = (Type ?? 'elbv2') === 'elbv2' && Identifier.split(':')[2] === 'elasticloadbalancing';
    if (!isServed)
      invalid(`${Identifier} is not served by Penstock (yet): name a target group of a load balancer.`);
    return Identifier;
  });

/** AWS: load balancers' target groups of instances that come from now on, and of those that are there. */
function attach(call: Call, name: string, arns: readonly string[]): void {
  const group = findGroup(call, name);
  const added = arns.filter((arn) => !group.targetGroups.includes(arn));
  assertThere(call, added);
  const serving = stateOf(call, group)?.members.filter(({ state }) => state === 'InService') ?? [];
  for (const TargetGroupArn of added)
    if (serving.length > 0)
      call.forward('elasticloadbalancing', 'RegisterTargets', {
        TargetGroupArn,
        Targets: serving.map(({ instanceId: Id }) => ({ Id })),
      });
  changeGroup(call, { ...group, targetGroups: [...group.targetGroups, ...added] });
}

function detach(call: Call, name: string, left: readonly string[]): void {
  const group = findGroup(call, name);
  const unknown = left.find((arn) => !group.targetGroups.includes(arn));
  // AWS: unverified sentence.
  if (unknown !== undefined)
    invalid(`Trying to remove Target Groups that are not part of the group: ${unknown}`);
  const Targets = (stateOf(call, group)?.members ?? []).map(({ instanceId: Id }) => ({ Id }));
  for (const TargetGroupArn of left)
    if (Targets.length > 0)
      call.forward('elasticloadbalancing', 'DeregisterTargets', { TargetGroupArn, Targets });
  changeGroup(call, { ...group, targetGroups: group.targetGroups.filter((arn) => !left.includes(arn)) });
}

const attachLoadBalancerTargetGroups: Handler<
  Given<sdk.AttachLoadBalancerTargetGroupsCommandInput>,
  object
> = (input, call) => {
  attach(call, input.AutoScalingGroupName, input.TargetGroupARNs);
  return {};
};

const detachLoadBalancerTargetGroups: Handler<
  Given<sdk.DetachLoadBalancerTargetGroupsCommandInput>,
  object
> = (input, call) => {
  detach(call, input.AutoScalingGroupName, input.TargetGroupARNs);
  return {};
};

const describeLoadBalancerTargetGroups: Handler<
  Given<sdk.DescribeLoadBalancerTargetGroupsCommandInput>,
  Answered<sdk.DescribeLoadBalancerTargetGroupsCommandOutput>
> = ({ AutoScalingGroupName }, call) => ({
  LoadBalancerTargetGroups: findGroup(call, AutoScalingGroupName).targetGroups.map((arn) => ({
    LoadBalancerTargetGroupARN: arn,
    State: 'InService',
  })),
});

const attachTrafficSources: Handler<Given<sdk.AttachTrafficSourcesCommandInput>, object> = (input, call) => {
  attach(call, input.AutoScalingGroupName, identifiersOf(input.TrafficSources));
  return {};
};

const detachTrafficSources: Handler<Given<sdk.DetachTrafficSourcesCommandInput>, object> = (input, call) => {
  detach(call, input.AutoScalingGroupName, identifiersOf(input.TrafficSources));
  return {};
};

const describeTrafficSources: Handler<
  Given<sdk.DescribeTrafficSourcesCommandInput>,
  Answered<sdk.DescribeTrafficSourcesCommandOutput>
> = (input, call) => {
  const { targetGroups } = findGroup(call, input.AutoScalingGroupName);
  const page = pageOf((input.TrafficSourceType ?? 'elbv2') === 'elbv2' ? targetGroups : [], (arn) => arn, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: tokenInvalid,
  });
  const TrafficSources = page.items.map((Identifier) => ({
    TrafficSource: Identifier,
    State: 'InService',
    Identifier,
    Type: 'elbv2',
  }));
  return { TrafficSources, NextToken: page.next };
};

export const targetGroupOperations = {
  AttachLoadBalancerTargetGroups: attachLoadBalancerTargetGroups,
  AttachTrafficSources: attachTrafficSources,
  DescribeLoadBalancerTargetGroups: describeLoadBalancerTargetGroups,
  DescribeTrafficSources: describeTrafficSources,
  DetachLoadBalancerTargetGroups: detachLoadBalancerTargetGroups,
  DetachTrafficSources: detachTrafficSources,
};
