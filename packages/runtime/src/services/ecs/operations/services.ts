import type * as sdk from '@aws-sdk/client-ecs';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import {
  cannotForceWithCodeDeploy,
  invalidParameter,
  leaveToCodeDeploy,
  notServedHere,
  serviceStillDraining,
  serviceStillScaled,
  serviceThere,
} from '../errors.ts';
import { beginService, type ServiceChanged } from '../flow/service-state.ts';
import { serviceFlow } from '../flow/service.ts';
import { listed } from '../listing.ts';
import {
  activeServiceOf,
  clusterOf,
  ecsArn,
  nameIn,
  putService,
  putTaskSet,
  serviceKey,
  serviceOf,
  services,
  taskSetsOf,
  type Answer,
  type ClusterRecord,
  type ServiceRecord,
} from '../records.ts';
import { serviceAnswer } from '../service-answers.ts';
import { checkDeployment } from '../deployment-rules.ts';
import { meter } from '../metering.ts';
import { checkName } from '../names.ts';
import {
  checkBehindLoadBalancer,
  checkLoadBalancers,
  checkNetwork,
  checkTargetTypes,
} from '../service-rules.ts';
import { requireServed } from '../unserved.ts';
import { putTags } from '../tags.ts';
import { servicesIn } from './clusters.ts';
import { beginDeployment, supersedeDeployments } from './service-deployments.ts';
import { addTaskSet, placementIn } from './task-sets.ts';
import { definitionToRun } from './tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export const createService: Handler<sdk.CreateServiceCommandInput, Answer<sdk.CreateServiceCommandOutput>> = (
  input,
  call,
) => {
  checkName('Service', input.serviceName!);
  const cluster = clusterOf(call.tx, call, input.cluster);
  const known = services.get(call.tx, call, serviceKey(cluster.name, input.serviceName!));
  if (known?.status === 'DRAINING') serviceStillDraining();
  if (known?.status === 'ACTIVE') {
    if (input.clientToken === undefined || input.clientToken !== known.clientToken) serviceThere();
    return { service: serviceAnswer(call, known) };
  }
  checkServed(input);
  const controller = input.deploymentController?.type ?? 'ECS';
  if (controller === 'EXTERNAL') {
    if (input.taskDefinition !== undefined)
      invalidParameter('You cannot specify a task definition with an EXTERNAL deployment controller.');
  } else if (input.taskDefinition === undefined) invalidParameter('TaskDefinition can not be blank.');
  const service = newService(call, cluster, input, controller);
  putService(call.tx, call, service);
  const state = beginService(
    { account: call.account, region: call.region },
    cluster.name,
    service.serviceName,
  );
  meter(call, cluster.name);
  call.flows.start(serviceFlow.kind, service.flow, state);
  putTags(call, service.arn, input.tags);
  if (service.taskDefinition !== undefined) addPrimary(call, service);
  return { service: serviceAnswer(call, service, true) };
};

export const describeServices: Handler<
  sdk.DescribeServicesCommandInput,
  Answer<sdk.DescribeServicesCommandOutput>
> = (input, call) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const names = input.services!.map(nameIn);
  const found = names.map((name) => services.get(call.tx, call, serviceKey(cluster.name, name)));
  const withTags = input.include?.includes('TAGS') ?? false;
  return {
    services: found.flatMap((service) => (service ? [serviceAnswer(call, service, withTags)] : [])),
    failures: names.flatMap((name, index) =>
      found[index] ? [] : [{ arn: ecsArn(call, `service/${cluster.name}/${name}`), reason: 'MISSING' }],
    ),
  };
};

export const listServices: Handler<sdk.ListServicesCommandInput, Answer<sdk.ListServicesCommandOutput>> = (
  input,
  call,
) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const found = servicesIn(call, cluster.name).filter(
    (service) =>
      service.status !== 'INACTIVE' &&
      (input.launchType === undefined || (service.launchType ?? 'EC2') === input.launchType),
  );
  // AWS: ten services a page, unless asked.
  const { items, nextToken } = listed(
    found.map(({ arn }) => arn),
    input,
    10,
  );
  return { serviceArns: items, nextToken };
};

