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

// Of pull requests, their rules and comments. AWS: the API reference's descriptions; as answered: unverified.
const refuses =
  (name: string, ...sentence: readonly string[]): (() => never) =>
  () => {
    throw new AwsError(`${name}Exception`, sentence.join(' '));
  };
const seeAgain = 'and then try again.';

export const invalidMaxResults = refuses(
  'InvalidMaxResults',
  'The specified number of maximum results is not valid.',
);
export const idempotencyParameterMismatch = refuses(
  'IdempotencyParameterMismatch',
  'The client request token is not valid. The token has been used in a previous request and cannot be',
  'reused.',
);
export const invalidPullRequestId = refuses(
  'InvalidPullRequestId',
  'The pull request ID is not valid. Make sure that you have provided the full ID and that the pull',
  'request is in the specified repository,',
  seeAgain,
);
export const pullRequestDoesNotExist = refuses(
  'PullRequestDoesNotExist',
  'The pull request ID could not be found. Make sure that you have specified the correct repository',
  'name and pull request ID,',
  seeAgain,
);
export const pullRequestAlreadyClosed = refuses(
  'PullRequestAlreadyClosed',
  'The pull request status cannot be updated because it is already closed.',
);
export const invalidPullRequestStatusUpdate = refuses(
  'InvalidPullRequestStatusUpdate',
  'The pull request status update is not valid. The only valid update is from OPEN to CLOSED.',
);
export const titleRequired = refuses(
  'TitleRequired',
  'A pull request title is required. It cannot be empty or null.',
);
export const targetsRequired = refuses(
  'TargetsRequired',
  'An array of target objects is required. It cannot be empty or null.',
);
export const invalidTargets = refuses(
  'InvalidTargets',
  'The targets for the pull request is not valid or not in a valid format. A pull request has one target.',
);
export const multipleRepositories = refuses(
  'MultipleRepositoriesInPullRequest',
  'You cannot include more than one repository in a pull request. Make sure you have specified only one',
  'repository name in your request,',
  seeAgain,
);
export const maximumOpenPullRequestsExceeded = refuses(
  'MaximumOpenPullRequestsExceeded',
  'You cannot create the pull request because the repository has too many open pull requests. The',
  'maximum number of open pull requests for a repository is 1,000.',
);
export const sourceAndDestinationAreSame = refuses(
  'SourceAndDestinationAreSame',
  'The source branch and destination branch for the pull request are the same. You must specify',
  'different branches for the source and destination.',
);
export const referenceDoesNotExist = refuses(
  'ReferenceDoesNotExist',
  'The specified reference does not exist. You must provide a full commit ID.',
);
export const referenceTypeNotSupported = refuses(
  'ReferenceTypeNotSupported',
  'The specified reference is not a supported type.',
);
export const repositoryNotAssociated = refuses(
  'RepositoryNotAssociatedWithPullRequest',
  'The repository does not contain any pull requests with that pull request ID. Use GetPullRequest to',
  'verify the correct repository name for the pull request ID.',
);
export const tipOfSourceIsDifferent = refuses(
  'TipOfSourceReferenceIsDifferent',
  'The tip of the source branch in the destination repository does not match the tip of the source',
  'branch specified in your request. The pull request might have been updated. Make sure that you have',
  'the latest changes,',
  seeAgain,
);
export const concurrentReferenceUpdate = refuses(
  'ConcurrentReferenceUpdate',
  'The merge cannot be completed because the target branch has been modified. Wait a few minutes,',
  seeAgain,
);
export const approvalRulesNotSatisfied = refuses(
  'PullRequestApprovalRulesNotSatisfied',
  'The pull request cannot be merged because one or more approval rules applied to the pull request',
  'have conditions that have not been met.',
);

export const invalidApprovalRuleContent = refuses(
  'InvalidApprovalRuleContent',
  'The content for the approval rule is not valid.',
);
export const approvalRuleNameAlreadyExists = refuses(
  'ApprovalRuleNameAlreadyExists',
  'An approval rule with that name already exists. Approval rule names must be unique within the scope',
  'of a pull request.',
);
export const approvalRuleDoesNotExist = refuses(
  'ApprovalRuleDoesNotExist',
  'The specified approval rule does not exist.',
);
export const numberOfRulesExceeded = refuses(
  'NumberOfRulesExceeded',
  'The approval rule cannot be added. The pull request has the maximum number of approval rules',
  'associated with it.',
);
export const invalidRuleContentSha256 = refuses(
  'InvalidRuleContentSha256',
  'The SHA-256 hash signature for the rule content is not valid.',
);
export const cannotModifyRuleFromTemplate = refuses(
  'CannotModifyApprovalRuleFromTemplate',
  'The approval rule cannot be modified for the pull request because it was created by an approval rule',
  'template and applied to the pull request automatically.',
);
export const cannotDeleteRuleFromTemplate = refuses(
  'CannotDeleteApprovalRuleFromTemplate',
  'The approval rule cannot be deleted from the pull request because it was created by an approval rule',
  'template and applied to the pull request automatically.',
);
export const invalidRevisionId = refuses(
  'InvalidRevisionId',
  'The revision ID is not valid. Use GetPullRequest to determine the value.',
);
export const revisionNotCurrent = refuses(
  'RevisionNotCurrent',
  'The revision ID provided in the request does not match the current revision ID. Use GetPullRequest',
  'to retrieve the current revision ID.',
);
export const cannotBeApprovedByAuthor = refuses(
  'PullRequestCannotBeApprovedByAuthor',
  'The approval cannot be applied because the user approving the pull request matches the user who',
  'created the pull request. You cannot approve a pull request that you created.',
);
export const overrideAlreadySet = refuses(
  'OverrideAlreadySet',
  'The pull request has already had its approval rules set to override.',
);

