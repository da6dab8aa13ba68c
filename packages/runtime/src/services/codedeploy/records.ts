import type {
  AlarmConfiguration,
  AutoRollbackConfiguration,
  BlueGreenDeploymentConfiguration,
  DeploymentStyle,
  ECSService,
  LoadBalancerInfo,
  MinimumHealthyHosts,
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

/** What a deployment takes with it when it is created: later changes of the group do not touch it. */
export interface GroupSettings {
  readonly serviceRoleArn: string;
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
}

export const applications = collection<Application>('codedeploy.applications');
/** By `<application>|<group>`. */
export const deploymentGroups = collection<DeploymentGroup>('codedeploy.deploymentGroups');
export const deploymentConfigs = collection<DeploymentConfig>('codedeploy.deploymentConfigs');
export const deployments = collection<DeploymentEntry>('codedeploy.deployments');

export const groupKey = (application: string, group: string): string => `${application}|${group}`;

export const deploymentFlowKind = 'codedeploy.deployment';

export const applicationArn = (scope: Scope, name: string): string =>
  arnOf('codedeploy', scope, `application:${name}`);

export const groupArn = (scope: Scope, application: string, group: string): string =>
  arnOf('codedeploy', scope, `deploymentgroup:${application}/${group}`);
