import type { Service } from '../../dispatch/service.ts';
import { vendingFlow } from '../../dispatch/vending.ts';
import { batchFlow } from './flow/batch.ts';
import { buildFlow } from './flow/build.ts';
import { clearingFlow } from './flow/clearing.ts';
import {
  batchGetBuildBatches,
  deleteBuildBatch,
  listBuildBatches,
  listBuildBatchesForProject,
  retryBuildBatch,
  startBuildBatch,
  stopBuildBatch,
} from './operations/build-batches.ts';
import {
  batchDeleteBuilds,
  batchGetBuilds,
  listBuilds,
  listBuildsForProject,
} from './operations/build-listings.ts';
import { readSource } from './operations/source-readings.ts';
import { createWebhook, deleteWebhook, takeWebhook, updateWebhook } from './operations/webhooks.ts';
import { startManagedBuild } from './operations/managed-builds.ts';
import { retryBuild, startBuild, stopBuild } from './operations/builds.ts';
import {
  batchGetProjects,
  createProject,
  deleteProject,
  listProjects,
  updateProject,
  updateProjectVisibility,
} from './operations/projects.ts';
import {
  batchGetReportGroups,
  createReportGroup,
  deleteReportGroup,
  listReportGroups,
  updateReportGroup,
} from './operations/report-groups.ts';
import {
  deleteSourceCredentials,
  importSourceCredentials,
  listSourceCredentials,
} from './operations/source-credentials.ts';
import { project } from './resources/project.ts';
import { reportGroup } from './resources/report-group.ts';
import { sourceCredential } from './resources/source-credential.ts';

export const codebuild: Service = {
  name: 'codebuild',
  sdk: () => import('@aws-sdk/client-codebuild'),
  model: 'codebuild',
  operations: {
    BatchDeleteBuilds: batchDeleteBuilds,
    BatchGetBuildBatches: batchGetBuildBatches,
    BatchGetBuilds: batchGetBuilds,
    BatchGetProjects: batchGetProjects,
    BatchGetReportGroups: batchGetReportGroups,
    CreateProject: createProject,
    CreateReportGroup: createReportGroup,
    CreateWebhook: createWebhook,
    DeleteBuildBatch: deleteBuildBatch,
    DeleteProject: deleteProject,
    DeleteReportGroup: deleteReportGroup,
    DeleteSourceCredentials: deleteSourceCredentials,
    DeleteWebhook: deleteWebhook,
    ImportSourceCredentials: importSourceCredentials,
    ListBuildBatches: listBuildBatches,
    ListBuildBatchesForProject: listBuildBatchesForProject,
    ListBuilds: listBuilds,
    ListBuildsForProject: listBuildsForProject,
    ListProjects: listProjects,
    ListReportGroups: listReportGroups,
    ListSourceCredentials: listSourceCredentials,
    RetryBuild: retryBuild,
    RetryBuildBatch: retryBuildBatch,
    StartBuild: startBuild,
    StartBuildBatch: startBuildBatch,
    StopBuild: stopBuild,
    StopBuildBatch: stopBuildBatch,
    UpdateProject: updateProject,
    UpdateProjectVisibility: updateProjectVisibility,
    UpdateReportGroup: updateReportGroup,
    UpdateWebhook: updateWebhook,
  },
  inside: { ReadSource: readSource, StartManagedBuild: startManagedBuild, TakeWebhook: takeWebhook },
  flows: [batchFlow, buildFlow, clearingFlow, vendingFlow('codebuild')],
  resources: [project, reportGroup, sourceCredential],
};
