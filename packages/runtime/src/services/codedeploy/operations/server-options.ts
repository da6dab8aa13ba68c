import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import {
  deploymentModeInvalid,
  fileExistsInvalid,
  ignoreStopInvalid,
  outdatedOnlyInvalid,
  targetInstancesInvalid,
} from '../errors.ts';
import type { ServerOptions } from '../platforms/server/progress.ts';
import type { DeploymentGroup } from '../records.ts';
import { isFilter } from '../tag-filters.ts';

/** What only a deployment to servers may say. AWS: API reference, CreateDeployment; the sentences are unverified. */
export function assertServerOptions(input: CreateDeploymentCommandInput, group: DeploymentGroup): void {
  const isServer = group.computePlatform === 'Server';
  const isBlueGreen = group.deploymentStyle.deploymentType === 'BLUE_GREEN';
  if (!isServer) assertNoServerOptions(input);
  if (input.targetInstances && (!isServer || !isBlueGreen))
    targetInstancesInvalid('Target instances can be given for a blue/green deployment of servers only.');
  const { tagFilters = [], ec2TagSet } = input.targetInstances ?? {};
  const groups = ec2TagSet?.ec2TagSetList ?? [];
  if (tagFilters.length > 0 && groups.length > 0)
    targetInstancesInvalid('Either tagFilters or ec2TagSet can be given, but not both.');
  if (![...tagFilters, ...groups.flat()].every(isFilter))
    targetInstancesInvalid('A tag filter is not valid.');
  if (input.deploymentMode !== 'RESTART') return;
  if (!isServer || isBlueGreen)
    deploymentModeInvalid('RESTART is supported only for EC2/On-premises in-place deployments.');
  if (input.revision)
    deploymentModeInvalid('A revision cannot be given where the deployment mode is RESTART.');
  if (input.updateOutdatedInstancesOnly)
    deploymentModeInvalid('updateOutdatedInstancesOnly cannot be true where the deployment mode is RESTART.');
}

function assertNoServerOptions(input: CreateDeploymentCommandInput): void {
  const only = 'must be false for this compute platform.';
  if (input.updateOutdatedInstancesOnly) outdatedOnlyInvalid(`updateOutdatedInstancesOnly ${only}`);
  if (input.ignoreApplicationStopFailures) ignoreStopInvalid(`ignoreApplicationStopFailures ${only}`);
  if ((input.fileExistsBehavior ?? 'DISALLOW') !== 'DISALLOW')
    fileExistsInvalid(`fileExistsBehavior cannot be ${input.fileExistsBehavior} for this compute platform.`);
}

export const serverOptionsOf = (input: CreateDeploymentCommandInput): ServerOptions => ({
  ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
  updateOutdatedInstancesOnly: input.updateOutdatedInstancesOnly ?? false,
  fileExistsBehavior: input.fileExistsBehavior ?? 'DISALLOW',
  ...(input.deploymentMode === 'RESTART' && { restart: true }),
  ...(input.targetInstances && { targetInstances: input.targetInstances }),
});
