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
export function tooManyAlarms(): never {
  return refuse(
    'AlarmsLimitExceededException',
    'The maximum number of alarms for a deployment group (10) was exceeded.',
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
export function tokenInvalid(): never {
  return refuse('InvalidNextTokenException', 'The next token was specified in an invalid format.');
}

/** Platforms and settings of AWS's that this house does not serve. */
export function notServed(what: string): never {
  return refuse('UnsupportedActionForDeploymentTypeException', `${what} is not served by Penstock (yet).`);
}
