import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  capacityOutOfBounds,
  groupExists,
  groupInUse,
  groupProtected,
  invalid,
  scalingInProgress,
  tokenInvalid,
} from '../errors.ts';
import type { GroupState } from '../flow/group-state.ts';
import {
  groupArn,
  groupFlowId,
  groupFlowKind,
  groups,
  lifecycleHooks,
  notifications,
  type AutoScalingGroup,
} from '../records.ts';
import { metricsFlowId } from '../metrics/flow.ts';
import { groupAnswer } from '../group-answer.ts';
import { policiesOf, scalings } from '../policies/records.ts';
import { actionsOf } from '../schedule/records.ts';
import { changeGroup, sized } from './changing.ts';
import { findGroup, stateOf } from './finding.ts';
import { settingsOf } from './group-settings.ts';
import { putHook } from './hooks.ts';
import { removePolicy } from './policies.ts';
import { removeAction } from './scheduled-actions.ts';
import { isCooling } from './scaling.ts';
import { tagOf } from './tags.ts';
import { targetGroupsOf } from './target-groups.ts';
import { isLaunchGiven, launchOf } from './launches.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html */
export const createAutoScalingGroup: Handler<Given<sdk.CreateAutoScalingGroupCommandInput>, object> = (
  input,
  call,
) => {
  const name = input.AutoScalingGroupName;
  // One that is being deleted still has its name.
  if (groups.get(call.tx, call, name) || stateOf(call, { name })) groupExists(name);
  assertHealthCheck(input.HealthCheckType);
  const group = sized({
    name,
    arn: groupArn(call, call.ids.uuid(), name),
    minSize: input.MinSize,
    maxSize: input.MaxSize,
    desiredCapacity: input.DesiredCapacity ?? input.MinSize,
    defaultCooldown: input.DefaultCooldown ?? 300,
    healthCheckType: input.HealthCheckType ?? 'EC2',
    healthCheckGracePeriod: input.HealthCheckGracePeriod ?? 0,
    targetGroups: targetGroupsOf(call, input),
    settings: settingsOf(input),
    classicLoadBalancers: input.LoadBalancerNames ?? [],
    createdTime: call.now,
    tags: (input.Tags ?? []).map(tagOf),
    ...behaviourOf(input),
    ...launchOf(call, input),
    ...placesOf(call, input),
  });
  for (const hook of input.LifecycleHookSpecificationList ?? [])
    putHook(call, { ...hook, AutoScalingGroupName: name });
  groups.put(call.tx, call, name, group);
  const state: GroupState = {
    account: call.account,
    region: call.region,
    name,
    members: [],
    launches: 0,
    launching: [],
    activities: [],
  };
  call.flows.start(groupFlowKind, groupFlowId(call, name), state);
  return {};
};

/** An instance is healthy as long as it runs, and where that is asked its target groups find it so. */
function assertHealthCheck(type: string | undefined): void {
  if (type !== undefined && type !== 'EC2' && type !== 'ELB')
    invalid(`HealthCheckType ${type} is not served by Penstock (yet): use EC2 or ELB.`);
}

type Behaviour = Pick<
  AutoScalingGroup,
  'terminationPolicies' | 'protectsNew' | 'instanceWarmup' | 'instanceLifetimeMax' | 'capacityRebalance'
>;

// AWS: the older launch goes by its age here: those of one group differ by nothing else.
const terminationPolicies = [
  'Default',
  'OldestInstance',
  'NewestInstance',
  'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
  'ClosestToNextInstanceHour',
  'AllocationStrategy',
];

function behaviourOf(
  input: Partial<Given<sdk.UpdateAutoScalingGroupCommandInput>>,
  before: Behaviour = {},
): Behaviour {
  const policies = input.TerminationPolicies;
  const unknown = policies?.find((policy) => !terminationPolicies.includes(policy));
  // AWS: unverified sentence.
  if (unknown !== undefined) invalid(`Invalid termination policy: ${unknown}`);
  const lifetime = input.MaxInstanceLifetime;
  // AWS: "at least 86,400 … to clear a previously set value, specify a new value of 0". Unverified sentence.
  if (lifetime !== undefined && lifetime !== 0 && lifetime < 86_400)
    invalid('MaxInstanceLifetime must be 0 or at least 86400 seconds.');
  return {
    instanceLifetimeMax: lifetime === 0 ? undefined : (lifetime ?? before.instanceLifetimeMax),
    capacityRebalance: input.CapacityRebalance ?? before.capacityRebalance,
    terminationPolicies: policies?.length ? policies : before.terminationPolicies,
    protectsNew: input.NewInstancesProtectedFromScaleIn ?? before.protectsNew,
    // AWS: -1 takes it back.
    instanceWarmup:
      input.DefaultInstanceWarmup === -1 ? undefined : (input.DefaultInstanceWarmup ?? before.instanceWarmup),
  };
}

export const describeTerminationPolicyTypes: Handler<
  object,
  Answered<sdk.DescribeTerminationPolicyTypesCommandOutput>
