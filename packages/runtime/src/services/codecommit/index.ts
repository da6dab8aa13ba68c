import type { Service } from '../../dispatch/service.ts';
import { notificationFlow } from './flow/notification.ts';
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
import { batchGetCommits, getDifferences } from './operations/differences.ts';
import { createCommit, deleteFile, getBlob, getFile, getFolder, putFile } from './operations/files.ts';
import { importArchive } from './operations/imports.ts';
import {
  getMergeConflicts,
  getMergeOptions,
  mergeByFastForward,
  mergeBySquash,
  mergeByThreeWay,
} from './operations/merges.ts';
import { gitPush } from './operations/pushes.ts';
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
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { repository } from './resources/repository.ts';

export const codecommit: Service = {
  name: 'codecommit',
  sdk: () => import('@aws-sdk/client-codecommit'),
  model: 'codecommit',
  operations: {
    BatchGetCommits: batchGetCommits,
    BatchGetRepositories: batchGetRepositories,
    CreateBranch: createBranch,
    CreateCommit: createCommit,
    CreateRepository: createRepository,
    DeleteBranch: deleteBranch,
    DeleteFile: deleteFile,
    DeleteRepository: deleteRepository,
    GetBlob: getBlob,
    GetBranch: getBranch,
    GetCommit: getCommit,
    GetDifferences: getDifferences,
    GetFile: getFile,
    GetFolder: getFolder,
    GetMergeConflicts: getMergeConflicts,
    GetMergeOptions: getMergeOptions,
    GetRepository: getRepository,
    GetRepositoryTriggers: getRepositoryTriggers,
    ListBranches: listBranches,
    ListRepositories: listRepositories,
    ListTagsForResource: listTagsForResource,
    MergeBranchesByFastForward: mergeByFastForward,
    MergeBranchesBySquash: mergeBySquash,
    MergeBranchesByThreeWay: mergeByThreeWay,
    PutFile: putFile,
    PutRepositoryTriggers: putRepositoryTriggers,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateDefaultBranch: updateDefaultBranch,
    UpdateRepositoryDescription: updateRepositoryDescription,
    UpdateRepositoryEncryptionKey: updateRepositoryEncryptionKey,
  },
  inside: { GitPush: gitPush, ImportArchive: importArchive, ListChanges: listChanges },
  flows: [notificationFlow, repositoryFlow],
  resources: [repository],
};
