import type { Service } from '../../dispatch/service.ts';
import { buildFlow } from './flow/build.ts';
import {
  batchDeleteBuilds,
  batchGetBuilds,
  listBuilds,
  listBuildsForProject,
} from './operations/build-listings.ts';
import { retryBuild, startBuild, stopBuild } from './operations/builds.ts';
import {
  batchGetProjects,
  createProject,
  deleteProject,
  listProjects,
  updateProject,
} from './operations/projects.ts';
import { project } from './resources/project.ts';
import { reportGroup } from './resources/report-group.ts';
import { sourceCredential } from './resources/source-credential.ts';

export const codebuild: Service = {
  name: 'codebuild',
  sdk: () => import('@aws-sdk/client-codebuild'),
  model: 'codebuild',
  operations: {
    BatchDeleteBuilds: batchDeleteBuilds,
    BatchGetBuilds: batchGetBuilds,
    BatchGetProjects: batchGetProjects,
    CreateProject: createProject,
    DeleteProject: deleteProject,
    ListBuilds: listBuilds,
    ListBuildsForProject: listBuildsForProject,
    ListProjects: listProjects,
    RetryBuild: retryBuild,
    StartBuild: startBuild,
    StopBuild: stopBuild,
    UpdateProject: updateProject,
  },
  flows: [buildFlow],
  resources: [project, reportGroup, sourceCredential],
};
