import type { Service } from '../../dispatch/service.ts';
import { deploymentFlow } from './flow/deployment.ts';
import {
  batchGetApplications,
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
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
    BatchGetApplications: batchGetApplications,
    BatchGetDeploymentGroups: batchGetDeploymentGroups,
    BatchGetDeployments: batchGetDeployments,
    BatchGetDeploymentTargets: batchGetDeploymentTargets,
    ContinueDeployment: continueDeployment,
    CreateApplication: createApplication,
    CreateDeployment: createDeployment,
    CreateDeploymentConfig: createDeploymentConfig,
    CreateDeploymentGroup: createDeploymentGroup,
    DeleteApplication: deleteApplication,
    DeleteDeploymentConfig: deleteDeploymentConfig,
    DeleteDeploymentGroup: deleteDeploymentGroup,
    GetApplication: getApplication,
    GetDeployment: getDeployment,
    GetDeploymentConfig: getDeploymentConfig,
    GetDeploymentGroup: getDeploymentGroup,
    GetDeploymentTarget: getDeploymentTarget,
    ListApplications: listApplications,
    ListDeploymentConfigs: listDeploymentConfigs,
    ListDeploymentGroups: listDeploymentGroups,
    ListDeployments: listDeployments,
    ListDeploymentTargets: listDeploymentTargets,
    ListTagsForResource: listTagsForResource,
    PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus,
    StopDeployment: stopDeployment,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateDeploymentGroup: updateDeploymentGroup,
  },
  inside: { CreateRollbackDeployment: createRollbackDeployment, ReadRevision: readRevision },
  flows: [deploymentFlow],
  resources: [application, deploymentConfig, deploymentGroup],
};
