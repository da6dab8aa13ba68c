// The exceptions of branches, in the words AWS uses.
import { AwsError } from '../../base/aws-error.ts';

export function branchNameRequired(): never {
  throw new AwsError('BranchNameRequiredException', 'A branch name is required, but was not specified.');
}

// AWS: unverified wording; the API reference says "The specified branch does not exist."
export function branchDoesNotExist(name: string): never {
  throw new AwsError('BranchDoesNotExistException', `Branch ${name} does not exist`);
}

// AWS: unverified wording.
export function invalidBranchName(): never {
  throw new AwsError('InvalidBranchNameException', 'The specified branch name is not valid.');
}

export function branchNameExists(): never {
  throw new AwsError('BranchNameExistsException', 'A branch of this name exists already.');
}

export function defaultBranchCannotBeDeleted(): never {
  throw new AwsError('DefaultBranchCannotBeDeletedException', 'The default branch cannot be deleted.');
}
