// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

const refuse = (name: string, message: string): never => {
  throw new AwsError(name, message);
};

export function applicationNotFound(name: string): never {
  return refuse('ApplicationDoesNotExistException', `No application found for name: ${name}`);
}
export function applicationExists(name: string): never {
  return refuse('ApplicationAlreadyExistsException', `Application ${name} already exists.`);
}
export function groupNotFound(name: string): never {
  return refuse('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
}
export function groupExists(name: string): never {
  const message = `The Deployment Group ${name} already exists.`;
  return refuse('DeploymentGroupAlreadyExistsException', message);
}
export function groupNameRequired(): never {
  return refuse('DeploymentGroupNameRequiredException', 'The deployment group name was not specified.');
}
export function configNotFound(name: string): never {
  return refuse('DeploymentConfigDoesNotExistException', `No Deployment Config found for name: ${name}`);
}
export function configExists(name: string): never {
  const message = `The Deployment Config ${name} already exists.`;
  return refuse('DeploymentConfigAlreadyExistsException', message);
}
export function configInUse(name: string): never {
  const message = `The Deployment Config ${name} is in use and cannot be deleted.`;
  return refuse('DeploymentConfigInUseException', message);
}
export function configNameReserved(name: string): never {
  const message = `Deployment config names cannot start with CodeDeployDefault.: ${name}`;
  return refuse('InvalidDeploymentConfigNameException', message);
}
export function configOfOtherPlatform(config: string, platform: string): never {
  const message = `The Deployment Config ${config} is not compatible with the ${platform} compute platform.`;
  return refuse('InvalidDeploymentConfigNameException', message);
}
export function configOperationInvalid(message: string): never {
  return refuse('InvalidOperationException', message);
}
export function trafficRoutingInvalid(message: string): never {
  return refuse('InvalidTrafficRoutingConfigurationException', message);
}
export function minimumHealthyHostsInvalid(message: string): never {
  return refuse('InvalidMinimumHealthyHostValueException', message);
}
export function roleRequired(): never {
  return refuse('RoleRequiredException', 'The role ID was not specified.');
}
export function roleInvalid(arn: string): never {
  return refuse('InvalidRoleException', `The service role ARN ${arn} is not valid.`);
}
// AWS: as seen in the wild.
export function roleNotAssumable(arn: string): never {
  const message = `AWS CodeDeploy does not have the permissions required to assume the role ${arn}.`;
  return refuse('InvalidRoleException', message);
}
export function deploymentStyleInvalid(message: string): never {
  return refuse('InvalidDeploymentStyleException', message);
}
export function blueGreenInvalid(message: string): never {
  return refuse('InvalidBlueGreenDeploymentConfigurationException', message);
}
export function loadBalancerInvalid(message: string): never {
  return refuse('InvalidLoadBalancerInfoException', message);
}
export function targetGroupPairInvalid(message: string): never {
  return refuse('InvalidTargetGroupPairException', message);
}
export function ecsServiceInvalid(message: string): never {
  return refuse('InvalidECSServiceException', message);
}
export function alarmConfigurationInvalid(message: string): never {
  return refuse('InvalidAlarmConfigException', message);
}
export function tooManyAlarms(max: number): never {
  return refuse(
    'AlarmsLimitExceededException',
    `The maximum number of alarms for a deployment group (${max}) was exceeded.`,
  );
}
export function autoRollbackInvalid(message: string): never {
  return refuse('InvalidAutoRollbackConfigException', message);
}
export function triggerInvalid(message: string): never {
  return refuse('InvalidTriggerConfigException', message);
}
export function deploymentNotFound(id: string): never {
  return refuse('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
}
// AWS: unverified: the sentence is the exception's description in the API reference.
export function invalidDeploymentId(id: string): never {
  return refuse(
    'InvalidDeploymentIdException',
    `At least one of the deployment IDs was specified in an invalid format: ${id}`,
  );
}
export function targetListTooLong(max: number): never {
  const message = `The maximum number of deployment targets that can be described is ${max}.`;
  return refuse('DeploymentTargetListSizeExceededException', message);
}
export function deploymentIdRequired(): never {
  return refuse('DeploymentIdRequiredException', 'At least one deployment ID must be specified.');
}
export function deploymentUnderWay(group: string, deploymentId: string): never {
  const message = `The Deployment Group '${group}' already has an active Deployment '${deploymentId}'`;
  return refuse('DeploymentLimitExceededException', message);
}
export function deploymentCompleted(id: string): never {
  return refuse('DeploymentAlreadyCompletedException', `The deployment ${id} is already completed.`);
}
export function deploymentNotReady(id: string): never {
  const message = `The deployment ${id} is not in a ready state.`;
  return refuse('DeploymentIsNotInReadyStateException', message);
}
// AWS: the exception's description; that it is said of functions is unverified.
export function noWaitToEnd(): never {
  const message = 'A call was submitted that is not supported for the specified deployment type.';
  return refuse('UnsupportedActionForDeploymentTypeException', message);
}
export function tooManyConfigs(): never {
  return refuse(
    'DeploymentConfigLimitExceededException',
    'The deployment configurations limit was exceeded.',
  );
}
export function revisionRequired(): never {
  return refuse('RevisionRequiredException', 'The revision ID was not specified.');
}
export function revisionInvalid(message: string): never {
  return refuse('InvalidRevisionException', message);
}
export function targetIdRequired(): never {
  return refuse('DeploymentTargetIdRequiredException', 'The deployment target ID was not specified.');
}
export function targetNotFound(id: string): never {
  const message = `The provided target ID ${id} does not belong to the attempted deployment.`;
  return refuse('DeploymentTargetDoesNotExistException', message);
}
export function hookExecutionInvalid(id: string | undefined): never {
  const message = `The lifecycleEventHookExecutionId ${id} is not valid.`;
  return refuse('InvalidLifecycleEventHookExecutionIdException', message);
}
export function hookStatusInvalid(status: string | undefined): never {
  const message = `The status ${status} is not valid: only Succeeded and Failed can be set.`;
  return refuse('InvalidLifecycleEventHookExecutionStatusException', message);
}
export function lifecycleEventCompleted(): never {
  const message = 'An attempt to return the status of an already completed lifecycle event occurred.';
  return refuse('LifecycleEventAlreadyCompletedException', message);
}
export function batchTooLong(what: string, most: number): never {
  return refuse(
    'BatchLimitExceededException',
    `The maximum number of ${what} that can be described is ${most}.`,
  );
}
export function arnInvalid(arn: string): never {
  return refuse('InvalidArnException', `The specified ARN ${arn} is not in a valid format.`);
}
export function timeRangeInvalid(): never {
  return refuse('InvalidTimeRangeException', 'The specified time range was specified in an invalid format.');
}
export function tokenInvalid(): never {
  return refuse('InvalidNextTokenException', 'The next token was specified in an invalid format.');
}

export function instanceNameRequired(): never {
  return refuse('InstanceNameRequiredException', 'An on-premises instance name was not specified.');
}
export function instanceNameInvalid(name: string): never {
  const message = `The on-premises instance name ${name} was specified in an invalid format.`;
  return refuse('InvalidInstanceNameException', message);
}
export function instanceNameTaken(name: string): never {
  const message = `The on-premises instance name ${name} is already registered.`;
  return refuse('InstanceNameAlreadyRegisteredException', message);
}
export function instanceNotRegistered(name: string): never {
  return refuse('InstanceNotRegisteredException', `The on-premises instance ${name} is not registered.`);
}
export function tooManyInstances(): never {
  const message = 'The maximum number of allowed on-premises instances in a single call was exceeded.';
  return refuse('InstanceLimitExceededException', message);
}
export function iamArnRequired(): never {
  return refuse('IamArnRequiredException', 'No IAM ARN was included in the request.');
}
export function iamArnsConflict(): never {
  const message = 'Both an IAM user ARN and an IAM session ARN were included in the request. Use only one.';
  return refuse('MultipleIamArnsProvidedException', message);
}
export function iamUserArnInvalid(arn: string): never {
  return refuse('InvalidIamUserArnException', `The IAM user ARN ${arn} was specified in an invalid format.`);
}
export function iamSessionArnInvalid(arn: string): never {
  return refuse(
    'InvalidIamSessionArnException',
    `The IAM session ARN ${arn} was specified in an invalid format.`,
  );
}
export function iamUserArnTaken(arn: string): never {
  const message = `The IAM user ARN ${arn} is already registered with an on-premises instance.`;
  return refuse('IamUserArnAlreadyRegisteredException', message);
}
export function iamSessionArnTaken(arn: string): never {
  const message = `The IAM session ARN ${arn} is already registered with an on-premises instance.`;
  return refuse('IamSessionArnAlreadyRegisteredException', message);
}
export function tagRequired(): never {
  return refuse('TagRequiredException', 'A tag was not specified.');
}
export function tagsInvalid(message: string): never {
  return refuse('InvalidTagException', message);
}
export function tagInvalid(): never {
  return tagsInvalid('The tag was specified in an invalid format.');
}
export function tooManyTags(): never {
  return refuse('TagLimitExceededException', 'The maximum allowed number of tags was exceeded.');
}
export function tagFilterInvalid(): never {
  return refuse('InvalidTagFilterException', 'The tag filter was specified in an invalid format.');
}
export function ec2TagsInvalid(message: string): never {
  return refuse('InvalidEC2TagException', message);
}
export function ec2TagInvalid(): never {
  return ec2TagsInvalid('The tag was specified in an invalid format.');
}
export function ec2TagCombinationInvalid(): never {
  const message = 'Either ec2TagFilters or ec2TagSet can be specified, but not both.';
  return refuse('InvalidEC2TagCombinationException', message);
}
export function onPremisesTagCombinationInvalid(): never {
  const message = 'Either onPremisesInstanceTagFilters or onPremisesTagSet can be specified, but not both.';
  return refuse('InvalidOnPremisesTagCombinationException', message);
}
export function tooManyTagGroups(): never {
  const message =
    'The number of tag groups included in the tag set list exceeded the maximum allowed limit of 3.';
  return refuse('TagSetListLimitExceededException', message);
}
export function targetInstancesInvalid(message: string): never {
  return refuse('InvalidTargetInstancesException', message);
}
export function zonalConfigInvalid(message: string): never {
  return refuse('InvalidZonalDeploymentConfigurationException', message);
}
export function revisionNotFound(): never {
  const message = 'The named revision does not exist with the IAM user or AWS account.';
  return refuse('RevisionDoesNotExistException', message);
}
export function bucketFilterRequired(): never {
  return refuse('BucketNameFilterRequiredException', 'A bucket name is required, but was not provided.');
}
export function deploymentNotStarted(id: string): never {
  return refuse('DeploymentNotStartedException', `The deployment ${id} has not started.`);
}
export function instanceTypeFilterInvalid(): never {
  const message =
    'An instance type was specified for an in-place deployment. Instance types are supported for ' +
    'blue/green deployments only.';
  return refuse('InvalidDeploymentInstanceTypeException', message);
}
export function instanceIdRequired(): never {
  return refuse('InstanceIdRequiredException', 'The instance ID was not specified.');
}
export function instanceNotFound(id: string): never {
  const message = `The specified instance ${id} does not exist in the deployment.`;
  return refuse('InstanceDoesNotExistException', message);
}
export function computePlatformInvalid(platform: string): never {
  const message = `The operation is not supported for the ${platform} compute platform: use deployment targets.`;
  return refuse('InvalidComputePlatformException', message);
}
export function autoScalingGroupsInvalid(message: string): never {
  return refuse('InvalidAutoScalingGroupException', message);
}
export function autoScalingGroupNotFound(name: string): never {
  return autoScalingGroupsInvalid(`The Auto Scaling group ${name} does not exist.`);
}
export function inputInvalid(message: string): never {
  return refuse('InvalidInputException', message);
}
export function ignoreStopInvalid(message: string): never {
  return refuse('InvalidIgnoreApplicationStopFailuresValueException', message);
}
export function fileExistsInvalid(message: string): never {
  return refuse('InvalidFileExistsBehaviorException', message);
}
export function outdatedOnlyInvalid(message: string): never {
  return refuse('InvalidUpdateOutdatedInstancesOnlyValueException', message);
}
export function deploymentModeInvalid(message: string): never {
  return refuse('InvalidInputException', message);
}
export function gitHubTokenNotFound(name: string): never {
  const message = `No GitHub account connection exists with the name ${name}.`;
  return refuse('GitHubAccountTokenDoesNotExistException', message);
}
export function gitHubTokenNameRequired(): never {
  return refuse('GitHubAccountTokenNameRequiredException', 'The token name was not specified.');
}
export function applicationNameRequired(): never {
  return refuse('ApplicationNameRequiredException', 'The application name was not specified.');
}

/** Told to a deployment that would go back, and noted in its deploymentStatusMessages. */
export function noGoodRevision(id: string): never {
  const message = `No revision has been deployed with success before ${id}: there is none to roll back to.`;
  return refuse('RevisionDoesNotExistException', message);
}

/** The exception is AWS's, the tag is ours. */
export function guardTagInvalid(tag: string, platform: string): never {
  const message =
    `The tag ${tag} compares the two versions of an ECS service behind its load balancer. ` +
    `Deployments of the compute platform ${platform} cannot be guarded: leave the tag out.`;
  return refuse('InvalidTagsToAddException', message);
}

/** Platforms and settings of AWS's that this house does not serve. */
export function notServed(what: string): never {
  return refuse('UnsupportedActionForDeploymentTypeException', `${what} is not served by Penstock (yet).`);
}
