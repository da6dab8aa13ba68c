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

// AWS: the sentences of these are the API reference's descriptions; as answered: unverified.

export function parentCommitIdRequired(): never {
  throw new AwsError('ParentCommitIdRequiredException', 'A parent commit ID is required.');
}

export function parentCommitIdOutdated(): never {
  throw new AwsError(
    'ParentCommitIdOutdatedException',
    'The parent commit ID is not the current tip of the branch.',
  );
}

export function parentCommitDoesNotExist(): never {
  throw new AwsError('ParentCommitDoesNotExistException', 'The specified parent commit ID does not exist.');
}

export function commitDoesNotExist(): never {
  throw new AwsError('CommitDoesNotExistException', 'The specified commit does not exist.');
}

export function branchNameExists(): never {
  throw new AwsError('BranchNameExistsException', 'A branch of this name exists already.');
}

export function defaultBranchCannotBeDeleted(): never {
  throw new AwsError('DefaultBranchCannotBeDeletedException', 'The default branch cannot be deleted.');
}

export function fileEntryRequired(): never {
  throw new AwsError('FileEntryRequiredException', 'No files have been specified for the commit.');
}

export function noChange(): never {
  throw new AwsError('NoChangeException', 'A commit must contain at least one change.');
}

export function sameFileContent(): never {
  throw new AwsError('SameFileContentException', 'The content of the file is the same as in the branch.');
}

export function folderDoesNotExist(): never {
  throw new AwsError('FolderDoesNotExistException', 'The specified folder does not exist.');
}

export function blobIdDoesNotExist(): never {
  throw new AwsError('BlobIdDoesNotExistException', 'The specified blob does not exist.');
}

export function fileTooLarge(): never {
  throw new AwsError('FileTooLargeException', 'The specified file exceeds the file size limit of 6 MB.');
}

export function commitIdsListRequired(): never {
  throw new AwsError('CommitIdsListRequiredException', 'A list of commit IDs is required.');
}

export function commitIdsLimitExceeded(): never {
  throw new AwsError('CommitIdsLimitExceededException', 'A batch may name no more than 100 commit IDs.');
}

export function manualMergeRequired(): never {
  throw new AwsError('ManualMergeRequiredException', 'The branches cannot be merged automatically.');
}

export function fileDoesNotExist(path: string): never {
  throw new AwsError('FileDoesNotExistException', `The file ${path} does not exist.`);
}

export function invalidPath(path: string): never {
  throw new AwsError('InvalidPathException', `The path ${path} is not valid.`);
}

export function tipsDivergence(): never {
  throw new AwsError('TipsDivergenceExceededException', 'The commits have nothing in common.');
}

/** The house's own words: what AWS could do and this house cannot. */
export function keepEmptyFoldersNotServed(): never {
  throw new AwsError('ValidationException', 'Penstock does not serve keepEmptyFolders (yet).');
}

export function strategyNotServed(): never {
  const why = 'Penstock merges without resolving conflicts: conflictResolutionStrategy NONE alone is served.';
  throw new AwsError('InvalidConflictResolutionStrategyException', why);
}
