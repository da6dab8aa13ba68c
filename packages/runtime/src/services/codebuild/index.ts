import type { Service } from '../../dispatch/service.ts';
import { batchFlow } from './flow/batch.ts';
import { buildFlow } from './flow/build.ts';
import { clearingFlow } from './flow/clearing.ts';
import { fleetFlow } from './flow/fleet.ts';
import { retryingFlow } from './flow/retrying.ts';
import { reportingFlow } from './flow/status-reporting.ts';
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
import { batchGetFleets, createFleet, deleteFleet, listFleets, updateFleet } from './operations/fleets.ts';
import { reportBuildStatus } from './operations/build-statuses.ts';
import { readSource } from './operations/source-readings.ts';
import { takeWebhook } from './operations/webhook-deliveries.ts';
import { createWebhook, deleteWebhook, updateWebhook } from './operations/webhooks.ts';
import { findProjectCache, invalidateProjectCache, keepProjectCache } from './operations/project-caches.ts';
import { startManagedBuild } from './operations/managed-builds.ts';
import { retryBuild, retryBuildAutomatically, startBuild, stopBuild } from './operations/builds.ts';
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
  batchGetReports,
  createReport,
  deleteReport,
  describeCodeCoverages,
  describeTestCases,
  getReportGroupTrend,
  listReports,
  listReportsForReportGroup,
} from './operations/reports.ts';
import {
  deleteSourceCredentials,
  importSourceCredentials,
  listSourceCredentials,
} from './operations/source-credentials.ts';
import { fleet } from './resources/fleet.ts';
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
    BatchGetFleets: batchGetFleets,
    BatchGetProjects: batchGetProjects,
    BatchGetReportGroups: batchGetReportGroups,
    BatchGetReports: batchGetReports,
    CreateFleet: createFleet,
    CreateProject: createProject,
    CreateReportGroup: createReportGroup,
    CreateWebhook: createWebhook,
    DeleteBuildBatch: deleteBuildBatch,
    DeleteFleet: deleteFleet,
    DeleteProject: deleteProject,
    DeleteReport: deleteReport,
    DeleteReportGroup: deleteReportGroup,
    DeleteSourceCredentials: deleteSourceCredentials,
    DeleteWebhook: deleteWebhook,
    DescribeCodeCoverages: describeCodeCoverages,
    DescribeTestCases: describeTestCases,
    GetReportGroupTrend: getReportGroupTrend,
    ImportSourceCredentials: importSourceCredentials,
    InvalidateProjectCache: invalidateProjectCache,
    ListBuildBatches: listBuildBatches,
    ListBuildBatchesForProject: listBuildBatchesForProject,
    ListBuilds: listBuilds,
    ListBuildsForProject: listBuildsForProject,
    ListFleets: listFleets,
    ListProjects: listProjects,
    ListReportGroups: listReportGroups,
    ListReports: listReports,
    ListReportsForReportGroup: listReportsForReportGroup,
    ListSourceCredentials: listSourceCredentials,
    RetryBuild: retryBuild,
    RetryBuildBatch: retryBuildBatch,
    StartBuild: startBuild,
    StartBuildBatch: startBuildBatch,
    StopBuild: stopBuild,
    StopBuildBatch: stopBuildBatch,
    UpdateFleet: updateFleet,
    UpdateProject: updateProject,
    UpdateProjectVisibility: updateProjectVisibility,
    UpdateReportGroup: updateReportGroup,
    UpdateWebhook: updateWebhook,
  },
  unserved: {
    ListCuratedEnvironmentImages: 'no image is run',
    ListSharedProjects: 'nothing is shared among accounts but by policies',
    StartSandbox: 'the machine that builds run on is at hand',
  },
  inside: {
    CreateReport: createReport,
    FindProjectCache: findProjectCache,
    KeepProjectCache: keepProjectCache,
    ReadSource: readSource,
    ReportBuildStatus: reportBuildStatus,
    RetryBuildAutomatically: retryBuildAutomatically,
    StartManagedBuild: startManagedBuild,
    TakeWebhook: takeWebhook,
  },
  flows: [batchFlow, buildFlow, clearingFlow, fleetFlow, reportingFlow, retryingFlow],
  resources: [fleet, project, reportGroup, sourceCredential],
};
