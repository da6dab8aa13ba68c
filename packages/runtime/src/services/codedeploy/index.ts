import type { Service } from '../../dispatch/service.ts';
import { deploymentFlow } from './flow/deployment.ts';
import { instanceFlow } from './flow/instance.ts';
import {
  deployToLaunchedInstance,
  takeCopiedGroup,
  updateOutdatedInstances,
} from './operations/auto-scaling.ts';
import {
  batchGetApplications,
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
  updateApplication,
} from './operations/applications.ts';
import {
  createDeploymentConfig,
  deleteDeploymentConfig,
  getDeploymentConfig,
  listDeploymentConfigs,
} from './operations/deployment-configs.ts';
import { batchGetDeployments, getDeployment, listDeployments } from './operations/deployment-descriptions.ts';
import {
  batchGetDeploymentGroups,
  createDeploymentGroup,
  deleteDeploymentGroup,
  getDeploymentGroup,
  listDeploymentGroups,
  updateDeploymentGroup,
} from './operations/deployment-groups.ts';
import { continueDeployment, createDeployment, stopDeployment } from './operations/deployments.ts';
import { putLifecycleEventHookExecutionStatus } from './operations/hooks.ts';
import { skipWaitTimeForInstanceTermination } from './operations/deployments.ts';
import {
  batchGetApplicationRevisions,
  getApplicationRevision,
  listApplicationRevisions,
  registerApplicationRevision,
} from './operations/application-revisions.ts';
import { deleteGitHubAccountToken, listGitHubAccountTokenNames } from './operations/github-tokens.ts';
import { dropHostCommand, noteInstance, postHostCommand } from './operations/host-commands.ts';
import { findInstances } from './operations/instance-search.ts';
import {
  batchGetDeploymentInstances,
  getDeploymentInstance,
  listDeploymentInstances,
} from './operations/instance-targets.ts';
import { listManagedTargets, startManagedDeployment } from './operations/managed-deployments.ts';
import {
  addTagsToOnPremisesInstances,
  batchGetOnPremisesInstances,
  deregisterOnPremisesInstance,
  getOnPremisesInstance,
  listOnPremisesInstances,
  registerOnPremisesInstance,
  removeTagsFromOnPremisesInstances,
} from './operations/on-premises-instances.ts';
import { readRevision } from './operations/revisions.ts';
import { createRollbackDeployment } from './operations/rollbacks.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  batchGetDeploymentTargets,
  getDeploymentTarget,
  listDeploymentTargets,
} from './operations/targets.ts';
import { application } from './resources/application.ts';
import { deploymentConfig } from './resources/deployment-config.ts';
import { deploymentGroup } from './resources/deployment-group.ts';

export const codedeploy: Service = {
  name: 'codedeploy',
  sdk: () => import('@aws-sdk/client-codedeploy'),
  model: 'codedeploy',
  operations: {
    AddTagsToOnPremisesInstances: addTagsToOnPremisesInstances,
    BatchGetApplicationRevisions: batchGetApplicationRevisions,
    BatchGetApplications: batchGetApplications,
    BatchGetDeploymentGroups: batchGetDeploymentGroups,
    BatchGetDeploymentInstances: batchGetDeploymentInstances,
    BatchGetDeployments: batchGetDeployments,
    BatchGetDeploymentTargets: batchGetDeploymentTargets,
    BatchGetOnPremisesInstances: batchGetOnPremisesInstances,
    ContinueDeployment: continueDeployment,
    CreateApplication: createApplication,
    CreateDeployment: createDeployment,
    CreateDeploymentConfig: createDeploymentConfig,
    CreateDeploymentGroup: createDeploymentGroup,
    DeleteApplication: deleteApplication,
    DeleteDeploymentConfig: deleteDeploymentConfig,
    DeleteDeploymentGroup: deleteDeploymentGroup,
    DeleteGitHubAccountToken: deleteGitHubAccountToken,
    DeregisterOnPremisesInstance: deregisterOnPremisesInstance,
    GetApplication: getApplication,
    GetApplicationRevision: getApplicationRevision,
    GetDeployment: getDeployment,
    GetDeploymentConfig: getDeploymentConfig,
    GetDeploymentGroup: getDeploymentGroup,
    GetDeploymentInstance: getDeploymentInstance,
    GetDeploymentTarget: getDeploymentTarget,
    GetOnPremisesInstance: getOnPremisesInstance,
    ListApplicationRevisions: listApplicationRevisions,
    ListApplications: listApplications,
    ListDeploymentConfigs: listDeploymentConfigs,
    ListDeploymentGroups: listDeploymentGroups,
    ListDeploymentInstances: listDeploymentInstances,
    ListDeployments: listDeployments,
    ListDeploymentTargets: listDeploymentTargets,
    ListGitHubAccountTokenNames: listGitHubAccountTokenNames,
    ListOnPremisesInstances: listOnPremisesInstances,
    ListTagsForResource: listTagsForResource,
    PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus,
    RegisterApplicationRevision: registerApplicationRevision,
    RegisterOnPremisesInstance: registerOnPremisesInstance,
    RemoveTagsFromOnPremisesInstances: removeTagsFromOnPremisesInstances,
    SkipWaitTimeForInstanceTermination: skipWaitTimeForInstanceTermination,
    StopDeployment: stopDeployment,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateApplication: updateApplication,
    UpdateDeploymentGroup: updateDeploymentGroup,
  },
  inside: {
    CreateRollbackDeployment: createRollbackDeployment,
    DeployToLaunchedInstance: deployToLaunchedInstance,
    DropHostCommand: dropHostCommand,
    FindInstances: findInstances,
    ListManagedTargets: listManagedTargets,
    NoteInstance: noteInstance,
    PostHostCommand: postHostCommand,
    ReadRevision: readRevision,
    StartManagedDeployment: startManagedDeployment,
    TakeCopiedGroup: takeCopiedGroup,
    UpdateOutdatedInstances: updateOutdatedInstances,
  },
  unserved: {
    DeleteResourcesByExternalId: 'CloudFormation deploys by no resource of its own here, so there are none',
  },
  flows: [deploymentFlow, instanceFlow],
  resources: [application, deploymentConfig, deploymentGroup],
};
