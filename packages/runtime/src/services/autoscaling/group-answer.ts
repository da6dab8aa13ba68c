import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Activity, GroupState, Member } from './flow/group-state.ts';
import type { AutoScalingGroup, WarmPool } from './records.ts';

const secondsOf = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

export const groupAnswer = (
  group: AutoScalingGroup,
  state: GroupState | undefined,
): sdk.AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  LaunchConfigurationName: group.LaunchConfigurationName,
  LaunchTemplate: group.launchTemplate,
  MixedInstancesPolicy: group.mixedInstancesPolicy as sdk.MixedInstancesPolicy | undefined,
  MinSize: group.minSize,
  MaxSize: group.maxSize,
  DesiredCapacity: group.desiredCapacity,
  DefaultCooldown: group.defaultCooldown,
  AvailabilityZones: [...group.zones],
  LoadBalancerNames: [...(group.classicLoadBalancers ?? [])],
  TargetGroupARNs: [...group.targetGroups],
  TrafficSources: group.targetGroups.map((Identifier) => ({ Identifier, Type: 'elbv2' })),
  ...(group.settings as Partial<sdk.AutoScalingGroup> | undefined),
  HealthCheckType: group.healthCheckType,
  HealthCheckGracePeriod: group.healthCheckGracePeriod,
  Instances: (state?.members ?? [])
    .filter(({ isWarm }) => !isWarm)
    .map((member) => instanceAnswer(group, member)),
  ...warmPoolOf(group, state?.members ?? []),
  CreatedTime: new Date(group.createdTime),
  SuspendedProcesses: (group.suspended ?? []).map(({ process, since }) => ({
    ProcessName: process,
    // AWS: as its answers have it.
    SuspensionReason: `User suspended at ${secondsOf(since)}`,
  })),
  VPCZoneIdentifier: group.subnets.join(','),
  EnabledMetrics: (group.metrics ?? []).map((Metric) => ({ Metric, Granularity: '1Minute' })),
  Tags: group.tags.map((tag) => ({ ...tag, ResourceId: group.name, ResourceType: 'auto-scaling-group' })),
  TerminationPolicies: [...(group.terminationPolicies ?? ['Default'])],
  NewInstancesProtectedFromScaleIn: group.protectsNew === true,
  DefaultInstanceWarmup: group.instanceWarmup,
  MaxInstanceLifetime: group.instanceLifetimeMax,
  CapacityRebalance: group.capacityRebalance,
});

export const instanceAnswer = (group: AutoScalingGroup, member: Member): sdk.Instance => ({
  InstanceId: member.instanceId,
  AvailabilityZone: member.zone,
  LifecycleState: lifecycleState(member),
  HealthStatus: member.unhealthyBy === undefined ? 'Healthy' : 'Unhealthy',
  ...launchedBy(group, member),
  ProtectedFromScaleIn: member.isProtected === true,
});

/** AWS: LifecycleState: those of the warm pool begin with `Warmed:`. */
export const lifecycleState = ({ state, isWarm }: Member): sdk.LifecycleState =>
  (isWarm ? `Warmed:${state}` : state) as sdk.LifecycleState;

/** One that is to go is told of as long as an instance is left in it. */
export function warmPoolOf(
  { warmPool }: AutoScalingGroup,
  members: readonly Member[],
): Pick<sdk.AutoScalingGroup, 'WarmPoolConfiguration' | 'WarmPoolSize'> {
  const WarmPoolSize = members.filter(({ isWarm }) => isWarm).length;
  if (!warmPool || (warmPool.isLeaving && WarmPoolSize === 0)) return {};
  return { WarmPoolConfiguration: poolAnswer(warmPool), WarmPoolSize };
}

const poolAnswer = (pool: WarmPool): sdk.WarmPoolConfiguration => ({
  MinSize: pool.minSize,
  ...(pool.preparedMax !== undefined && { MaxGroupPreparedCapacity: pool.preparedMax }),
  PoolState: pool.state,
  ...(pool.reuses && { InstanceReusePolicy: { ReuseOnScaleIn: true } }),
  ...(pool.isLeaving && { Status: 'PendingDelete' }),
});

/** What an instance was launched by, as far as its group still says so. */
export function launchedBy(
  { LaunchConfigurationName, launchTemplate, mixedInstancesPolicy }: AutoScalingGroup,
  { templateVersion: Version, launchedBy: launch }: Member,
): Pick<sdk.Instance, 'LaunchConfigurationName' | 'LaunchTemplate'> {
  if (launch === 'attached') return {};
  const named = launchTemplate ?? mixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const configuration = /^launch \d+ (.+)$/.exec(launch)?.[1] ?? LaunchConfigurationName;
  if (Version === undefined || !named) return { LaunchConfigurationName: configuration };
  const { LaunchTemplateId, LaunchTemplateName } = named;
  return { LaunchTemplate: { LaunchTemplateId, LaunchTemplateName, Version } };
}

export const activityAnswer = (group: AutoScalingGroup, activity: Activity): sdk.Activity => ({
  ActivityId: activity.id,
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  Cause: activity.cause,
  Description: activity.description,
  StartTime: new Date(activity.startTime),
  EndTime: activity.endTime === undefined ? undefined : new Date(activity.endTime),
  StatusCode: activity.status,
  StatusMessage: activity.message,
  Progress: { InProgress: 50, PreInService: 30 }[activity.status as string] ?? 100,
  Details: '{}',
});
