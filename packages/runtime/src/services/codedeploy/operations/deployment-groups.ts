import type {
  BatchGetDeploymentGroupsCommandInput,
  BatchGetDeploymentGroupsOutput,
  CreateDeploymentGroupCommandInput,
  CreateDeploymentGroupOutput,
  DeleteDeploymentGroupCommandInput,
  DeleteDeploymentGroupOutput,
  DeploymentGroupInfo,
  GetDeploymentGroupCommandInput,
  GetDeploymentGroupOutput,
  LastDeploymentInfo,
  ListDeploymentGroupsCommandInput,
  ListDeploymentGroupsOutput,
  UpdateDeploymentGroupCommandInput,
  UpdateDeploymentGroupOutput,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import { trustPolicyOf, trusts } from '../../../dispatch/policy/service-trust.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  batchTooLong,
  configOfOtherPlatform,
  groupExists,
  groupNotFound,
  roleNotAssumable,
  tokenInvalid,
} from '../errors.ts';
import type { Deployment } from '../flow/deployment-state.ts';
import type { GivenSettings } from '../given-settings.ts';
import { settingsOf } from '../group-rules.ts';
import { defaultConfigName } from '../predefined-configs.ts';
import { deploymentGroups, groupKey, type Application, type DeploymentGroup } from '../records.ts';
import { assertGuardable } from '../guard-tag.ts';
import { findApplication } from './applications.ts';
import { findConfig } from './deployment-configs.ts';
import { described, moveHooks } from './launch-hooks.ts';
import { deploymentsOf } from './deployment-list.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html
export const createDeploymentGroup: Handler<
  CreateDeploymentGroupCommandInput,
  CreateDeploymentGroupOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  const name = input.deploymentGroupName!;
  if (deploymentGroups.get(call.tx, call, groupKey(application.name, name))) groupExists(name);
  const group: DeploymentGroup = {
    ...settings(call, application, input),
    roleKnown: true,
    applicationName: application.name,
    name,
    id: call.ids.uuid(),
    computePlatform: application.computePlatform,
    tags: Object.fromEntries((input.tags ?? []).map(({ Key, Value }) => [Key!, Value ?? ''])),
  };
  requireTrust(call, group.serviceRoleArn);
  assertGuardable(group.computePlatform, group.tags);
  moveHooks(call, undefined, group);
  deploymentGroups.put(call.tx, call, groupKey(application.name, name), group);
  return { deploymentGroupId: group.id };
};

/** Refuses a role that is not there, or does not let CodeDeploy in. */
function requireTrust(call: Call, roleArn: string): void {
  const policy = trustPolicyOf(call, roleArn);
  const services = ['codedeploy', `codedeploy.${call.region}`];
  if (!policy || !services.some((service) => trusts(policy, { service, account: call.account })))
    roleNotAssumable(roleArn);
}

function settings(call: Call, { computePlatform }: Application, given: GivenSettings) {
  const config = findConfig(call, given.deploymentConfigName ?? defaultConfigName(computePlatform));
  assertPlatform(config.name, config.computePlatform, computePlatform);
  return settingsOf(given, computePlatform, config.name);
}

export function assertPlatform(config: string, ofConfig: string, platform: string): void {
  if (ofConfig !== platform) configOfOtherPlatform(config, platform);
}

/** AWS: members that are not given stay as they are. */
export const updateDeploymentGroup: Handler<
  UpdateDeploymentGroupCommandInput,
  UpdateDeploymentGroupOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  const before = findGroup(call, application.name, input.currentDeploymentGroupName!);
  const name = input.newDeploymentGroupName ?? before.name;
  if (name !== before.name && deploymentGroups.get(call.tx, call, groupKey(application.name, name)))
    groupExists(name);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged = { ...(before as object), ...given } as GivenSettings;
  const changed = settings(call, application, merged);
  if (input.serviceRoleArn) requireTrust(call, input.serviceRoleArn);
  const roleKnown = before.roleKnown || input.serviceRoleArn !== undefined;
  const group: DeploymentGroup = { ...before, ...changed, roleKnown, name };
  moveHooks(call, before, group);
  deploymentGroups.delete(call.tx, call, groupKey(application.name, before.name));
  deploymentGroups.put(call.tx, call, groupKey(application.name, name), group);
  return { hooksNotCleanedUp: [] };
};

