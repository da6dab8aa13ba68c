import type * as sdk from '@aws-sdk/client-ecs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import type { ServiceChanged } from '../flow/service-state.ts';
import {
  activeServiceOf,
  deleteTaskSetRecord,
  ecsArn,
  putService,
  putTaskSet,
  serviceKey,
  serviceOf,
  services,
  tags,
  taskSetOf,
  taskSetsOf,
  type Answer,
  type Placement,
  type ServiceRecord,
  type TaskSetRecord,
} from '../records.ts';
import { taskSetAnswer } from '../service-answers.ts';
import { putTags } from '../tags.ts';
import { checkLoadBalancers, checkNetwork, checkTargetTypes } from '../service-rules.ts';
import { requireServed } from '../unserved.ts';
import { meter } from '../metering.ts';
import { definitionToRun } from './tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html */
export const createTaskSet: Handler<sdk.CreateTaskSetCommandInput, Answer<sdk.CreateTaskSetCommandOutput>> = (
  input,
  call,
) => {
  const service = activeServiceOf(call.tx, call, asked(input));
  // AWS: the words are unverified.
  if (service.controller === 'ECS')
    invalidParameter(
      'Amazon ECS only supports task sets with an EXTERNAL or CODE_DEPLOY deployment controller.',
    );
  if (taskSetsOf(call.tx, call, service).length >= 5)
    invalidParameter('The maximum number of task sets for this service has been reached.');
  const definition = definitionToRun(call, input.taskDefinition!);
  checkLoadBalancers(definition, input.loadBalancers);
  checkNetwork(definition, input.networkConfiguration);
  checkTargetTypes(call, definition, input.loadBalancers);
  requireServed(definition);
  meter(call, service.cluster);
  const taskSet = addTaskSet(call, service, {
    ...placementIn(input),
    status: 'ACTIVE',
    taskDefinition: definition.arn,
    scalePercent: scaleOf(input.scale),
    externalId: input.externalId,
    startedBy: service.controller === 'CODE_DEPLOY' ? 'CODE_DEPLOY' : undefined,
  });
  putTags(call, taskSet.arn, input.tags);
  return { taskSet: taskSetAnswer(call, service, taskSet) };
};

export const describeTaskSets: Handler<
  sdk.DescribeTaskSetsCommandInput,
  Answer<sdk.DescribeTaskSetsCommandOutput>
> = (input, call) => {
  const service = serviceOf(call.tx, call, asked(input));
  const all = taskSetsOf(call.tx, call, service);
  const wanted = input.taskSets?.length ? input.taskSets : all.map(({ id }) => id);
  const find = (name: string) => all.find(({ id, arn }) => id === name || arn === name);
  return {
    taskSets: wanted.flatMap((name) => find(name) ?? []).map((each) => taskSetAnswer(call, service, each)),
    failures: wanted.filter((name) => !find(name)).map((arn) => ({ arn, reason: 'MISSING' })),
  };
};

export const updateTaskSet: Handler<sdk.UpdateTaskSetCommandInput, Answer<sdk.UpdateTaskSetCommandOutput>> = (
  input,
  call,
) => {
  const service = activeServiceOf(call.tx, call, asked(input));
  const before = taskSetOf(call.tx, call, service, input.taskSet!);
  const taskSet = { ...before, scalePercent: scaleOf(input.scale), updatedAt: call.now };
  save(call, service, taskSet);
  return { taskSet: taskSetAnswer(call, service, taskSet) };
};

/** AWS: the service's own task definition and load balancers are those of its primary task set. */
export const updateServicePrimaryTaskSet: Handler<
  sdk.UpdateServicePrimaryTaskSetCommandInput,
  Answer<sdk.UpdateServicePrimaryTaskSetCommandOutput>
> = (input, call) => {
  const before = activeServiceOf(call.tx, call, asked(input));
  const chosen = taskSetOf(call.tx, call, before, input.primaryTaskSet!);
  for (const taskSet of taskSetsOf(call.tx, call, before)) {
    if (taskSet.status === 'PRIMARY' && taskSet.id !== chosen.id)
      putTaskSet(call.tx, call, before, { ...taskSet, status: 'ACTIVE', updatedAt: call.now });
  }
  const primary: TaskSetRecord = { ...chosen, status: 'PRIMARY', updatedAt: call.now };
  const { taskDefinition, loadBalancers, launchType, platformVersion, networkConfiguration } = primary;
  const placement = { taskDefinition, loadBalancers, launchType, platformVersion, networkConfiguration };
  const service = { ...before, ...placement };
  putService(call.tx, call, service);
  save(call, service, primary);
  return { taskSet: taskSetAnswer(call, service, primary) };
};

