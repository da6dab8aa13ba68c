import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Given } from '../../base/given.ts';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Suspension } from './processes.ts';

/** A launch template, by both of its names. */
export interface TemplateSpecification {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  /** As it was said: a number, `$Latest` or `$Default`. */
  readonly Version?: string | undefined;
}

export interface GroupTag {
  readonly Key: string;
  readonly Value: string;
  readonly PropagateAtLaunch: boolean;
}

export interface AutoScalingGroup {
  /** One of these three says what is launched. */
  readonly LaunchConfigurationName?: string | undefined;
  readonly launchTemplate?: TemplateSpecification | undefined;
  readonly mixedInstancesPolicy?: Given<sdk.MixedInstancesPolicy> | undefined;
  readonly name: string;
  readonly arn: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly defaultCooldown: number;
  readonly zones: readonly string[];
  readonly subnets: readonly string[];
  readonly targetGroups: readonly string[];
  /** Names of Classic Load Balancers, which are recorded. */
  readonly classicLoadBalancers?: readonly string[];
  readonly healthCheckType: string;
  readonly healthCheckGracePeriod: number;
  /** Which instance goes first; the default is the oldest. */
  readonly terminationPolicies?: readonly string[] | undefined;
  /** Instances that come from now on are not taken away by scaling in. */
  readonly protectsNew?: boolean | undefined;
  /** Seconds in service after which an instance is replaced. */
  readonly instanceLifetimeMax?: number | undefined;
  /** Kept and told: there are no Spot Instances that could be interrupted. */
  readonly capacityRebalance?: boolean | undefined;
  /** Seconds, for policies that do not say how long theirs take. */
  readonly instanceWarmup?: number | undefined;
  readonly settings?: GroupSettings | undefined;
  readonly createdTime: number;
  readonly tags: readonly GroupTag[];
  /** Metrics of the group itself that CloudWatch is told every minute. */
  readonly metrics?: readonly string[] | undefined;
  /** What it is not to do by itself. */
  readonly suspended?: readonly Suspension[] | undefined;
  /** Instances that wait until they are wanted. */
  readonly warmPool?: WarmPool | undefined;
  /** The policy that changed its desired capacity last, and to what. */
  readonly changedBy?: { readonly desired: number; readonly cause: string } | undefined;
}

/** What a group is told besides what moves it, in the words of its API and of templates. */
export const settingNames = [
  'AvailabilityZoneDistribution',
  'AvailabilityZoneImpairmentPolicy',
  'CapacityReservationSpecification',
  'Context',
  'DeletionProtection',
  'DesiredCapacityType',
  'InstanceMaintenancePolicy',
  'PlacementGroup',
  'ServiceLinkedRoleARN',
] as const;

export type GroupSettings = Pick<
  Partial<Given<sdk.CreateAutoScalingGroupCommandInput>>,
  (typeof settingNames)[number]
>;

export interface WarmPool {
  readonly minSize: number;
  /** How many there may be of the group and the pool together; unset, as many as the group may have. */
  readonly preparedMax?: number | undefined;
  readonly state: 'Stopped' | 'Running';
  /** Who leaves the group by scaling in comes back to it. */
  readonly reuses: boolean;
  /** It is gone when its instances are. */
  readonly isLeaving?: true;
}

/** What a group launches by. */
export type Launch = Pick<
  AutoScalingGroup,
  'LaunchConfigurationName' | 'launchTemplate' | 'mixedInstancesPolicy'
>;

export interface LaunchConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly userData?: string | undefined;
  readonly keyName?: string | undefined;
  readonly securityGroups: readonly string[];
  readonly iamInstanceProfile?: string | undefined;
  readonly createdTime: number;
  /** Members that are kept and told, since nothing here depends on them. */
  readonly kept?: Given<KeptOfConfiguration> | undefined;
}

export type KeptOfConfiguration = Pick<
  sdk.LaunchConfiguration,
  | 'AssociatePublicIpAddress'
  | 'BlockDeviceMappings'
  | 'ClassicLinkVPCId'
  | 'ClassicLinkVPCSecurityGroups'
  | 'EbsOptimized'
  | 'InstanceMonitoring'
  | 'KernelId'
  | 'MetadataOptions'
  | 'PlacementTenancy'
  | 'RamdiskId'
  | 'SpotPrice'
>;

export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

export interface LifecycleHook {
  readonly groupName: string;
  readonly name: string;
  readonly transition: Transition;
  readonly heartbeatTimeoutSeconds: number;
  readonly defaultResult: 'CONTINUE' | 'ABANDON';
  readonly notificationTargetArn?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly notificationMetadata?: string | undefined;
}

export const groups = collection<AutoScalingGroup>('autoscaling.groups');
export const launchConfigurations = collection<LaunchConfiguration>('autoscaling.launchConfigurations');
/** By `<group>|<hook>`. */
export const lifecycleHooks = collection<LifecycleHook>('autoscaling.lifecycleHooks');

/** Who is told what of a group's instances, by `<group>|<topic>`. */
export interface NotificationConfiguration {
  readonly groupName: string;
  readonly topicArn: string;
  readonly types: readonly string[];
}
export const notifications = collection<NotificationConfiguration>('autoscaling.notifications');

export const groupFlowKind = 'autoscaling.group';
export const groupFlowId = (scope: Scope, name: string): string => flowId(groupFlowKind, scope, name);

export const groupArn = (scope: Scope, uuid: string, name: string): string =>
  arnOf('autoscaling', scope, `autoScalingGroup:${uuid}:autoScalingGroupName/${name}`);
export const configurationArn = (scope: Scope, uuid: string, name: string): string =>
  arnOf('autoscaling', scope, `launchConfiguration:${uuid}:launchConfigurationName/${name}`);
