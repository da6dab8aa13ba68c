import {
  blueGreenInvalid,
  deploymentStyleInvalid,
  ec2TagCombinationInvalid,
  ec2TagInvalid,
  ecsServiceInvalid,
  loadBalancerInvalid,
  onPremisesTagCombinationInvalid,
  tagInvalid,
  tooManyTagGroups,
} from './errors.ts';
import { assertWaits, type GivenSettings } from './given-settings.ts';
import type { InstanceFilters } from './records.ts';
import { isFilter } from './tag-filters.ts';

const tagGroupsMax = 3;

/** What a group of the Server platform says that others do not. The sentences are AWS: unverified. */
export function serverSettings(given: GivenSettings): InstanceFilters {
  if (given.ecsServices?.length) ecsServiceInvalid('A Server deployment group cannot have an ECS service.');
  assertTags(given);
  assertStyle(given);
  return {
    ec2TagFilters: given.ec2TagFilters ?? [],
    ec2TagSet: given.ec2TagSet,
    onPremisesInstanceTagFilters: given.onPremisesInstanceTagFilters ?? [],
    onPremisesTagSet: given.onPremisesTagSet,
    // As it is kept they are names; as it is described they are names with their hooks.
    autoScalingGroups: given.autoScalingGroups ?? [],
  };
}

function assertTags(given: GivenSettings): void {
  const ec2Groups = given.ec2TagSet?.ec2TagSetList ?? [];
  const onPremisesGroups = given.onPremisesTagSet?.onPremisesTagSetList ?? [];
  if (given.ec2TagFilters?.length && ec2Groups.length > 0) ec2TagCombinationInvalid();
  if (given.onPremisesInstanceTagFilters?.length && onPremisesGroups.length > 0)
    onPremisesTagCombinationInvalid();
  if (ec2Groups.length > tagGroupsMax || onPremisesGroups.length > tagGroupsMax) tooManyTagGroups();
  if (![...(given.ec2TagFilters ?? []), ...ec2Groups.flat()].every(isFilter)) ec2TagInvalid();
  if (![...(given.onPremisesInstanceTagFilters ?? []), ...onPremisesGroups.flat()].every(isFilter))
    tagInvalid();
}

function assertStyle(given: GivenSettings): void {
  const { deploymentStyle: style, loadBalancerInfo, blueGreenDeploymentConfiguration: blueGreen } = given;
  const groups = loadBalancerInfo?.targetGroupInfoList ?? [];
  if (loadBalancerInfo?.elbInfoList?.length)
    loadBalancerInvalid('Classic Load Balancers are not served by Penstock: name target groups.');
  if (loadBalancerInfo?.targetGroupPairInfoList?.length)
    loadBalancerInvalid('Target group pairs are for ECS deployment groups.');
  if (groups.some(({ name }) => !name)) loadBalancerInvalid('A target group must have a name.');
  const withTraffic = style?.deploymentOption === 'WITH_TRAFFIC_CONTROL';
  if (withTraffic && groups.length === 0)
    loadBalancerInvalid('A load balancer is required where the deployment option is WITH_TRAFFIC_CONTROL.');
  if (style?.deploymentType !== 'BLUE_GREEN') return;
  if (!withTraffic)
    deploymentStyleInvalid('A blue/green deployment must have the option WITH_TRAFFIC_CONTROL.');
  if (!blueGreen)
    blueGreenInvalid('A blue/green deployment configuration is required for a blue/green deployment group.');
  const copies = blueGreen.greenFleetProvisioningOption?.action === 'COPY_AUTO_SCALING_GROUP';
  if (copies && given.autoScalingGroups?.length !== 1)
    blueGreenInvalid('COPY_AUTO_SCALING_GROUP needs exactly one Auto Scaling group in the deployment group.');
  assertWaits(blueGreen, 'Server');
}