export const deleteTaskSet: Handler<sdk.DeleteTaskSetCommandInput, Answer<sdk.DeleteTaskSetCommandOutput>> = (
  input,
  call,
) => {
  const service = activeServiceOf(call.tx, call, asked(input));
  const before = taskSetOf(call.tx, call, service, input.taskSet!);
  // AWS: the words are unverified, as is that force covers the primary one: a stack that is deleted takes it along.
  if (before.status === 'PRIMARY' && !input.force)
    invalidParameter('The primary task set cannot be deleted.');
  if (!input.force && before.scalePercent > 0)
    invalidParameter('The task set cannot be deleted while it is scaled above 0.');
  const taskSet: TaskSetRecord = { ...before, status: 'DRAINING', updatedAt: call.now };
  save(call, service, taskSet);
  return { taskSet: taskSetAnswer(call, service, taskSet) };
};

interface InService {
  readonly cluster: string;
  readonly serviceName: string;
}

/** The house's own, told by a service's flow: a task set has no tasks left, and nothing to do. */
export const retireTaskSet: Handler<InService & { readonly taskSet: string }, object> = (input, call) => {
  const service = services.get(call.tx, call, serviceKey(input.cluster, input.serviceName));
  if (!service) return {};
  const taskSet = taskSetsOf(call.tx, call, service).find(({ id }) => id === input.taskSet);
  if (taskSet) tags.delete(call.tx, call, taskSet.arn);
  deleteTaskSetRecord(call.tx, call, service, input.taskSet);
  return {};
};

/** The house's own, told by a service's flow: its last task has stopped. */
export const retireService: Handler<InService, object> = (input, call) => {
  const service = services.get(call.tx, call, serviceKey(input.cluster, input.serviceName));
  if (service) putService(call.tx, call, { ...service, status: 'INACTIVE' });
  return {};
};

/** The house's own, told by a service's flow: the deployment under way has failed, and an earlier one comes back. */
export const rollBackService: Handler<InService & { readonly to: TaskSetRecord }, object> = (
  { cluster, serviceName, to },
  call,
) => {
  const before = services.get(call.tx, call, serviceKey(cluster, serviceName));
  if (before?.status !== 'ACTIVE') return {};
  for (const taskSet of taskSetsOf(call.tx, call, before)) {
    if (taskSet.status === 'PRIMARY')
      putTaskSet(call.tx, call, before, { ...taskSet, status: 'ACTIVE', updatedAt: call.now });
  }
  const { taskDefinition, loadBalancers, platformVersion, networkConfiguration } = to;
  const service = { ...before, taskDefinition, loadBalancers, platformVersion, networkConfiguration };
  putService(call.tx, call, service);
  save(call, service, { ...to, status: 'PRIMARY', updatedAt: call.now });
  return {};
};

type NewTaskSet = Omit<TaskSetRecord, 'id' | 'arn' | 'createdAt' | 'updatedAt' | 'deployment'> & {
  /** The flow of the deployment that it is of, by its id. */
  readonly deployment?: (id: string) => string;
};

/** Makes a task set, or the deployment of a rolling update. */
export function addTaskSet(call: Call, service: ServiceRecord, declared: NewTaskSet): TaskSetRecord {
  const id = `ecs-svc/${call.ids.word(19, '0123456789')}`;
  const arn = ecsArn(call, `task-set/${service.cluster}/${service.serviceName}/${id}`);
  const { deployment, ...rest } = declared;
  const made = { ...rest, id, arn, createdAt: call.now, updatedAt: call.now };
  const taskSet: TaskSetRecord = deployment ? { ...made, deployment: deployment(id) } : made;
  save(call, service, taskSet);
  return taskSet;
}

/** The placement in an input, and nothing else of it. */
export function placementIn(input: {
  [Member in keyof Placement]?: Placement[Member] | undefined;
}): Placement {
  return {
    launchType: input.launchType,
    capacityProviderStrategy: input.capacityProviderStrategy,
    platformVersion: input.platformVersion ?? (input.launchType === 'FARGATE' ? 'LATEST' : undefined),
    networkConfiguration: input.networkConfiguration,
    serviceRegistries: input.serviceRegistries,
    loadBalancers: input.loadBalancers ?? [],
  };
}

function save(call: Call, service: ServiceRecord, taskSet: TaskSetRecord): void {
  putTaskSet(call.tx, call, service, taskSet);
  call.flows.tell(service.flow, { type: 'ServiceChanged' } satisfies ServiceChanged);
}

const asked = ({ cluster, service }: { cluster?: string | undefined; service: string | undefined }) => ({
  cluster,
  service: service!,
});

/** AWS: 100 percent where none is said. */
function scaleOf(scale: sdk.Scale | undefined): number {
  const value = scale?.value ?? 100;
  // AWS: the words are unverified.
  if (value < 0 || value > 100) invalidParameter('Scale must be between 0 and 100 percent.');
  return value;
}
