// The exceptions of StackSets, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../../base/aws-error.ts';
import { validationError } from '../errors.ts';

export function stackSetNotFound(nameOrId: string): never {
  throw new AwsError('StackSetNotFoundException', `StackSet ${nameOrId} not found`, {}, 404);
}

// AWS: unverified wording.
export function instanceNotFound(account: string, region: string, set: string): never {
  const what = `Stack instance (${account}, ${region}) of StackSet ${set} not found`;
  throw new AwsError('StackInstanceNotFoundException', what, {}, 404);
}

// AWS: unverified wording.
export function operationNotFound(id: string, set: string): never {
  const what = `Operation ${id} of StackSet ${set} not found`;
  throw new AwsError('OperationNotFoundException', what, {}, 404);
}

// AWS: unverified wording.
export function nameAlreadyExists(name: string): never {
  throw new AwsError('NameAlreadyExistsException', `StackSet ${name} already exists`, {}, 409);
}

// AWS: unverified wording.
export function createdButModified(name: string): never {
  const what = `StackSet ${name} already exists, and has been modified`;
  throw new AwsError('CreatedButModifiedException', what, {}, 409);
}

export function notEmpty(): never {
  throw new AwsError('StackSetNotEmptyException', 'StackSet is not empty', {}, 409);
}

/** `id` is the operation's that is under way. */
export function operationInProgress(arn: string, id: string): never {
  const what = `Another Operation on StackSet ${arn} is in progress: ${id}`;
  throw new AwsError('OperationInProgressException', what, {}, 409);
}

// AWS: unverified wording.
export function operationIdAlreadyExists(id: string): never {
  throw new AwsError('OperationIdAlreadyExistsException', `Operation ${id} already exists`, {}, 409);
}

// AWS: unverified wording.
export function staleRequest(id: string): never {
  const what = `Another operation has been performed on this StackSet since operation ${id}`;
  throw new AwsError('StaleRequestException', what, {}, 409);
}

// AWS: unverified wording.
export function notStoppable(id: string, status: string): never {
  throw invalidOperation(`Operation ${id} is in ${status} state and can not be stopped`);
}

// AWS: API reference, ManagedExecution: it cannot be modified while there are running or queued operations.
export function executionNotModifiable(): never {
  throw invalidOperation('ManagedExecution can not be modified while operations are running or queued');
}

// AWS: API reference, CreateStackInstances: at least one account, and at least one region. Unverified wording.
export function targetsMissing(): never {
  return validationError('At least one account and one Region must be specified.');
}

// AWS: API reference, UpdateStackSet: accounts and Regions go together. Unverified wording.
export function accountsAndRegions(): never {
  return validationError('Accounts and Regions must be specified together.');
}

export function accountsMissing(): never {
  return validationError('Either Accounts or DeploymentTargets must be specified.');
}

// AWS: what it says where nobody has enabled trusted access with Organizations.
export function organizationsNotEnabled(): never {
  return validationError('You must enable organizations access to operate a service managed stack set');
}

export function notDelegatedAdministrator(): never {
  return validationError('Account used is not a delegated administrator');
}

/** `member` is one that only sets with service-managed permissions have. Unverified wording. */
export function serviceManagedOnly(member: string): never {
  return validationError(`${member} is not supported for a stack set with self-managed permissions`);
}

// AWS: API reference, StackSetOperationPreferences: "either … or …, but not both". Unverified wording.
export function eitherOf(one: string, other: string): never {
  return validationError(`You can specify either ${one} or ${other}, but not both`);
}

// AWS: unverified wording.
export function regionsUnordered(regions: readonly string[]): never {
  return validationError(`RegionOrder has Regions that the operation has not: [${regions.join(', ')}]`);
}

// AWS: what it says of a member that is not of its pattern.
export function invalidName(name: string): never {
  return validationError(
    `1 validation error detected: Value '${name}' at 'stackSetName' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]{0,127}',
  );
}

// AWS: API reference, ImportStacksToStackSet. Unverified wording.
export function stackOfSetNotFound(id: string): never {
  throw new AwsError('StackNotFoundException', `Stack ${id} does not exist`, {}, 404);
}

// AWS: user guide, "Requirements for stack import": "Stacks can only belong to one stack set". Unverified wording.
export function alreadyMember(id: string, set: string): never {
  throw invalidOperation(`Stack ${id} belongs to StackSet ${set} already`);
}

export function stackIdsMissing(): never {
  return validationError('Either StackIds or StackIdsUrl must be specified.');
}

// AWS: quotas; unverified wording.
export function limitExceeded(what: string, max: number): never {
  throw new AwsError('LimitExceededException', `The limit of ${what} has been reached: ${max}`, {}, 400);
}

// AWS: what stack instances say of it.
export function administrationRoleUntrusting(account: string, role: string): never {
  throw new AwsError(
    'AccessDenied',
    `Account ${account} should have '${role}' role with trust relationship to CloudFormation service.`,
  );
}

// AWS: what stack instances say of it.
export function executionRoleUntrusting(account: string, role: string, administration: string): never {
  throw new AwsError(
    'AccessDenied',
    `Account ${account} should have '${role}' role with trust relationship to Role '${administration}'.`,
  );
}

function invalidOperation(what: string): AwsError {
  return new AwsError('InvalidOperationException', what, {}, 400);
}
