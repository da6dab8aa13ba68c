import type { Deployment, Service, ServiceEvent, TaskSet } from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import { isEnded, type DeploymentState } from './flow/deployment-state.ts';
import { rolloutOf } from './flow/circuit-breaker.ts';
import { computedDesiredCount, countsOf, isSteady, type ServiceState } from './flow/service-state.ts';
import {
  ecsArn,
  revisionArn,
  taskSetsOf,
  type Placement,
  type ServiceRecord,
  type TaskSetRecord,
} from './records.ts';
import { tagsOf } from './tags.ts';

const clusterArn = (call: Call, { cluster }: ServiceRecord): string => ecsArn(call, `cluster/${cluster}`);

const stateOf = (call: Call, service: ServiceRecord) => call.flows.state<ServiceState>(service.flow);

/** A service as DescribeServices answers it: what is declared, and what its flow knows. */
export function serviceAnswer(call: Call, service: ServiceRecord, withTags = false): Service {
  const state = stateOf(call, service);
  const { running, pending } = countsOf(state);
  const sets = taskSetsOf(call.tx, call, service);
  const rolling = service.controller === 'ECS';
  return {
    serviceArn: service.arn,
    serviceName: service.serviceName,
    clusterArn: clusterArn(call, service),
    status: service.status,
    desiredCount: service.status === 'ACTIVE' ? service.desiredCount : 0,
    runningCount: running,
    pendingCount: pending,
    ...placementAnswer(service),
    taskDefinition: service.taskDefinition,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: rolling ? newestFirst(sets).map((each) => deploymentAnswer(state, service, each)) : [],
    ...(rolling && currentAnswer(call, service, sets)),
    ...(!rolling && { taskSets: sets.map((each) => taskSetAnswer(call, service, each)) }),
    events: (state?.events ?? []).map(eventAnswer),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: service.controller },
    placementConstraints: [],
    placementStrategy: [],
    enableECSManagedTags: service.enableECSManagedTags,
    enableExecuteCommand: service.enableExecuteCommand,
    propagateTags: service.propagateTags,
    ...(withTags && { tags: tagsOf(call, service.arn) }),
  };
}

/** The deployment under way, and the revisions that have tasks. */
// AWS: API_Service, currentServiceDeployment and currentServiceRevisions. That there is none of the first while nothing
// is deployed is unverified.
function currentAnswer(call: Call, service: ServiceRecord, sets: readonly TaskSetRecord[]): Partial<Service> {
  const state = stateOf(call, service);
  const flows = sets.flatMap(({ deployment }) => deployment ?? []);
  const under = flows
    .map((flow) => call.flows.state<DeploymentState>(flow))
    .find((each) => each !== undefined && !isEnded(each));
  const revisions = sets.filter(({ deployment }) => deployment !== undefined);
  return {
    ...(under && { currentServiceDeployment: under.arn }),
    ...(revisions.length > 0 && {
      currentServiceRevisions: newestFirst(revisions).map((set) => {
        const { running, pending } = countsOf(state, set.id);
        return {
          arn: revisionArn(call, service, set.id),
          requestedTaskCount:
            set.status === 'PRIMARY' || set.managed ? computedDesiredCount(service, set) : 0,
          runningTaskCount: running,
          pendingTaskCount: pending,
        };
      }),
    }),
  };
}

/** AWS: the primary deployment comes first. */
function newestFirst(deployments: readonly TaskSetRecord[]): TaskSetRecord[] {
  const primary = deployments.filter(({ status }) => status === 'PRIMARY');
  return [...primary, ...deployments.filter((each) => !primary.includes(each)).reverse()];
}

export function taskSetAnswer(call: Call, service: ServiceRecord, taskSet: TaskSetRecord): TaskSet {
  const state = stateOf(call, service);
  const { running, pending } = countsOf(state, taskSet.id);
  const steady = isSteady(state, service, taskSet);
  const known = state?.stability[taskSet.id];
  return {
    id: taskSet.id,
    taskSetArn: taskSet.arn,
    serviceArn: service.arn,
    clusterArn: clusterArn(call, service),
    status: taskSet.status,
    startedBy: taskSet.startedBy,
    externalId: taskSet.externalId,
    taskDefinition: taskSet.taskDefinition,
    computedDesiredCount: computedDesiredCount(service, taskSet),
    pendingCount: pending,
    runningCount: running,
    createdAt: new Date(taskSet.createdAt),
    updatedAt: new Date(taskSet.updatedAt),
    ...placementAnswer(taskSet),
    scale: { value: taskSet.scalePercent, unit: 'PERCENT' },
    stabilityStatus: steady ? 'STEADY_STATE' : 'STABILIZING',
    stabilityStatusAt: new Date(known?.steady === steady ? known.at : taskSet.updatedAt),
    tags: tagsOf(call, taskSet.arn),
  };
}

function deploymentAnswer(
  state: ServiceState | undefined,
  service: ServiceRecord,
  deployment: TaskSetRecord,
): Deployment {
  const { running, pending } = countsOf(state, deployment.id);
  const {
    serviceRegistries: _registries,
    loadBalancers: _balancers,
    ...placement
  } = placementAnswer(deployment);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: deployment.status === 'PRIMARY' ? computedDesiredCount(service, deployment) : 0,
    pendingCount: pending,
    runningCount: running,
    failedTasks: state?.failures[deployment.id]?.total ?? 0,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...placement,
    ...rolloutOf(state, deployment),
  };
}

function placementAnswer(placed: Placement) {
  return {
    launchType: placed.launchType ?? (placed.capacityProviderStrategy ? undefined : ('EC2' as const)),
    capacityProviderStrategy: placed.capacityProviderStrategy,
    platformVersion: placed.platformVersion,
    networkConfiguration: placed.networkConfiguration,
    serviceRegistries: placed.serviceRegistries ?? [],
    loadBalancers: [...placed.loadBalancers],
  };
}

const eventAnswer = ({
  id,
  createdAt,
  message,
}: {
  id: string;
  createdAt: number;
  message: string;
}): ServiceEvent => ({
  id,
  createdAt: new Date(createdAt),
  message,
});
