import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Activity, GroupState, Member } from './flow/group-state.ts';
import type { AutoScalingGroup } from './records.ts';

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
  LoadBalancerNames: [],
  TargetGroupARNs: [...group.targetGroups],
  HealthCheckType: group.healthCheckType,
  HealthCheckGracePeriod: group.healthCheckGracePeriod,
  Instances: (state?.members ?? []).map((member) => ({
    InstanceId: member.instanceId,
    AvailabilityZone: member.zone,
    LifecycleState: member.state,
    HealthStatus: member.unhealthyBy === undefined ? 'Healthy' : 'Unhealthy',
    ...launchedBy(group, member),
    ProtectedFromScaleIn: member.isProtected === true,
  })),
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