export const updateService: Handler<sdk.UpdateServiceCommandInput, Answer<sdk.UpdateServiceCommandOutput>> = (
  input,
  call,
) => {
  const before = activeServiceOf(call.tx, call, { cluster: input.cluster, service: input.service! });
  checkServed(input);
  checkControllerAllows(before, input);
  const definition =
    input.taskDefinition === undefined ? undefined : definitionToRun(call, input.taskDefinition);
  const service: ServiceRecord = {
    ...before,
    desiredCount: input.desiredCount ?? before.desiredCount,
    deploymentConfiguration: deploymentChanged(before, input.deploymentConfiguration),
    healthCheckGracePeriodSeconds:
      input.healthCheckGracePeriodSeconds ?? before.healthCheckGracePeriodSeconds,
    enableExecuteCommand: input.enableExecuteCommand ?? before.enableExecuteCommand,
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    propagateTags: input.propagateTags ?? before.propagateTags,
    taskDefinition: definition?.arn ?? before.taskDefinition,
    networkConfiguration: input.networkConfiguration ?? before.networkConfiguration,
    platformVersion: input.platformVersion ?? before.platformVersion,
    loadBalancers: input.loadBalancers ?? before.loadBalancers,
    serviceRegistries: input.serviceRegistries ?? before.serviceRegistries,
    // AWS: UpdateService: a service has a launch type or a strategy of capacity providers.
    ...(input.capacityProviderStrategy && {
      capacityProviderStrategy: input.capacityProviderStrategy,
      launchType: undefined,
    }),
  };
  checkFits(call, service);
  meter(call, service.cluster);
  putService(call.tx, call, service);
  if (service.controller === 'ECS' && isRedeployed(before, service, input)) replacePrimary(call, service);
  call.flows.tell(service.flow, { type: 'ServiceChanged' } satisfies ServiceChanged);
  return { service: serviceAnswer(call, service) };
};

/** Another strategy does not keep what the one before was told of its steps. */
function deploymentChanged(
  { deploymentConfiguration: before }: ServiceRecord,
  said: ServiceRecord['deploymentConfiguration'] | undefined,
): ServiceRecord['deploymentConfiguration'] {
  const {
    canaryConfiguration: _canary,
    linearConfiguration: _linear,
    lifecycleHooks: _hooks,
    ...kept
  } = before;
  const changes = said?.strategy !== undefined && said.strategy !== (before.strategy ?? 'ROLLING');
  return { ...(changes ? kept : before), ...said };
}

/** The service drains; it is INACTIVE when its last task has stopped. */
export const deleteService: Handler<sdk.DeleteServiceCommandInput, Answer<sdk.DeleteServiceCommandOutput>> = (
  input,
  call,
) => {
  const before = serviceOf(call.tx, call, { cluster: input.cluster, service: input.service! });
  if (before.status !== 'ACTIVE') return { service: serviceAnswer(call, before) };
  const scaled = before.desiredCount > 0 && taskSetsOf(call.tx, call, before).length > 0;
  if (scaled && !input.force) serviceStillScaled();
  const service: ServiceRecord = { ...before, status: 'DRAINING' };
  supersedeDeployments(call, service, 'The service was deleted.');
  putService(call.tx, call, service);
  call.flows.tell(service.flow, { type: 'ServiceChanged' } satisfies ServiceChanged);
  return { service: serviceAnswer(call, service) };
};

function newService(
  call: Call,
  cluster: ClusterRecord,
  input: sdk.CreateServiceRequest,
  controller: ServiceRecord['controller'],
): ServiceRecord {
  const name = input.serviceName!;
  const service: ServiceRecord = {
    ...placementIn(input),
    serviceName: name,
    arn: ecsArn(call, `service/${cluster.name}/${name}`),
    cluster: cluster.name,
    status: 'ACTIVE',
    controller,
    desiredCount: input.desiredCount ?? 1,
    taskDefinition:
      input.taskDefinition === undefined ? undefined : definitionToRun(call, input.taskDefinition).arn,
    deploymentConfiguration: {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      ...input.deploymentConfiguration,
    },
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    schedulingStrategy: 'REPLICA',
    createdAt: call.now,
    createdBy: call.caller.arn,
    flow: flowId(serviceFlow.kind, call, `${cluster.name}/${name}/${call.tx.next('ecs.services')}`),
    endpoint: call.endpoint,
    clientToken: input.clientToken,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    propagateTags: input.propagateTags ?? 'NONE',
  };
  checkFits(call, service);
  checkBehindLoadBalancer(call, service.loadBalancers);
  return service;
}

