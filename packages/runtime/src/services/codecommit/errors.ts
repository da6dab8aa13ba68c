// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function repositoryDoesNotExist(name: string): never {
  throw new AwsError('RepositoryDoesNotExistException', `${name} does not exist`);
}

export function repositoryNameExists(name: string): never {
  throw new AwsError('RepositoryNameExistsException', `Repository named ${name} already exists`);
}

export function repositoryNameRequired(): never {
  throw new AwsError(
    'RepositoryNameRequiredException',
    'A repository name is required, but was not specified.',
  );
}

export function repositoryNamesRequired(): never {
  throw new AwsError(
    'RepositoryNamesRequiredException',
    'At least one repository name object is required, but was not specified.',
  );
}

export function maximumRepositoryNamesExceeded(): never {
  throw new AwsError(
    'MaximumRepositoryNamesExceededException',
    'The maximum number of allowed repository names was exceeded. Currently, this number is 100.',
  );
}

export function branchNameRequired(): never {
  throw new AwsError('BranchNameRequiredException', 'A branch name is required, but was not specified.');
}

// AWS: unverified wording; the API reference says "The specified branch does not exist."
export function branchDoesNotExist(name: string): never {
  throw new AwsError('BranchDoesNotExistException', `Branch ${name} does not exist`);
}

// AWS: unverified wording; the API reference says "The specified commit ID does not exist."
export function commitIdDoesNotExist(id: string): never {
  throw new AwsError('CommitIdDoesNotExistException', `Commit ID ${id} does not exist`);
}

export function invalidContinuationToken(): never {
  throw new AwsError('InvalidContinuationTokenException', 'The specified continuation token is not valid.');
}

// AWS: unverified wording; the API reference says "The value for the resource ARN is not valid."
export function invalidResourceArn(arn: string): never {
  throw new AwsError('InvalidResourceArnException', `The resource ARN is not valid: ${arn}`);
}

// AWS: unverified words, of these three.
export function maximumTriggersExceeded(): never {
  throw new AwsError(
    'MaximumRepositoryTriggersExceededException',
    'The maximum number of triggers for the repository was exceeded. Currently, this number is 10.',
  );
}

export function invalidTriggerName(): never {
  throw new AwsError('InvalidRepositoryTriggerNameException', 'The name of the trigger is not valid.');
}

export function invalidTriggerDestination(): never {
  throw new AwsError(
    'InvalidRepositoryTriggerDestinationArnException',
    'The Amazon Resource Name (ARN) for the trigger is not valid for the specified destination.',
  );
}
