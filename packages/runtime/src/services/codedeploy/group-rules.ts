import {
  alarmConfigurationInvalid,
  autoRollbackInvalid,
  blueGreenInvalid,
  deploymentStyleInvalid,
  ecsServiceInvalid,
  loadBalancerInvalid,
  roleInvalid,
  roleRequired,
  targetGroupPairInvalid,
  tooManyAlarms,
  triggerInvalid,
} from './errors.ts';
import { assertNoForeign } from './foreign-settings.ts';
import { assertWaits, type GivenSettings } from './given-settings.ts';
import { serverSettings } from './server-rules.ts';
import type { ComputePlatform, GroupSettings, InstanceFilters } from './records.ts';

// AWS: user guide, "CodeDeploy quotas": fifty, where the API reference says ten still.
const alarmsMax = 50;
const triggersMax = 10;

/** Reads a group's settings. AWS: which are refused is its API reference's; the sentences are unverified. */
export function settingsOf(
  given: GivenSettings,
  platform: ComputePlatform,
  configName: string,
): GroupSettings {
  const role = given.serviceRoleArn;
  if (!role) roleRequired();
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(role)) roleInvalid(role);
  assertAlarms(given);
  assertRollback(given);
  assertTriggers(given);
  if (platform === 'ECS' || platform === 'Lambda') assertNoForeign(given, platform);
  if (platform === 'ECS') assertEcs(given);
  if (platform === 'Lambda') assertShifts(given, platform);
  const filters = platform === 'Server' ? serverSettings(given) : noFilters;
  return {
    ...filters,
    serviceRoleArn: role,
    deploymentConfigName: configName,
    deploymentStyle: given.deploymentStyle ?? styleOf(platform),
    ecsServices: given.ecsServices,
    loadBalancerInfo: given.loadBalancerInfo,
    blueGreenDeploymentConfiguration: given.blueGreenDeploymentConfiguration,
    alarmConfiguration: given.alarmConfiguration,
    autoRollbackConfiguration: given.autoRollbackConfiguration,
    triggerConfigurations: given.triggerConfigurations ?? [],
    outdatedInstancesStrategy: given.outdatedInstancesStrategy ?? 'UPDATE',
    terminationHookEnabled: given.terminationHookEnabled ?? false,
  };
}

const noFilters: InstanceFilters = {
  ec2TagFilters: [],
  onPremisesInstanceTagFilters: [],
  autoScalingGroups: [],
};

function styleOf(platform: ComputePlatform): GroupSettings['deploymentStyle'] {
  return platform === 'Server'
    ? { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' }
    : { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' };
}

export function assertAlarms({ alarmConfiguration }: Pick<GivenSettings, 'alarmConfiguration'>): void {
  const alarms = alarmConfiguration?.alarms ?? [];
  if (alarms.length > alarmsMax) tooManyAlarms(alarmsMax);
  if (alarmConfiguration?.enabled && alarms.length === 0)
    alarmConfigurationInvalid('An alarm configuration that is enabled must name at least one alarm.');
  const names = alarms.map(({ name }) => name);
  if (names.some((name) => !name)) alarmConfigurationInvalid('The name of an alarm is empty.');
  if (new Set(names).size < names.length) alarmConfigurationInvalid('An alarm is named more than once.');
}

export function assertRollback({
  autoRollbackConfiguration: configuration,
}: Pick<GivenSettings, 'autoRollbackConfiguration'>): void {
  if (configuration?.enabled && !configuration.events?.length)
    autoRollbackInvalid('An automatic rollback that is enabled must name at least one event.');
}

function assertTriggers({ triggerConfigurations = [] }: GivenSettings): void {
  if (triggerConfigurations.length > triggersMax)
    triggerInvalid(`The maximum allowed number of triggers (${triggersMax}) was exceeded.`);
  const names = triggerConfigurations.map(({ triggerName }) => triggerName);
  if (new Set(names).size < names.length) triggerInvalid('A trigger is named more than once.');
  for (const { triggerName, triggerTargetArn, triggerEvents } of triggerConfigurations) {
    if (!triggerName || !triggerEvents?.length) triggerInvalid('A trigger must have a name and events.');
    if (!triggerTargetArn?.startsWith('arn:aws:sns:'))
      triggerInvalid(`The trigger ${triggerName} must have the ARN of an SNS topic as its target.`);
  }
}

/** Neither of them is deployed to in place. */
function assertShifts({ deploymentStyle: style }: GivenSettings, platform: 'ECS' | 'Lambda'): void {
  if (style && (style.deploymentType !== 'BLUE_GREEN' || style.deploymentOption !== 'WITH_TRAFFIC_CONTROL'))
    deploymentStyleInvalid(
      `For ${platform} deployment group, deployment type must be BLUE_GREEN and deployment option ` +
        'WITH_TRAFFIC_CONTROL.',
    );
}

function assertEcs(given: GivenSettings): void {
  assertShifts(given, 'ECS');
  const [service, ...others] = given.ecsServices ?? [];
  if (!service || others.length > 0)
    ecsServiceInvalid('An ECS deployment group must have exactly one ECS service.');
  if (!service.clusterName || !service.serviceName)
    ecsServiceInvalid('An ECS service must have a cluster name and a service name.');
  assertPair(given);
  assertBlueGreen(given);
}

function assertPair({ loadBalancerInfo }: GivenSettings): void {
  // AWS: as users of it were told.
  if (!loadBalancerInfo) loadBalancerInvalid('For ECS deployment group, loadBalancerInfo must be specified');
  const [pair, ...others] = loadBalancerInfo.targetGroupPairInfoList ?? [];
  if (!pair || others.length > 0)
    loadBalancerInvalid('An ECS deployment group must have exactly one target group pair.');
  const names = pair.targetGroups?.map(({ name }) => name) ?? [];
  if (names.length !== 2 || new Set(names).size !== 2 || names.some((name) => !name))
    targetGroupPairInvalid('A target group pair must name exactly two target groups.');
  if (pair.prodTrafficRoute?.listenerArns?.length !== 1)
    targetGroupPairInvalid('A target group pair must have exactly one production listener.');
  if ((pair.testTrafficRoute?.listenerArns?.length ?? 0) > 1)
    targetGroupPairInvalid('A target group pair can have at most one test listener.');
}

function assertBlueGreen({ blueGreenDeploymentConfiguration: configuration }: GivenSettings): void {
  if (!configuration)
    blueGreenInvalid('For ECS deployment group, blueGreenDeploymentConfiguration must be specified');
  if (configuration.terminateBlueInstancesOnDeploymentSuccess?.action === 'KEEP_ALIVE')
    blueGreenInvalid('KEEP_ALIVE is not supported for an ECS deployment group.');
  assertWaits(configuration, 'ECS');
}
