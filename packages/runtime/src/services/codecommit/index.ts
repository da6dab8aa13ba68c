import type { Service } from '../../dispatch/service.ts';
import { notificationFlow } from './flow/notification.ts';
import { renamingFlow } from './flow/renaming.ts';
import { repositoryFlow } from './flow/repository.ts';
import {
  createBranch,
  deleteBranch,
  getBranch,
  getCommit,
  listBranches,
  updateDefaultBranch,
} from './operations/branches.ts';
import { listChanges } from './operations/changes.ts';
import { getBlobDifferences } from './operations/blob-differences.ts';
import { batchGetCommits, getDifferences } from './operations/differences.ts';
import {
  associateTemplate,
  batchAssociate,
  batchDisassociate,
  createTemplate,
  deleteTemplate,
  disassociateTemplate,
  getTemplate,
  listRepositoriesOfTemplate,
  listTemplates,
  listTemplatesOfRepository,
  updateTemplateContent,
  updateTemplateDescription,
  updateTemplateName,
} from './operations/approval-rule-templates.ts';
import { getReactions, putReaction } from './operations/comment-reactions.ts';
import {
  deleteCommentContent,
  getComment,
  getForComparedCommit,
  getForPullRequest,
  postForComparedCommit,
  postForPullRequest,
  postReply,
  updateComment,
} from './operations/comments.ts';
import { listFileCommitHistory } from './operations/file-history.ts';
import { createCommit, deleteFile, getBlob, getFile, getFolder, putFile } from './operations/files.ts';
import { importArchive } from './operations/imports.ts';
import {
  createUnreferencedMergeCommit,
  getMergeCommit,
  getMergeOptions,
  mergeByFastForward,
  mergeBySquash,
  mergeByThreeWay,
} from './operations/merges.ts';
import {
  batchDescribeMergeConflicts,
  describeMergeConflicts,
  getMergeConflicts,
} from './operations/merge-conflicts.ts';
import {
  createApprovalRule,
  deleteApprovalRule,
  evaluateApprovalRules,
  getApprovalStates,
  getOverrideState,
  overrideApprovalRules,
  updateApprovalRuleContent,
  updateApprovalState,
} from './operations/pull-request-approvals.ts';
import {
  mergePullRequestByFastForward,
  mergePullRequestBySquash,
  mergePullRequestByThreeWay,
} from './operations/pull-request-merges.ts';
import {
  createPullRequest,
  describePullRequestEvents,
  getPullRequest,
  listPullRequests,
  updatePullRequestDescription,
  updatePullRequestStatus,
  updatePullRequestTitle,
} from './operations/pull-requests.ts';
import { gitPull, gitPush } from './operations/pushes.ts';
import {
  getRepositoryTriggers,
  putRepositoryTriggers,
  updateRepositoryDescription,
  updateRepositoryEncryptionKey,
} from './operations/repository-settings.ts';
import {
  batchGetRepositories,
  createRepository,
  deleteRepository,
  getRepository,
  listRepositories,
} from './operations/repositories.ts';
import { recordRename, updateRepositoryName } from './operations/renames.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { testRepositoryTriggers } from './operations/trigger-tests.ts';
import { repository } from './resources/repository.ts';