export const templateDoesNotExist = refuses(
  'ApprovalRuleTemplateDoesNotExist',
  'The specified approval rule template does not exist. Verify that the name is correct and that you',
  'are signed in to the AWS Region where the template was created,',
  seeAgain,
);
export const templateNameAlreadyExists = refuses(
  'ApprovalRuleTemplateNameAlreadyExists',
  'You cannot create an approval rule template with that name because a template with that name already',
  'exists in this AWS Region for your AWS account. Approval rule template names must be unique.',
);
export const templateInUse = refuses(
  'ApprovalRuleTemplateInUse',
  'The approval rule template is associated with one or more repositories. You cannot delete a template',
  'that is associated with a repository. Remove all associations,',
  seeAgain,
);
export const invalidTemplateContent = refuses(
  'InvalidApprovalRuleTemplateContent',
  'The content of the approval rule template is not valid.',
);
export const maximumTemplatesOfRepository = refuses(
  'MaximumRuleTemplatesAssociatedWithRepository',
  'The maximum number of approval rule templates for a repository has been exceeded. You cannot',
  'associate more than 25 approval rule templates with a repository.',
);
export const numberOfTemplatesExceeded = refuses(
  'NumberOfRuleTemplatesExceeded',
  'The maximum number of approval rule templates has been exceeded for this AWS Region.',
);

export const commentContentRequired = refuses(
  'CommentContentRequired',
  'The comment is empty. You must provide some content for a comment. The content cannot be null.',
);
export const commentTooLarge = refuses(
  'CommentContentSizeLimitExceeded',
  'The comment is too large. Comments are limited to 10,240 characters.',
);
export const commentDoesNotExist = refuses(
  'CommentDoesNotExist',
  `No comment exists with the provided ID. Verify that you have used the correct ID, ${seeAgain}`,
);
export const invalidCommentId = refuses(
  'InvalidCommentId',
  'The comment ID is not in a valid format. Make sure that you have provided the full comment ID.',
);
export const commentDeleted = refuses(
  'CommentDeleted',
  'This comment has already been deleted. You cannot edit or delete a deleted comment.',
);
export const commentNotCreatedByCaller = refuses(
  'CommentNotCreatedByCaller',
  'You cannot modify or delete this comment. Only comment authors can modify or delete their comments.',
);
export const commitsAreSame = refuses(
  'BeforeCommitIdAndAfterCommitIdAreSame',
  'The before commit ID and the after commit ID are the same, which is not valid. The before commit ID',
  'and the after commit ID must be different commit IDs.',
);
export const invalidCommitId = refuses('InvalidCommitId', 'The specified commit ID is not valid.');
export const commitIdRequired = refuses('CommitIdRequired', 'A commit ID was not specified.');
export const pathRequired = refuses('PathRequired', 'The folderPath for a location cannot be null.');
export const pathDoesNotExist = refuses('PathDoesNotExist', 'The specified path does not exist.');
export const invalidFilePosition = refuses(
  'InvalidFilePosition',
  'The position is not valid. Make sure that the line number exists in the version of the file you want',
  'to comment on.',
);
export const invalidReactionValue = refuses(
  'InvalidReactionValue',
  'The value of the reaction is not valid. For more information, see the AWS CodeCommit User Guide.',
);

// Of merges.
export const invalidConflictResolution = refuses(
  'InvalidConflictResolution',
  'The specified conflict resolution list is not valid.',
);
export const multipleConflictResolutionEntries = refuses(
  'MultipleConflictResolutionEntries',
  'More than one conflict resolution entries exists for the conflict.',
  'A conflict can have only one conflict resolution entry.',
);
export const replacementContentRequired = refuses(
  'ReplacementContentRequired',
  'USE_NEW_CONTENT was specified, but no replacement content has been provided.',
);
export const invalidReplacementContent = refuses(
  'InvalidReplacementContent',
  'Automerge was specified for resolving the conflict, but the replacement type is not valid or content is missing.',
);
export const maximumItemsExceeded = refuses(
  'MaximumItemsToCompareExceeded',
  'The number of items to compare between the source or destination branches and the merge base has exceeded the',
  'maximum allowed.',
);
export const maximumFileContentExceeded = refuses(
  'MaximumFileContentToLoadExceeded',
  'The number of files to load exceeds the allowed limit.',
);