/** AWS: service quotas, "Tasks per service". */
const tasksMax = 5_000;

function checkFits(call: Call, service: ServiceRecord): void {
  // AWS: the words are unverified.
  if (service.desiredCount < 0) invalidParameter('desiredCount must not be negative.');
  if (service.desiredCount > tasksMax) invalidParameter(`desiredCount must not exceed ${tasksMax}.`);
  if (service.taskDefinition === undefined) return;
  const definition = definitionToRun(call, service.taskDefinition);
  checkLoadBalancers(definition, service.loadBalancers);
  checkNetwork(definition, service.networkConfiguration);
  checkTargetTypes(call, definition, service.loadBalancers);
  checkDeployment(service.deploymentConfiguration, service.loadBalancers, service.controller);
  requireServed(definition);
}

function checkServed(input: Partial<sdk.CreateServiceRequest>): void {
  if (input.schedulingStrategy === 'DAEMON') notServedHere('the DAEMON scheduling strategy');
  if (input.serviceConnectConfiguration?.enabled) notServedHere('Service Connect');
}

/** What AWS leaves to CodeDeploy, or to an external controller. */
function checkControllerAllows({ controller }: ServiceRecord, input: sdk.UpdateServiceRequest): void {
  if (input.deploymentController?.type !== undefined && input.deploymentController.type !== controller)
    notServedHere('changing the deployment controller of a service');
  if (controller === 'ECS') return;
  const { taskDefinition, networkConfiguration, platformVersion, loadBalancers } = input;
  if (controller === 'EXTERNAL') {
    // AWS: the words are unverified.
    if (taskDefinition ?? networkConfiguration ?? platformVersion ?? loadBalancers)
      invalidParameter('Use task sets to deploy to a service with an EXTERNAL deployment controller.');
    return;
  }
  if (taskDefinition !== undefined) leaveToCodeDeploy('task definition');
  if (networkConfiguration !== undefined) leaveToCodeDeploy('network parameters');
  if (platformVersion !== undefined) leaveToCodeDeploy('platform version');
  if (loadBalancers !== undefined) leaveToCodeDeploy('load balancers');
  if (input.forceNewDeployment) cannotForceWithCodeDeploy();
}

/** AWS: these start a new deployment; others, such as the desired count, do not. */
function isRedeployed(before: ServiceRecord, after: ServiceRecord, input: sdk.UpdateServiceRequest): boolean {
  const deployed = ({
    taskDefinition,
    networkConfiguration,
    platformVersion,
    loadBalancers,
    capacityProviderStrategy: strategy,
  }: ServiceRecord) =>
    JSON.stringify([taskDefinition, networkConfiguration, platformVersion, loadBalancers, strategy]);
  return (input.forceNewDeployment ?? false) || deployed(before) !== deployed(after);
}

function replacePrimary(call: Call, service: ServiceRecord): void {
  supersedeDeployments(call, service, 'Superseded by another service deployment.');
  for (const taskSet of taskSetsOf(call.tx, call, service)) {
    if (taskSet.status === 'PRIMARY')
      putTaskSet(call.tx, call, service, { ...taskSet, status: 'ACTIVE', updatedAt: call.now });
  }
  addPrimary(call, service);
}

function addPrimary(call: Call, service: ServiceRecord): void {
  if (service.controller === 'ECS') return beginDeployment(call, service);
  addTaskSet(call, service, {
    ...placementIn(service),
    status: 'PRIMARY',
    taskDefinition: service.taskDefinition!,
    scalePercent: 100,
  });
}
