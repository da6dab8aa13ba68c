import type {
  CreateDeploymentConfigCommandInput,
  CreateDeploymentConfigOutput,
  DeleteDeploymentConfigCommandInput,
  DeploymentConfigInfo,
  GetDeploymentConfigCommandInput,
  GetDeploymentConfigOutput,
  ListDeploymentConfigsCommandInput,
  ListDeploymentConfigsOutput,
  TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  configExists,
  configInUse,
  configNameReserved,
  configNotFound,
  configOperationInvalid,
  minimumHealthyHostsInvalid,
  tokenInvalid,
  tooManyConfigs,
  trafficRoutingInvalid,
  zonalConfigInvalid,
} from '../errors.ts';
import { isReserved, predefinedConfigs } from '../predefined-configs.ts';
import { deploymentConfigs, deploymentGroups, type DeploymentConfig } from '../records.ts';

// AWS: user guide, "CodeDeploy quotas". Unverified: some editions of it say 50.
const configsMax = 200;

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentConfig.html
export const createDeploymentConfig: Handler<
  CreateDeploymentConfigCommandInput,
  CreateDeploymentConfigOutput
> = (input, call) => {
  const name = input.deploymentConfigName!;
  if (isReserved(name)) configNameReserved(name);
  if (deploymentConfigs.get(call.tx, call, name)) configExists(name);
  if (deploymentConfigs.list(call.tx, call).length >= configsMax) tooManyConfigs();
  const computePlatform = input.computePlatform ?? 'Server';
  if (computePlatform === 'Server') assertServer(input);
  else assertRouting(input.trafficRoutingConfig);
  const config: DeploymentConfig = {
    name,
    id: call.ids.uuid(),
    computePlatform,
    createTime: call.now,
    trafficRoutingConfig: input.trafficRoutingConfig,
    minimumHealthyHosts: input.minimumHealthyHosts,
    zonalConfig: input.zonalConfig,
  };
  deploymentConfigs.put(call.tx, call, name, config);
  return { deploymentConfigId: config.id };
};

function assertServer(input: CreateDeploymentConfigCommandInput): void {
  assertHosts(input);
  const { minimumHealthyHostsPerZone: perZone, ...waits } = input.zonalConfig ?? {};
  if (Object.values(waits).some((seconds) => seconds !== undefined && Number(seconds) < 0))
    zonalConfigInvalid('The monitor duration of a zone cannot be negative.');
  const { type, value = 0 } = perZone ?? {};
  if (perZone && (type === undefined || value < 0 || (type === 'FLEET_PERCENT' && value > 100)))
    zonalConfigInvalid('The minimum healthy instance value of a zone was specified in an invalid format.');
}

function assertHosts({ minimumHealthyHosts }: CreateDeploymentConfigCommandInput): void {
  const { type, value = 0 } = minimumHealthyHosts ?? {};
  const most = type === 'FLEET_PERCENT' ? 100 : Infinity;
  if (type === undefined || value < 0 || value > most)
    minimumHealthyHostsInvalid('The minimum healthy instance value was specified in an invalid format.');
}

/**
 * AWS: user guide, "Create a deployment configuration": steps of 1–99 %, 2,880 minutes from first to last.
 */
function assertRouting(routing: TrafficRoutingConfig | undefined): void {
  const most = 2880;
  const { canaryPercentage, canaryInterval } = routing?.timeBasedCanary ?? {};
  const { linearPercentage, linearInterval } = routing?.timeBasedLinear ?? {};
  switch (routing?.type) {
    case 'AllAtOnce':
      return;
    case 'TimeBasedCanary':
      assertPercent(canaryPercentage, 'canaryPercentage');
      if (!(canaryInterval !== undefined && canaryInterval >= 1 && canaryInterval <= most))
        trafficRoutingInvalid(`The canaryInterval must be between 1 and ${most} minutes.`);
      return;
    case 'TimeBasedLinear': {
      assertPercent(linearPercentage, 'linearPercentage');
      const intervals = Math.ceil(100 / linearPercentage!) - 1;
      if (!(linearInterval !== undefined && linearInterval >= 1 && linearInterval * intervals <= most))
        trafficRoutingInvalid(`All traffic must be shifted within ${most} minutes.`);
      return;
    }
    default:
      trafficRoutingInvalid(
        'The traffic routing configuration must be AllAtOnce, TimeBasedCanary or TimeBasedLinear.',
      );
  }
}

function assertPercent(percent: number | undefined, name: string): void {
  if (percent === undefined || percent < 1 || percent > 99)
    trafficRoutingInvalid(`The ${name} must be between 1 and 99.`);
}

export function findConfig(call: Call, name: string): DeploymentConfig {
  const predefined = predefinedConfigs.find((config) => config.name === name);
  return predefined ?? deploymentConfigs.get(call.tx, call, name) ?? configNotFound(name);
}

export const getDeploymentConfig: Handler<GetDeploymentConfigCommandInput, GetDeploymentConfigOutput> = (
  input,
  call,
) => ({ deploymentConfigInfo: describe(findConfig(call, input.deploymentConfigName!)) });

const listMax = 100;

export const listDeploymentConfigs: Handler<
  ListDeploymentConfigsCommandInput,
  ListDeploymentConfigsOutput
> = (input, call) => {
  const own = deploymentConfigs.list(call.tx, call);
  const names = [...predefinedConfigs, ...own].map(({ name }) => name).sort();
  const page = pageOf(names, (name) => name, {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    deploymentConfigsList: [...page.items],
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

export const deleteDeploymentConfig: Handler<DeleteDeploymentConfigCommandInput, object> = (input, call) => {
  const name = input.deploymentConfigName!;
  if (isReserved(name)) configOperationInvalid(`The Deployment Config ${name} cannot be deleted.`);
  const groups = deploymentGroups.list(call.tx, call);
  if (groups.some((group) => group.deploymentConfigName === name)) configInUse(name);
  deploymentConfigs.delete(call.tx, call, name);
  return {};
};

function describe(config: DeploymentConfig): DeploymentConfigInfo {
  const { trafficRoutingConfig, minimumHealthyHosts, zonalConfig } = config;
  return {
    deploymentConfigId: config.id,
    deploymentConfigName: config.name,
    ...(minimumHealthyHosts && { minimumHealthyHosts }),
    createTime: new Date(config.createTime),
    computePlatform: config.computePlatform as NonNullable<DeploymentConfigInfo['computePlatform']>,
    ...(trafficRoutingConfig && { trafficRoutingConfig }),
    ...(zonalConfig && { zonalConfig }),
  };
}
