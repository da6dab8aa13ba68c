import type {
  AlarmConfiguration,
  AutoRollbackConfiguration,
  BlueGreenDeploymentConfiguration,
  DeploymentStyle,
  EC2TagFilter,
  EC2TagSet,
  ECSService,
  LoadBalancerInfo,
  MinimumHealthyHosts,
  OnPremisesTagSet,
  RevisionLocation,
  TagFilter,
  TrafficRoutingConfig,
  TriggerConfig,
  ZonalConfig,
} from '@aws-sdk/client-codedeploy';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export type ComputePlatform = 'ECS' | 'Lambda' | 'Server' | 'Kubernetes';

export interface Application {
  readonly name: string;
  readonly id: string;
  readonly computePlatform: ComputePlatform;
  readonly createTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Which servers a group deploys to: those that any of these finds. */
export interface InstanceFilters {
  readonly ec2TagFilters: readonly EC2TagFilter[];
  readonly ec2TagSet?: EC2TagSet | undefined;
  readonly onPremisesInstanceTagFilters: readonly TagFilter[];
  readonly onPremisesTagSet?: OnPremisesTagSet | undefined;
  readonly autoScalingGroups: readonly string[];
}

/** What a deployment takes with it when it is created: later changes of the group do not touch it. */
export interface GroupSettings extends InstanceFilters {
  readonly serviceRoleArn: string;
  /** Of groups: the role was there when it was named. */
  readonly roleKnown?: boolean | undefined;
  readonly deploymentConfigName: string;
  readonly deploymentStyle: DeploymentStyle;
  readonly ecsServices?: readonly ECSService[] | undefined;
  readonly loadBalancerInfo?: LoadBalancerInfo | undefined;
  readonly blueGreenDeploymentConfiguration?: BlueGreenDeploymentConfiguration | undefined;
  readonly alarmConfiguration?: AlarmConfiguration | undefined;
  readonly autoRollbackConfiguration?: AutoRollbackConfiguration | undefined;
  readonly triggerConfigurations: readonly TriggerConfig[];
  readonly outdatedInstancesStrategy: 'UPDATE' | 'IGNORE';
  readonly terminationHookEnabled: boolean;
}

export interface DeploymentGroup extends GroupSettings {
  readonly applicationName: string;
  readonly name: string;
  readonly id: string;
  readonly computePlatform: ComputePlatform;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeploymentConfig {
  readonly name: string;
  readonly id: string;
  readonly computePlatform: ComputePlatform;
  readonly createTime: number;
  readonly trafficRoutingConfig?: TrafficRoutingConfig | undefined;
  readonly minimumHealthyHosts?: MinimumHealthyHosts | undefined;
  readonly zonalConfig?: ZonalConfig | undefined;
}

/** That a deployment was made, and where; what became of it, its flow knows. */
export interface DeploymentEntry {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  /** Deployments are counted in the order they are made. */
  readonly number: number;
  /** A service has it done, which alone knows of it: it is in no list. */
  readonly managed?: true;
}

export interface OnPremisesInstance {
  readonly name: string;
  readonly arn: string;
  readonly iamUserArn?: string | undefined;
  readonly iamSessionArn?: string | undefined;
  readonly registerTime: number;
  readonly deregisterTime?: number | undefined;
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A revision that was registered, by hand or by its first deployment. */
export interface Revision {
  readonly applicationName: string;
  readonly location: RevisionLocation;
  readonly description: string;
  readonly registerTime: number;
  readonly firstUsedTime?: number | undefined;
  readonly lastUsedTime?: number | undefined;
}

/** How the last deployment of a group to a server went, and what runs there. */
export interface InstanceNote {
  readonly instanceId: string;
  readonly deploymentId: string;
  readonly succeeded: boolean;
  /** The last revision that was deployed to it with success. */
  readonly revision?: RevisionLocation | undefined;
}

/** What an agent is to do. It is told whoever asks first, and again until somebody acknowledges it. */
export interface HostCommand {
  readonly id: string;
  readonly instanceId: string;
  readonly deploymentId: string;
  readonly event: string;
  readonly acknowledged: boolean;
  /** Commands are counted in the order they are given. */
  readonly number: number;
}

export const applications = collection<Application>('codedeploy.applications');
/** By `<application>|<group>`. */
export const deploymentGroups = collection<DeploymentGroup>('codedeploy.deploymentGroups');
export const deploymentConfigs = collection<DeploymentConfig>('codedeploy.deploymentConfigs');
export const deployments = collection<DeploymentEntry>('codedeploy.deployments');

export const onPremisesInstances = collection<OnPremisesInstance>('codedeploy.onPremisesInstances');
/** By `<application>|<digest of the location>`. */
export const revisions = collection<Revision>('codedeploy.revisions');
/** By `<id of the group>|<instance>`. */
export const instanceNotes = collection<InstanceNote>('codedeploy.instanceNotes');
/** By `<instance>|<id>`. */
export const hostCommands = collection<HostCommand>('codedeploy.hostCommands');

export const groupKey = (application: string, group: string): string => `${application}|${group}`;

export const noteKey = (groupId: string, instanceId: string): string => `${groupId}|${instanceId}`;

export const deploymentFlowKind = 'codedeploy.deployment';
export const instanceFlowKind = 'codedeploy.instance';

export const applicationArn = (scope: Scope, name: string): string =>
  arnOf('codedeploy', scope, `application:${name}`);

export const groupArn = (scope: Scope, application: string, group: string): string =>
  arnOf('codedeploy', scope, `deploymentgroup:${application}/${group}`);
