import type { MinimumHealthyHosts, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { derivedUuid } from '../../base/ids.ts';
import type { ComputePlatform, DeploymentConfig } from './records.ts';

// AWS: user guide, "Working with deployment configurations": the seventeen there are, and no other.

const prefix = 'CodeDeployDefault.';

export const isReserved = (name: string): boolean => name.startsWith(prefix);

type Kind = Pick<DeploymentConfig, 'trafficRoutingConfig' | 'minimumHealthyHosts'>;

const allAtOnce: Kind = { trafficRoutingConfig: { type: 'AllAtOnce' } };

function canary(canaryPercentage: number, canaryInterval: number): Kind {
  const trafficRoutingConfig: TrafficRoutingConfig = {
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage, canaryInterval },
  };
  return { trafficRoutingConfig };
}

function linear(linearPercentage: number, linearInterval: number): Kind {
  const trafficRoutingConfig: TrafficRoutingConfig = {
    type: 'TimeBasedLinear',
    timeBasedLinear: { linearPercentage, linearInterval },
  };
  return { trafficRoutingConfig };
}

function hosts(minimumHealthyHosts: MinimumHealthyHosts): Kind {
  return { minimumHealthyHosts };
}

const all: readonly (readonly [name: string, platform: ComputePlatform, kind: Kind])[] = [
  // AWS: "a minimum healthy instance type of MOST_CONCURRENCY and a value of 1", which the SDK's list does not have.
  ['OneAtATime', 'Server', hosts({ type: 'MOST_CONCURRENCY' as 'HOST_COUNT', value: 1 })],
  ['HalfAtATime', 'Server', hosts({ type: 'FLEET_PERCENT', value: 50 })],
  ['AllAtOnce', 'Server', hosts({ type: 'HOST_COUNT', value: 0 })],
  ['LambdaAllAtOnce', 'Lambda', allAtOnce],
  ['LambdaCanary10Percent5Minutes', 'Lambda', canary(10, 5)],
  ['LambdaCanary10Percent10Minutes', 'Lambda', canary(10, 10)],
  ['LambdaCanary10Percent15Minutes', 'Lambda', canary(10, 15)],
  ['LambdaCanary10Percent30Minutes', 'Lambda', canary(10, 30)],
  ['LambdaLinear10PercentEvery1Minute', 'Lambda', linear(10, 1)],
  ['LambdaLinear10PercentEvery2Minutes', 'Lambda', linear(10, 2)],
  ['LambdaLinear10PercentEvery3Minutes', 'Lambda', linear(10, 3)],
  ['LambdaLinear10PercentEvery10Minutes', 'Lambda', linear(10, 10)],
  ['ECSAllAtOnce', 'ECS', allAtOnce],
  ['ECSCanary10Percent5Minutes', 'ECS', canary(10, 5)],
  ['ECSCanary10Percent15Minutes', 'ECS', canary(10, 15)],
  ['ECSLinear10PercentEvery1Minutes', 'ECS', linear(10, 1)],
  ['ECSLinear10PercentEvery3Minutes', 'ECS', linear(10, 3)],
];

export const predefinedConfigs: readonly DeploymentConfig[] = all.map(([name, computePlatform, kind]) => ({
  name: `${prefix}${name}`,
  id: derivedUuid(prefix, name),
  computePlatform,
  createTime: 0,
  ...kind,
}));

/** What a group or a deployment that names none is deployed by. */
export function defaultConfigName(platform: ComputePlatform): string {
  if (platform === 'ECS') return `${prefix}ECSAllAtOnce`;
  return platform === 'Lambda' ? `${prefix}LambdaAllAtOnce` : `${prefix}OneAtATime`;
}
