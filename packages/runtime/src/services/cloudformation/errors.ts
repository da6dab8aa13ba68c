// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

/** CloudFormation answers nearly everything it dislikes by this one error. */
export function validationError(message: string): never {
  throw new AwsError('ValidationError', message);
}

export function stackNotFound(nameOrArn: string): never {
  return validationError(`Stack with id ${nameOrArn} does not exist`);
}

/** What operations say that look at more than a stack's template and resources. */
// AWS: "Stack [name] does not exist", as DescribeStackEvents and UpdateStack answer.
export function noSuchStack(nameOrArn: string): never {
  return validationError(`Stack [${nameOrArn}] does not exist`);
}

// AWS: as others have measured it of DescribeStackResource alone.
export function noStackOfResource(nameOrArn: string): never {
  return validationError(`Stack '${nameOrArn}' does not exist`);
}

export function stackAlreadyExists(name: string): never {
  throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
}

export function cannotBeUpdated(stackId: string, status: string): never {
  return validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

// AWS: seen as "Stack [arn…] cannot be deleted while in status UPDATE_IN_PROGRESS".
export function cannotBeDeleted(stackId: string, status: string): never {
  return validationError(`Stack [${stackId}] cannot be deleted while in status ${status}`);
}

export function terminationProtected(name: string): never {
  return validationError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
}

export function nothingToUpdate(): never {
  return validationError('No updates are to be performed.');
}

export function resourceNotFound(logicalId: string, stackName: string): never {
  return validationError(`Resource ${logicalId} does not exist for stack ${stackName}`);
}

/** An error as a flow was told of it, for a resource type that may tolerate it. */
export const asThrown = (code: string, reason: string): AwsError => new AwsError(code, reason);

// AWS: "Export with name X is already exported by stack Y. Rollback requested by user." is what a stack's event says.
// AWS: seen as "Parameters [/a] referenced by template have types not supported by CloudFormation."
export function secretParameters(names: readonly string[]): never {
  return validationError(
    `Parameters [${names.join(', ')}] referenced by template have types not supported by CloudFormation.`,
  );
}

// AWS: as others have measured it.
export function typeNotAllowed(type: string, allowed: readonly string[]): never {
  return validationError(
    `Resource type ${type} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
  );
}

// AWS: as others have measured both.
export function triggerTypeNotSupported(): never {
  return validationError('Rollback Trigger Type not supported');
}

export function triggerArnIncorrect(): never {
  return validationError("RelativeId of a Rollback Trigger's ARN is incorrect");
}

export function exportInUse(name: string, stackName: string): never {
  return validationError(`Export with name ${name} is already exported by stack ${stackName}`);
}

// AWS: seen as "Value 'my_stack' at 'stackName' failed to satisfy constraint: Member must satisfy …".
export function stackNameInvalid(name: string): never {
  const constraint =
    name.length > 128
      ? 'Member must have length less than or equal to 128'
      : 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*';
  return validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${constraint}`,
  );
}

// AWS: API reference, CreateStack, OnFailure: "You can specify either OnFailure or DisableRollback, but not both".
// Unverified wording.
export function onFailureAndDisableRollback(): never {
  return validationError('You can specify either OnFailure or DisableRollback, but not both.');
}

// AWS: API reference, Tag: "Tags with the prefix aws: are reserved". Unverified wording, as the next one.
export function reservedTag(): never {
  return validationError('Tag keys starting with aws: are reserved for system use');
}

export function tagTwice(): never {
  return validationError('Duplicate tag keys found. Please provide unique tag keys.');
}

// AWS: seen as "Role arn:aws:iam::…:role/cdk-hnb659fds-cfn-exec-role-… is invalid or cannot be assumed".
export function roleNotAssumable(role: string): never {
  return validationError(`Role ${role} is invalid or cannot be assumed`);
}

// AWS: as seen in the wild.
export function crossAccountRole(): never {
  throw new AwsError('AccessDenied', 'Cross-account pass role is not allowed.', {}, 403);
}

export function bodyAndUrl(): never {
  return validationError('Either Template URL or Template Body must be specified.');
}

export function tooLongBody(): never {
  return validationError(
    "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: " +
      'Member must have length less than or equal to 51200',
  );
}

// AWS: what it says of a URL that is not of S3.
export function unsupportedUrl(): never {
  return validationError('TemplateURL must be a supported URL.');
}

/** `message` is what S3 said. */
export function objectNotRead(message: string): never {
  return validationError(
    `S3 error: ${message}\nFor more information check ` +
      'http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
  );
}

// AWS: seen of an output that is a list.
export function outputNotText(key: string): never {
  return validationError(`Template format error: Output ${key} is malformed. The value must be a string.`);
}

export function invalidNextToken(): never {
  return validationError('Invalid NextToken');
}

export function changeSetNotFound(name: string): never {
  throw new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, {}, 404);
}

