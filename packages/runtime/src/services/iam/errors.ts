// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export type Entity = 'role' | 'user';

export function noSuchEntity(entity: Entity, name: string): never {
  throw new AwsError('NoSuchEntityException', `The ${entity} with name ${name} cannot be found.`);
}

export function entityAlreadyExists(entity: Entity, name: string): never {
  const kind = entity === 'role' ? 'Role' : 'User';
  throw new AwsError('EntityAlreadyExistsException', `${kind} with name ${name} already exists.`);
}

export function noSuchRolePolicy(name: string): never {
  throw new AwsError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`);
}

export function noSuchPolicy(arn: string): never {
  throw new AwsError('NoSuchEntityException', `Policy ${arn} was not found.`);
}

export function noSuchPolicyVersion(arn: string, version: string): never {
  throw new AwsError(
    'NoSuchEntityException',
    `Policy ${arn} version ${version} does not exist or is not attachable.`,
  );
}

export function policyNotAttachable(arn: string): never {
  throw new AwsError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`);
}

export function policyAlreadyExists(name: string): never {
  throw new AwsError(
    'EntityAlreadyExistsException',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
  );
}

export function noSuchAccessKey(id: string): never {
  throw new AwsError('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`);
}

export function accessKeysLimitExceeded(): never {
  throw new AwsError('LimitExceededException', 'Cannot exceed quota for AccessKeysPerUser: 2');
}

export function mustFirst(deed: string): never {
  throw new AwsError('DeleteConflictException', `Cannot delete entity, must ${deed} first.`);
}

export function policyAttached(): never {
  throw new AwsError('DeleteConflictException', 'Cannot delete a policy attached to entities.');
}

export function malformedPolicyDocument(sentence: string): never {
  throw new AwsError('MalformedPolicyDocumentException', sentence);
}

export function userNameMissing(): never {
  throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
}

export function invalidMarker(): never {
  throw new AwsError('ValidationError', 'Invalid Marker.');
}
