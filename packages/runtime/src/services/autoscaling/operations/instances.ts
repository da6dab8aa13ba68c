import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { capacityOutOfBounds, instanceNotFound, invalid, notMember, tokenInvalid } from '../errors.ts';
import type { GroupFact, Member } from '../flow/group-state.ts';
import { askedCause } from '../flow/causes.ts';
import { endingId } from '../flow/terminating.ts';
import { activityAnswer, launchedBy, lifecycleState } from '../group-answer.ts';
import { groupFlowId, groups, type AutoScalingGroup } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';

export const membersIn = (call: Call): (readonly [AutoScalingGroup, Member])[] =>
  groups
    .list(call.tx, call)
    .flatMap((group) => (stateOf(call, group)?.members ?? []).map((member) => [group, member] as const));

/** AWS: both at most, and as many where nothing is said: instances 50, activities 100. */
const pageMax = { instances: 50, activities: 100 };

export const describeAutoScalingInstances: Handler<
  Given<sdk.DescribeAutoScalingInstancesCommandInput>,
  Answered<sdk.DescribeAutoScalingInstancesCommandOutput>
> = ({ InstanceIds, MaxRecords, NextToken }, call) => {
  const wanted = membersIn(call).filter(
    ([, { instanceId }]) => !InstanceIds?.length || InstanceIds.includes(instanceId),
  );
  const page = pageOf(wanted, ([, { instanceId }]) => instanceId, {
    token: NextToken,
    limit: Math.min(MaxRecords ?? pageMax.instances, pageMax.instances),
    invalid: tokenInvalid,
  });
  const AutoScalingInstances = page.items.map(([group, member]) => ({
    InstanceId: member.instanceId,
    AutoScalingGroupName: group.name,
    AvailabilityZone: member.zone,
    LifecycleState: lifecycleState(member),
    HealthStatus: member.unhealthyBy === undefined ? 'HEALTHY' : 'UNHEALTHY',
    ...launchedBy(group, member),
    ProtectedFromScaleIn: member.isProtected === true,
  }));
  return { AutoScalingInstances, NextToken: page.next };
};

export const describeScalingActivities: Handler<
  Given<sdk.DescribeScalingActivitiesCommandInput>,
  Answered<sdk.DescribeScalingActivitiesCommandOutput>
> = ({ AutoScalingGroupName, ActivityIds, MaxRecords, NextToken }, call) => {
  const wanted =
    AutoScalingGroupName === undefined ? groups.list(call.tx, call) : [findGroup(call, AutoScalingGroupName)];
  const all = wanted
    .flatMap((group) =>
      (stateOf(call, group)?.activities ?? []).map((activity) => activityAnswer(group, activity)),
    )
    .filter(({ ActivityId }) => !ActivityIds?.length || ActivityIds.includes(ActivityId!));
  const page = pageOf(all, ({ ActivityId }) => ActivityId!, {
    token: NextToken,
    limit: Math.min(MaxRecords ?? pageMax.activities, pageMax.activities),
    invalid: tokenInvalid,
  });
  return { Activities: [...page.items], NextToken: page.next };
};

/** AWS: who is found unhealthy is replaced; by default not within the grace period of its group. */
export const setInstanceHealth: Handler<Given<sdk.SetInstanceHealthCommandInput>, object> = (input, call) => {
  const { InstanceId, HealthStatus, ShouldRespectGracePeriod = true } = input;
  const [group, member] = membersIn(call).find(([, { instanceId }]) => instanceId === InstanceId) ?? [];
  if (!group || !member) return instanceNotFound(InstanceId);
  if (!/^(un)?healthy$/i.test(HealthStatus)) invalid(`Invalid health status: ${HealthStatus}`); // AWS: unverified.
  const graceUntil = (member.inServiceAt ?? call.now) + group.healthCheckGracePeriod * 1000;
  const spared = ShouldRespectGracePeriod && call.now < graceUntil;
  const isHealthy = /^healthy$/i.test(HealthStatus);
  if (spared && !isHealthy) return {};
  const type = isHealthy ? 'FoundHealthy' : 'FoundUnhealthy';
  const fact: GroupFact = { type, instanceId: InstanceId };
  call.flows.tell(groupFlowId(call, group.name), fact);
  return {};
};

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html */
export const setInstanceProtection: Handler<Given<sdk.SetInstanceProtectionCommandInput>, object> = (
  { AutoScalingGroupName, InstanceIds: instanceIds, ProtectedFromScaleIn: isProtected },
  call,
) => {
  const group = findGroup(call, AutoScalingGroupName);
  const members = stateOf(call, group)?.members ?? [];
  const unknown = instanceIds.find((id) => !members.some(({ instanceId }) => instanceId === id));
  if (unknown !== undefined) notMember(unknown, group.name);
  const fact: GroupFact = { type: 'ProtectionChanged', instanceIds, isProtected };
  call.flows.tell(groupFlowId(call, group.name), fact);
  return {};
};

export const terminateInstanceInAutoScalingGroup: Handler<
  Given<sdk.TerminateInstanceInAutoScalingGroupCommandInput>,
  Answered<sdk.TerminateInstanceInAutoScalingGroupCommandOutput>
> = ({ InstanceId, ShouldDecrementDesiredCapacity }, call) => {
  const [group] = membersIn(call).find(([, { instanceId }]) => instanceId === InstanceId) ?? [];
  if (!group || InstanceId === undefined) return instanceNotFound(InstanceId ?? '');
  const desired = group.desiredCapacity - 1;
  if (ShouldDecrementDesiredCapacity) {
    if (desired < group.minSize) capacityOutOfBounds(desired, `below min value ${group.minSize}`);
    groups.put(call.tx, call, group.name, { ...group, desiredCapacity: desired });
  }
  const fact = { type: 'TerminationAsked', instanceId: InstanceId };
  call.flows.tell(groupFlowId(call, group.name), fact);
  return {
    Activity: activityAnswer(group, {
      id: endingId({ account: call.account, region: call.region, name: group.name }, InstanceId),
      cause: askedCause(call.now, InstanceId),
      description: `Terminating EC2 instance: ${InstanceId}`,
      startTime: call.now,
      status: 'InProgress',
    }),
  };
};