export const codecommit: Service = {
  name: 'codecommit',
  sdk: () => import('@aws-sdk/client-codecommit'),
  model: 'codecommit',
  operations: {
    AssociateApprovalRuleTemplateWithRepository: associateTemplate,
    BatchAssociateApprovalRuleTemplateWithRepositories: batchAssociate,
    BatchDisassociateApprovalRuleTemplateFromRepositories: batchDisassociate,
    BatchGetCommits: batchGetCommits,
    BatchGetRepositories: batchGetRepositories,
    CreateApprovalRuleTemplate: createTemplate,
    CreateBranch: createBranch,
    CreateCommit: createCommit,
    CreatePullRequest: createPullRequest,
    CreatePullRequestApprovalRule: createApprovalRule,
    CreateRepository: createRepository,
    CreateUnreferencedMergeCommit: createUnreferencedMergeCommit,
    DeleteApprovalRuleTemplate: deleteTemplate,
    DeleteBranch: deleteBranch,
    DeleteCommentContent: deleteCommentContent,
    DeleteFile: deleteFile,
    DeletePullRequestApprovalRule: deleteApprovalRule,
    DeleteRepository: deleteRepository,
    DescribePullRequestEvents: describePullRequestEvents,
    DisassociateApprovalRuleTemplateFromRepository: disassociateTemplate,
    EvaluatePullRequestApprovalRules: evaluateApprovalRules,
    GetApprovalRuleTemplate: getTemplate,
    GetBlob: getBlob,
    GetBranch: getBranch,
    GetComment: getComment,
    GetCommentReactions: getReactions,
    GetCommentsForComparedCommit: getForComparedCommit,
    GetCommentsForPullRequest: getForPullRequest,
    GetCommit: getCommit,
    GetDifferences: getDifferences,
    GetFile: getFile,
    GetFolder: getFolder,
    BatchDescribeMergeConflicts: batchDescribeMergeConflicts,
    DescribeMergeConflicts: describeMergeConflicts,
    GetBlobDifferences: getBlobDifferences,
    GetMergeCommit: getMergeCommit,
    GetMergeConflicts: getMergeConflicts,
    GetMergeOptions: getMergeOptions,
    GetPullRequest: getPullRequest,
    GetPullRequestApprovalStates: getApprovalStates,
    GetPullRequestOverrideState: getOverrideState,
    GetRepository: getRepository,
    GetRepositoryTriggers: getRepositoryTriggers,
    ListApprovalRuleTemplates: listTemplates,
    ListAssociatedApprovalRuleTemplatesForRepository: listTemplatesOfRepository,
    ListBranches: listBranches,
    ListFileCommitHistory: listFileCommitHistory,
    ListPullRequests: listPullRequests,
    ListRepositories: listRepositories,
    ListRepositoriesForApprovalRuleTemplate: listRepositoriesOfTemplate,
    ListTagsForResource: listTagsForResource,
    MergeBranchesByFastForward: mergeByFastForward,
    MergeBranchesBySquash: mergeBySquash,
    MergeBranchesByThreeWay: mergeByThreeWay,
    MergePullRequestByFastForward: mergePullRequestByFastForward,
    MergePullRequestBySquash: mergePullRequestBySquash,
    MergePullRequestByThreeWay: mergePullRequestByThreeWay,
    OverridePullRequestApprovalRules: overrideApprovalRules,
    PostCommentForComparedCommit: postForComparedCommit,
    PostCommentForPullRequest: postForPullRequest,
    PostCommentReply: postReply,
    PutCommentReaction: putReaction,
    PutFile: putFile,
    PutRepositoryTriggers: putRepositoryTriggers,
    TagResource: tagResource,
    TestRepositoryTriggers: testRepositoryTriggers,
    UntagResource: untagResource,
    UpdateApprovalRuleTemplateContent: updateTemplateContent,
    UpdateApprovalRuleTemplateDescription: updateTemplateDescription,
    UpdateApprovalRuleTemplateName: updateTemplateName,
    UpdateComment: updateComment,
    UpdateDefaultBranch: updateDefaultBranch,
    UpdatePullRequestApprovalRuleContent: updateApprovalRuleContent,
    UpdatePullRequestApprovalState: updateApprovalState,
    UpdatePullRequestDescription: updatePullRequestDescription,
    UpdatePullRequestStatus: updatePullRequestStatus,
    UpdatePullRequestTitle: updatePullRequestTitle,
    UpdateRepositoryDescription: updateRepositoryDescription,
    UpdateRepositoryEncryptionKey: updateRepositoryEncryptionKey,
    UpdateRepositoryName: updateRepositoryName,
  },
  inside: {
    GitPull: gitPull,
    GitPush: gitPush,
    ImportArchive: importArchive,
    ListChanges: listChanges,
    RecordRename: recordRename,
  },
  flows: [notificationFlow, renamingFlow, repositoryFlow],
  resources: [repository],
};
