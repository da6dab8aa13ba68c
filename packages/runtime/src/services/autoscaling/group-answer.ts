import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Activity, GroupState } from './flow/group-state.ts';
import type { AutoScalingGroup } from './records.ts';

export const groupAnswer = (
  group: AutoScalingGroup,
  state: GroupState | undefined,
): sdk.AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  LaunchConfigurationName: group.LaunchConfigurationName,
  MinSize: group.minSize,
  MaxSize: group.maxSize,
  DesiredCapacity: group.desiredCapacity,
  DefaultCooldown: group.defaultCooldown,
  AvailabilityZones: [...group.zones],
  LoadBalancerNames: [],
  TargetGroupARNs: [...group.targetGroups],
  HealthCheckType: group.healthCheckType,
  HealthCheckGracePeriod: group.healthCheckGracePeriod,
  Instances: (state?.members ?? []).map(({ instanceId, zone, state: LifecycleState }) => ({
    InstanceId: instanceId,
    AvailabilityZone: zone,
    LifecycleState,
    HealthStatus: 'Healthy',
    LaunchConfigurationName: group.LaunchConfigurationName,
    ProtectedFromScaleIn: false,
  })),
  CreatedTime: new Date(group.createdTime),
  SuspendedProcesses: [],
  VPCZoneIdentifier: group.subnets.join(','),
  EnabledMetrics: [],
  Tags: group.tags.map((tag) => ({ ...tag, ResourceId: group.name, ResourceType: 'auto-scaling-group' })),
  TerminationPolicies: ['Default'],
  NewInstancesProtectedFromScaleIn: false,
});

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
  Progress: activity.status === 'InProgress' ? 50 : 100,
  Details: '{}',
});
