import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import { ServiceModels } from '../src/wire/schema/service-models.ts';

const model = 'held against the model, alike for every operation: test of wire/constraints';
const alike = 'refused alike wherever it is given: another operation shows it';
const limit = 'limits of an account: too many for a transcript, or none here';
const absent = 'what it is about is not here';

/** Exceptions of CodeDeploy's model that no transcript shows of some of its operations, and why. */
const unseen: Readonly<Record<string, string>> = {
  AlarmsLimitExceededException: alike,
  ApplicationDoesNotExistException: 'a deployment outlives its application',
  ApplicationLimitExceededException: limit,
  ApplicationNameRequiredException: model,
  ArnNotSupportedException: 'ARNs of others are invalid here',
  BatchLimitExceededException: alike,
  DeploymentConfigDoesNotExistException: 'a configuration cannot go while a group has it',
  DeploymentConfigLimitExceededException: limit,
  DeploymentGroupAlreadyExistsException: alike,
  DeploymentGroupDoesNotExistException: 'a deployment outlives its group',
  DeploymentGroupLimitExceededException: limit,
  DeploymentGroupNameRequiredException: model,
  DeploymentIdRequiredException: model,
  DeploymentNotStartedException: 'servers are looked for at once',
  DeploymentTargetIdRequiredException: model,
  DeploymentTargetListSizeExceededException: alike,
  DescriptionTooLongException: model,
  ECSServiceMappingLimitExceededException: limit,
  IamUserArnRequiredException: 'IamArnRequiredException is what is said of it',
  InstanceDoesNotExistException: 'DeploymentTargetDoesNotExistException is what is said of it',
  InstanceIdRequiredException: model,
  InstanceNameRequiredException: model,
  InvalidApplicationNameException: model,
  InvalidArnException: alike,
  InvalidAutoScalingGroupException: alike,
  InvalidBlueGreenDeploymentConfigurationException: alike,
  InvalidBucketNameFilterException: 'a bucket that is nobody’s has no revisions',
  InvalidComputePlatformException: model,
  InvalidDeployedStateFilterException: model,
  InvalidDeploymentConfigNameException: model,
  InvalidDeploymentGroupNameException: model,
  InvalidDeploymentInstanceTypeException: alike,
  InvalidDeploymentStatusException: model,
  InvalidDeploymentTargetIdException: 'a target that is nobody’s does not exist',
  InvalidEC2TagException: alike,
  InvalidECSServiceException: alike,
  InvalidExternalIdException: absent,
  InvalidGitHubAccountTokenException: absent,
  InvalidGitHubAccountTokenNameException: absent,
  InvalidIgnoreApplicationStopFailuresValueException: model,
  InvalidInputException: 'every input has an exception of its own',
  InvalidInstanceNameException: 'an instance that is nobody’s does not exist',
  InvalidInstanceStatusException: model,
  InvalidInstanceTypeException: model,
  InvalidKeyPrefixFilterException: 'a prefix of nothing has no revisions',
  InvalidLoadBalancerInfoException: alike,
  InvalidNextTokenException: 'lists of GitHub’s tokens have one page and no token',
  InvalidOnPremisesTagCombinationException: alike,
  InvalidRevisionException: alike,
  InvalidRoleException: 'roles are looked at where they are given',
  InvalidSortByException: model,
  InvalidSortOrderException: model,
  InvalidTagException: alike,
  InvalidTagsToAddException: model,
  InvalidTargetFilterNameException: model,
  InvalidTargetGroupPairException: alike,
  InvalidTrafficRoutingConfigurationException: alike,
  InvalidUpdateOutdatedInstancesOnlyValueException: alike,
  LifecycleHookLimitExceededException: limit,
  OperationNotSupportedException: absent,
  ResourceArnRequiredException: model,
  ResourceValidationException: absent,
  RevisionDoesNotExistException: 'a revision that is deployed is registered by that',
  RevisionRequiredException: model,
  RoleRequiredException: model,
  TagLimitExceededException: alike,
  TagRequiredException: model,
  TagSetListLimitExceededException: alike,
  ThrottlingException: 'nobody is throttled',
  TriggerTargetsLimitExceededException: limit,
  UnsupportedActionForDeploymentTypeException: 'told as what has not begun, or is not ready',
};

test('each exception of each operation of CodeDeploy is in a transcript, or said why not', async () => {
  const folder = 'src/services/codedeploy/spec/';
  const seen = new Set<string>();
  for (const file of readdirSync(folder))
    for (const block of readFileSync(folder + file, 'utf8').split('\n\n')) {
      const [, operation] = /^codedeploy (\w+)/m.exec(block) ?? [];
      const [, exception] = /^----\n(\w+): /m.exec(block) ?? [];
      if (operation && exception) seen.add(`${operation} ${exception}`);
    }
  const { operations } = await new ServiceModels().of(
    services.find(({ listing }) => listing.name === 'codedeploy')!,
  );
  const missing = [...operations.values()].flatMap(({ name, errors }) =>
    [...errors]
      .filter((error) => !seen.has(`${name} ${error}`) && !(error in unseen))
      .map((error) => `${name} ${error}`),
  );
  assert.deepEqual(missing, []);
});
