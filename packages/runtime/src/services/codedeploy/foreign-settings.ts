import {
  autoScalingGroupsInvalid,
  blueGreenInvalid,
  ec2TagsInvalid,
  ecsServiceInvalid,
  inputInvalid,
  loadBalancerInvalid,
  tagsInvalid,
} from './errors.ts';
import type { GivenSettings } from './given-settings.ts';

type Refusing = (message: string) => never;
type Refusals = { readonly [Setting in keyof GivenSettings]?: Refusing };

/** Settings that are about servers. */
const ofServers: Refusals = {
  ec2TagFilters: ec2TagsInvalid,
  ec2TagSet: ec2TagsInvalid,
  onPremisesInstanceTagFilters: tagsInvalid,
  onPremisesTagSet: tagsInvalid,
  autoScalingGroups: autoScalingGroupsInvalid,
  terminationHookEnabled: inputInvalid,
};

const foreign: Readonly<Record<'ECS' | 'Lambda', Refusals>> = {
  ECS: ofServers,
  Lambda: {
    ...ofServers,
    ecsServices: ecsServiceInvalid,
    loadBalancerInfo: loadBalancerInvalid,
    blueGreenDeploymentConfiguration: blueGreenInvalid,
  },
};

/**
 * Refuses settings that have no meaning on a platform. AWS: as users of it were told of Auto Scaling groups for ECS
 * and of blue/green configurations for Lambda; of the others unverified.
 */
export function assertNoForeign(given: GivenSettings, platform: 'ECS' | 'Lambda'): void {
  for (const [setting, refuse] of Object.entries(foreign[platform]))
    if (isSaid(given[setting as keyof GivenSettings]))
      (refuse as Refusing)(`For ${platform} deployment group, ${setting} can not be specified`);
}

/** Lists that are empty, and what holds nothing but such, say nothing. */
function isSaid(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== false;
  return Object.values(value).some(isSaid);
}