// AWS: unverified wording.
export function changeSetAlreadyExists(name: string, stackName: string): never {
  throw new AwsError(
    'AlreadyExistsException',
    `ChangeSet ${name} cannot be created because it already exists for stack ${stackName}`,
  );
}

export function stackAlreadyExistsForChangeSet(stackName: string, name: string): never {
  return validationError(
    `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
  );
}

/** `found` says in which state the change set is. */
export function changeSetNotExecutable(
  id: string,
  found: { readonly status: string; readonly executionStatus: string; readonly statusReason?: string },
): never {
  const state = found.executionStatus === 'UNAVAILABLE' ? found.status : found.executionStatus;
  const reason = found.statusReason === undefined ? '' : ` with status reason: ${found.statusReason}`;
  throw new AwsError(
    'InvalidChangeSetStatus',
    `ChangeSet [${id}] cannot be executed in its current status of [${state}]${reason}`,
  );
}

// AWS: unverified wording; the user guide says that the root change set is the one to act on.
export function onlyWithRoot(id: string, root: string, verb: string): never {
  throw new AwsError(
    'InvalidChangeSetStatus',
    `ChangeSet [${id}] of a nested stack cannot be ${verb}: it is ${verb} with its root ChangeSet [${root}]`,
  );
}

export function stackNameMissing(): never {
  return validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
}

// AWS: API reference, DescribeEvents: "One of ChangeSetName, OperationId or StackName must be specified as input."
export function nothingNamed(): never {
  return validationError('One of ChangeSetName, OperationId or StackName must be specified as input.');
}

// AWS: unverified wording.
export function operationNotFound(id: string): never {
  return validationError(`Operation with id ${id} does not exist`);
}

export function noSuchExport(name: string): never {
  return validationError(`No export named ${name} found.`);
}

/** `verb` is `deleted` or `updated`. */
export function exportUsed(name: string, verb: string, users: readonly string[]): never {
  return validationError(`Export ${name} cannot be ${verb} as it is in use by ${users.join(' and ')}`);
}

export function capabilitiesMissing(capabilities: readonly string[]): never {
  throw new AwsError(
    'InsufficientCapabilitiesException',
    `Requires capabilities : [${capabilities.join(', ')}]`,
  );
}

// AWS: API reference, DeleteStack, DeletionMode: "if it's stuck in a DELETE_FAILED state". Unverified wording.
export function forcesOnlyAfterFailure(): never {
  return validationError(
    'Invalid operation on stack. DeletionMode FORCE_DELETE_STACK is only for stacks in DELETE_FAILED state.',
  );
}

// AWS: API reference, DeleteStack, RetainResources: "for stacks in the DELETE_FAILED state". Unverified wording.
export function retainsOnlyAfterFailure(): never {
  return validationError(
    'Invalid operation on stack. The specified resources to retain must be in a valid state.',
  );
}

export function notImported(name: string): never {
  return validationError(`Export '${name}' is not imported by any stack.`);
}

// AWS: "CancelUpdateStack cannot be called from current stack status" is what it answers.
export function cannotBeCancelled(status: string): never {
  return validationError(`CancelUpdateStack cannot be called from current stack status: ${status}`);
}

export function cannotBeContinued(stackId: string, status: string): never {
  return validationError(
    `Stack:${stackId} is in ${status} state and can not continue rollback. ` +
      'Stacks must be in UPDATE_ROLLBACK_FAILED state to continue rollback.',
  );
}

export function cannotBeRolledBack(stackId: string, status: string): never {
  return validationError(`Stack:${stackId} is in ${status} state and can not be rolled back.`);
}

// AWS: API reference, ContinueUpdateRollback: only resources in the UPDATE_FAILED state. Unverified wording.
export function notToBeSkipped(names: readonly string[]): never {
  return validationError(`Resources to skip must be in UPDATE_FAILED state: [${names.join(', ')}]`);
}

// AWS: unverified wording.
export function stackNotToBeSkipped(logicalId: string): never {
  return validationError(
    `Embedded stack ${logicalId} must be in one of the following states to be skipped: ` +
      'DELETE_IN_PROGRESS, DELETE_COMPLETE, DELETE_FAILED',
  );
}

export function stackPolicyInvalid(): never {
  return validationError('Error validating stack policy: Invalid stack policy');
}

// AWS: as others have measured it.
export function policyAndUrl(): never {
  return validationError('You cannot specify both StackPolicyURL and StackPolicyBody');
}

// AWS: seen as "Drift detection cannot be performed on stacks in state: ROLLBACK_COMPLETE"; unverified wording.
export function cannotDetectDrift(status: string): never {
  return validationError(`Drift detection cannot be performed on stack in ${status} state.`);
}

export function detectionNotFound(id: string): never {
  return validationError(`Drift detection operation with id ${id} does not exist`);
}

// AWS: API reference, DetectStackResourceDrift: resources that do not support drift detection cannot be detected.
export function driftNotSupported(logicalId: string, type: string): never {
  return validationError(`Drift detection is not supported for ${logicalId} of type ${type}.`);
}

// AWS: unverified wording.
export function triggersMissing(names: readonly string[]): never {
  return validationError(`Rollback triggers do not exist: [${names.join(', ')}].`);
}

// AWS: unverified wording.
export function triggersAlarmed(arns: readonly string[]): never {
  return validationError(alarmedReason(arns));
}

export const alarmedReason = (arns: readonly string[]): string =>
  `Rollback triggers are in ALARM state: [${arns.join(', ')}].`;

// AWS: seen of SignalResource for a resource that is made already.
export function notSignalled(logicalId: string, status: string): never {
  return validationError(`Resource ${logicalId} is in ${status} state and can not be signalled.`);
}

/** AWS: the status reason of a change set that imports what is not there. */
export const importNotFound = (type: string, identifier: string): string =>
  `Resource of type '${type}' with identifier '${identifier}' was not found.`;

// AWS: seen as "The type 'X' cannot be found."
export function typeNotFound(name: string): never {
  throw new AwsError('TypeNotFoundException', `The type '${name}' cannot be found.`, {}, 404);
}

// AWS: API reference, DescribeType: "You must specify either TypeName and Type, or Arn". Unverified wording.
export function typeNotNamed(): never {
  throw new AwsError('CFNRegistryException', 'You must specify either TypeName and Type, or Arn.');
}

export function refactorNotFound(id: string): never {
  throw new AwsError('StackRefactorNotFoundException', `Stack refactor ${id} not found`, {}, 404);
}

// AWS: unverified wording.
export function refactorNotExecutable(id: string, status: string): never {
  return validationError(`Stack refactor [${id}] cannot be executed in its current status of [${status}]`);
}

/** `parts`: Outputs, Tags, RoleArn. */
export function notWithImport(parts: readonly string[]): never {
  return validationError(`As part of the import operation, you cannot modify or add [${parts.join(', ')}]`);
}

// AWS: unverified where it begins.
export const noSuchMacro = (transformId: string): string => `No transform named ${transformId} found.`;

// AWS: seen as "Transform 123456789012::S3Objects failed with: You must specify exactly one of: Body, …".
export const macroFailed = (transformId: string, message: string): string =>
  `Transform ${transformId} failed with: ${message}`;

// AWS: seen as "Transform 123456789012::MyMacro failed without an error message."
export const macroSilent = (transformId: string): string =>
  `Transform ${transformId} failed without an error message.`;

// AWS: seen as "Received malformed response from transform 123456789012::Count".
export const macroMalformed = (transformId: string): string =>
  `Received malformed response from transform ${transformId}`;

// AWS: unverified wording.
export function macroExists(name: string): never {
  throw new AwsError('AlreadyExistsException', `Macro ${name} already exists`);
}