const groupNamed = (call: Call, application: string, group: string): DeploymentGroup | undefined =>
  deploymentGroups.get(call.tx, call, groupKey(application, group));

export const findGroup = (call: Call, application: string, group: string): DeploymentGroup =>
  groupNamed(call, application, group) ?? groupNotFound(group);

export const getDeploymentGroup: Handler<GetDeploymentGroupCommandInput, GetDeploymentGroupOutput> = (
  input,
  call,
) => {
  const application = findApplication(call, input.applicationName!);
  return {
    deploymentGroupInfo: describe(call, findGroup(call, application.name, input.deploymentGroupName!)),
  };
};

const batchMax = 100;

export const batchGetDeploymentGroups: Handler<
  BatchGetDeploymentGroupsCommandInput,
  BatchGetDeploymentGroupsOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  const names = input.deploymentGroupNames ?? [];
  if (names.length > batchMax) batchTooLong('deployment groups', batchMax);
  const groups = names.flatMap((name) => groupNamed(call, application.name, name) ?? []);
  const missing = names.filter((name) => !groupNamed(call, application.name, name));
  return {
    deploymentGroupsInfo: groups.map((group) => describe(call, group)),
    ...(missing.length > 0 && { errorMessage: `No Deployment Group found for name: ${missing.join(', ')}` }),
  };
};

const listMax = 100;

export const listDeploymentGroups: Handler<ListDeploymentGroupsCommandInput, ListDeploymentGroupsOutput> = (
  input,
  call,
) => {
  const application = findApplication(call, input.applicationName!);
  const all = deploymentGroups.list(call.tx, call, { prefix: groupKey(application.name, '') });
  const page = pageOf(all, ({ name }) => name, {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    applicationName: application.name,
    deploymentGroups: page.items.map(({ name }) => name),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

/** AWS: deleting what is not there succeeds. */
export const deleteDeploymentGroup: Handler<
  DeleteDeploymentGroupCommandInput,
  DeleteDeploymentGroupOutput
> = (input, call) => {
  const group = groupNamed(call, input.applicationName!, input.deploymentGroupName!);
  moveHooks(call, group, undefined);
  deploymentGroups.delete(call.tx, call, groupKey(input.applicationName!, input.deploymentGroupName!));
  return { hooksNotCleanedUp: [] };
};

function describe(call: Call, group: DeploymentGroup): DeploymentGroupInfo {
  const all = deploymentsOf(call, group.applicationName, group.name);
  const attempted = all[0];
  const successful = all.find(({ status }) => status === 'Succeeded');
  const { loadBalancerInfo, blueGreenDeploymentConfiguration, ecsServices } = group;
  return {
    applicationName: group.applicationName,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.deploymentConfigName,
    ec2TagFilters: [...group.ec2TagFilters],
    onPremisesInstanceTagFilters: [...group.onPremisesInstanceTagFilters],
    autoScalingGroups: described(group),
    ...(group.ec2TagSet && { ec2TagSet: group.ec2TagSet }),
    ...(group.onPremisesTagSet && { onPremisesTagSet: group.onPremisesTagSet }),
    serviceRoleArn: group.serviceRoleArn,
    ...(successful && { targetRevision: successful.revision }),
    triggerConfigurations: [...group.triggerConfigurations],
    ...(group.alarmConfiguration && { alarmConfiguration: group.alarmConfiguration }),
    autoRollbackConfiguration: group.autoRollbackConfiguration ?? { enabled: false },
    deploymentStyle: group.deploymentStyle,
    outdatedInstancesStrategy: group.outdatedInstancesStrategy,
    ...(blueGreenDeploymentConfiguration && { blueGreenDeploymentConfiguration }),
    ...(loadBalancerInfo && { loadBalancerInfo }),
    ...(successful && { lastSuccessfulDeployment: lastDeployment(successful) }),
    ...(attempted && { lastAttemptedDeployment: lastDeployment(attempted) }),
    computePlatform: group.computePlatform as NonNullable<DeploymentGroupInfo['computePlatform']>,
    ...(ecsServices && { ecsServices: [...ecsServices] }),
    terminationHookEnabled: group.terminationHookEnabled,
  };
}

const lastDeployment = ({
  deploymentId,
  status,
  createTime,
  completeTime,
}: Deployment): LastDeploymentInfo => ({
  deploymentId,
  status,
  ...(completeTime !== undefined && { endTime: new Date(completeTime) }),
  createTime: new Date(createTime),
});
