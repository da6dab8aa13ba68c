import type { Service } from '../../dispatch/service.ts';
import { deploymentFlow } from './flow/deployment.ts';
import { meteringFlow } from './flow/metering.ts';
import { serviceFlow } from './flow/service.ts';
import { taskFlow } from './flow/task.ts';
import {
  createCapacityProvider,
  deleteCapacityProvider,
  describeCapacityProviders,
  updateCapacityProvider,
} from './operations/capacity-providers.ts';
import {
  createCluster,
  deleteCluster,
  describeClusters,
  listClusters,
  putClusterCapacityProviders,
  updateCluster,
  updateClusterSettings,
} from './operations/clusters.ts';
import { scaleDeployment, settleDeployment } from './operations/deployment-steps.ts';
import {
  continueServiceDeployment,
  describeServiceDeployments,
  describeServiceRevisions,
  listServiceDeployments,
  stopServiceDeployment,
} from './operations/service-deployments.ts';
import {
  createService,
  deleteService,
  describeServices,
  listServices,
  updateService,
} from './operations/services.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitionFamilies,
  listTaskDefinitions,
  registerTaskDefinition,
} from './operations/task-definitions.ts';
import {
  createTaskSet,
  deleteTaskSet,
  describeTaskSets,
  retireService,
  retireTaskSet,
  rollBackService,
  updateServicePrimaryTaskSet,
  updateTaskSet,
} from './operations/task-sets.ts';
import { describeTasks, forgetTask, listTasks, runTask, stopTask } from './operations/tasks.ts';
import { capacityProvider, clusterCapacityProviderAssociations } from './resources/capacity-providers.ts';
import { cluster } from './resources/cluster.ts';
import { service } from './resources/service.ts';
import { taskDefinition } from './resources/task-definition.ts';
import { primaryTaskSet, taskSet } from './resources/task-sets.ts';

export const ecs: Service = {
  name: 'ecs',
  sdk: () => import('@aws-sdk/client-ecs'),
  model: 'ecs',
  operations: {
    ContinueServiceDeployment: continueServiceDeployment,
    CreateCapacityProvider: createCapacityProvider,
    CreateCluster: createCluster,
    CreateService: createService,
    CreateTaskSet: createTaskSet,
    DeleteCapacityProvider: deleteCapacityProvider,
    DeleteCluster: deleteCluster,
    DeleteService: deleteService,
    DeleteTaskSet: deleteTaskSet,
    DeregisterTaskDefinition: deregisterTaskDefinition,
    DescribeCapacityProviders: describeCapacityProviders,
    DescribeClusters: describeClusters,
    DescribeServiceDeployments: describeServiceDeployments,
    DescribeServiceRevisions: describeServiceRevisions,
    DescribeServices: describeServices,
    DescribeTaskDefinition: describeTaskDefinition,
    DescribeTaskSets: describeTaskSets,
    DescribeTasks: describeTasks,
    ListClusters: listClusters,
    ListServiceDeployments: listServiceDeployments,
    ListServices: listServices,
    ListTagsForResource: listTagsForResource,
    ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
    ListTaskDefinitions: listTaskDefinitions,
    ListTasks: listTasks,
    PutClusterCapacityProviders: putClusterCapacityProviders,
    RegisterTaskDefinition: registerTaskDefinition,
    RunTask: runTask,
    StopServiceDeployment: stopServiceDeployment,
    StopTask: stopTask,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateCapacityProvider: updateCapacityProvider,
    UpdateCluster: updateCluster,
    UpdateClusterSettings: updateClusterSettings,
    UpdateService: updateService,
    UpdateServicePrimaryTaskSet: updateServicePrimaryTaskSet,
    UpdateTaskSet: updateTaskSet,
  },
  inside: {
    ForgetTask: forgetTask,
    RetireService: retireService,
    RetireTaskSet: retireTaskSet,
    RollBackService: rollBackService,
    ScaleDeployment: scaleDeployment,
    SettleDeployment: settleDeployment,
  },
  flows: [deploymentFlow, meteringFlow, serviceFlow, taskFlow],
  recorded: {
    'AWS::ECS::Daemon*': 'a task is a process of this machine: there is no instance to have one of each',
    'AWS::ECS::ExpressGatewayService': 'what it would make by itself are types that are served',
  },
  resources: [
    capacityProvider,
    cluster,
    clusterCapacityProviderAssociations,
    primaryTaskSet,
    service,
    taskDefinition,
    taskSet,
  ],
};
