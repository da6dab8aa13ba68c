import type { Service } from '../../dispatch/service.ts';
import { notificationFlow } from './flow/notification.ts';
import { repositoryFlow } from './flow/repository.ts';
import { getBranch, getCommit, listBranches, updateDefaultBranch } from './operations/branches.ts';
import { listChanges } from './operations/changes.ts';
import { importArchive } from './operations/imports.ts';
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
    BatchGetRepositories: batchGetRepositories,
    CreateRepository: createRepository,
    DeleteRepository: deleteRepository,
    GetBranch: getBranch,
    GetCommit: getCommit,
    GetRepository: getRepository,
    GetRepositoryTriggers: getRepositoryTriggers,
    ListBranches: listBranches,
    ListRepositories: listRepositories,
    ListTagsForResource: listTagsForResource,
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