> = () => ({ TerminationPolicyTypes: terminationPolicies });

type Places = Pick<
  Partial<Given<sdk.CreateAutoScalingGroupCommandInput>>,
  'VPCZoneIdentifier' | 'AvailabilityZones'
>;

function placesOf(call: Call, { VPCZoneIdentifier, AvailabilityZones }: Places) {
  const subnets = (VPCZoneIdentifier ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  if (subnets.length === 0 && !AvailabilityZones?.length)
    invalid('At least one Availability Zone or VPC Subnet is required.');
  if (subnets.length === 0) return { subnets, zones: AvailabilityZones ?? [] };
  const { Subnets } = call.forward<{ Subnets: readonly { AvailabilityZone: string }[] }>(
    'ec2',
    'DescribeSubnets',
    {
      SubnetIds: subnets,
    },
  );
  return { subnets, zones: [...new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone))] };
}

/** AWS: members that are not given stay; the desired capacity is brought between the new bounds. */
export const updateAutoScalingGroup: Handler<Given<sdk.UpdateAutoScalingGroupCommandInput>, object> = (
  input,
  call,
) => {
  const before = findGroup(call, input.AutoScalingGroupName);
  assertHealthCheck(input.HealthCheckType);
  const minSize = input.MinSize ?? before.minSize;
  const maxSize = input.MaxSize ?? before.maxSize;
  const desired = input.DesiredCapacity ?? Math.min(maxSize, Math.max(minSize, before.desiredCapacity));
  const isPlaceGiven = input.VPCZoneIdentifier !== undefined || input.AvailabilityZones !== undefined;
  changeGroup(
    call,
    sized({
      ...before,
      minSize,
      maxSize,
      desiredCapacity: desired,
      defaultCooldown: input.DefaultCooldown ?? before.defaultCooldown,
      healthCheckType: input.HealthCheckType ?? before.healthCheckType,
      healthCheckGracePeriod: input.HealthCheckGracePeriod ?? before.healthCheckGracePeriod,
      settings: settingsOf(input, before.settings),
      ...behaviourOf(input, before),
      ...(isLaunchGiven(input) && launchOf(call, input)),
      ...(isPlaceGiven && placesOf(call, input)),
    }),
  );
  return {};
};

export const setDesiredCapacity: Handler<Given<sdk.SetDesiredCapacityCommandInput>, object> = (
  input,
  call,
) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const { DesiredCapacity: desired } = input;
  if (desired > group.maxSize) capacityOutOfBounds(desired, `above max value ${group.maxSize}`);
  if (desired < group.minSize) capacityOutOfBounds(desired, `below min value ${group.minSize}`);
  if (input.HonorCooldown && isCooling(call, group)) scalingInProgress();
  changeGroup(call, { ...group, desiredCapacity: desired, changedBy: undefined });
  return {};
};

/** AWS: without ForceDelete, only a group without instances goes. */
export const deleteAutoScalingGroup: Handler<Given<sdk.DeleteAutoScalingGroupCommandInput>, object> = (
  input,
  call,
) => {
  const { name, metrics, settings } = findGroup(call, input.AutoScalingGroupName);
  const protection = settings?.DeletionProtection;
  if (protection === 'prevent-all-deletion' || (protection && input.ForceDelete)) groupProtected(name);
  const state = stateOf(call, { name });
  const isEmpty = !state || state.members.length + state.launching.length === 0;
  if (!isEmpty && !input.ForceDelete) groupInUse(name);
  groups.delete(call.tx, call, name);
  for (const policy of policiesOf(call.tx, call, name)) removePolicy(call, policy);
  for (const action of actionsOf(call.tx, call, name)) removeAction(call, action);
  for (const { topicArn } of notifications.list(call.tx, call, { prefix: `${name}|` }))
    notifications.delete(call.tx, call, `${name}|${topicArn}`);
  if (metrics?.length) call.flows.remove(metricsFlowId(call, name));
  scalings.delete(call.tx, call, name);
  for (const hook of lifecycleHooks.list(call.tx, call, { prefix: `${name}|` }))
    lifecycleHooks.delete(call.tx, call, `${name}|${hook.name}`);
  call.flows.tell(groupFlowId(call, name), { type: 'GroupChanged' });
  return {};
};

const listMax = 50;

export const describeAutoScalingGroups: Handler<
  Given<sdk.DescribeAutoScalingGroupsCommandInput>,
  Answered<sdk.DescribeAutoScalingGroupsCommandOutput>
> = (input, call) => {
  const names = input.AutoScalingGroupNames;
  const wanted = groups.list(call.tx, call).filter(({ name }) => !names?.length || names.includes(name));
  const page = pageOf(wanted, ({ name }) => name, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: tokenInvalid,
  });
  return {
    AutoScalingGroups: page.items.map((group) => groupAnswer(group, stateOf(call, group))),
    NextToken: page.next,
  };
};
