import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import type { Listener, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { askingActions } from '../../../../base/routed-actions.ts';
import {
  failed,
  roleCall,
  type EcsDeployment,
  type Failure,
  type Progress,
} from '../../flow/deployment-state.ts';
import { shiftsOf } from '../../traffic.ts';
import { move, routesOf } from './listeners.ts';
import type { SeenTaskSet, TargetGroupRef } from './progress.ts';

/**
 * Reads what there is: the service and its task sets, the target groups, and where the listeners send
 * traffic.
 */
export function beginPreparation(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service } = deployment.ecs;
  const pair = deployment.settings.loadBalancerInfo!.targetGroupPairInfoList![0]!;
  const { prod, test } = routesOf(deployment);
  return {
    deployment,
    effects: {
      'read service': roleCall(deployment, 'ecs', 'DescribeServices', { cluster, services: [service] }),
      'read groups': roleCall(deployment, 'elasticloadbalancing', 'DescribeTargetGroups', {
        Names: pair.targetGroups!.map(({ name }) => name),
      }),
      'read listeners': roleCall(deployment, 'elasticloadbalancing', 'DescribeListeners', {
        ListenerArns: [...prod, ...test],
      }),
    },
  };
}

const readings = ['read service', 'read groups', 'read listeners'];

export function prepared(before: EcsDeployment, effect: string, output: object): Progress<EcsDeployment> {
  const read = { ...before.ecs.read, [effect]: output };
  const deployment = { ...before, ecs: { ...before.ecs, read } };
  return readings.every((name) => name in read) ? examine(deployment) : { deployment };
}

function examine(deployment: EcsDeployment): Progress<EcsDeployment> {
  const {
    'read service': services,
    'read groups': groups,
    'read listeners': listeners,
  } = deployment.ecs.read;
  const service: Service | undefined = services.services[0];
  if (!service || service.status !== 'ACTIVE') return refused(deployment, noService(deployment));
  if (service.deploymentController?.type !== 'CODE_DEPLOY')
    return refused(deployment, notCodeDeploy(deployment));
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY');
  const pair = (groups.TargetGroups as TargetGroup[]).map(groupRef);
  const all: readonly Listener[] = listeners.Listeners;
  const { prod } = routesOf(deployment);
  const blueGroup = heaviest(
    all.filter(({ ListenerArn }) => prod.includes(ListenerArn!)),
    pair,
  );
  const greenGroup = pair.find(({ arn }) => arn !== blueGroup?.arn);
  const behind = primary?.loadBalancers?.some(({ targetGroupArn }) => targetGroupArn === blueGroup?.arn);
  if (!primary || !blueGroup || !greenGroup || !behind) return refused(deployment, notBehindListener());
  if (
    all.some(({ Protocol }) => Protocol === 'TCP' || Protocol === 'TLS') &&
    shiftsOf(deployment.routing).length > 1
  )
    return refused(deployment, networkShiftsAtOnce());
  const others = service.taskSets!.filter(({ status }) => status === 'ACTIVE');
  const ecs = {
    ...deployment.ecs,
    blueGroup,
    greenGroup,
    blue: seen(primary),
    placement: placementOf(service, primary),
    ...askingOf(all),
    read: { leftovers: others.map(({ id }) => id!) },
  };
  const ready = { ...deployment, ecs };
  // What an earlier deployment left behind goes first, and gets no traffic before it goes.
  return others.length === 0
    ? { deployment: ready, done: true }
    : move(ready, 'clear', routesOf(ready).prod, 0);
}

/** What listeners ask of whoever comes stays, wherever their traffic goes. */
function askingOf(listeners: readonly Listener[]): Pick<EcsDeployment['ecs'], 'asking'> {
  const asking = listeners
    .map(({ ListenerArn, DefaultActions = [] }) => [ListenerArn!, askingActions(DefaultActions)] as const)
    .filter(([, actions]) => actions.length > 0);
  return asking.length > 0 ? { asking: Object.fromEntries(asking) } : {};
}

/** Ends task sets that an earlier deployment, stopped without a rollback, has left. AWS: unverified. */
export function clearLeftovers(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service, read } = deployment.ecs;
  const leftovers = read['leftovers'] as readonly string[];
  const effects = leftovers.map((taskSet) => [
    `clear ${taskSet}`,
    roleCall(deployment, 'ecs', 'DeleteTaskSet', { cluster, service, taskSet, force: true }),
  ]);
  return { deployment, effects: Object.fromEntries(effects) };
}

export function cleared(before: EcsDeployment, effect: string): Progress<EcsDeployment> {
  const leftovers = (before.ecs.read['leftovers'] as string[]).filter((id) => `clear ${id}` !== effect);
  const deployment = { ...before, ecs: { ...before.ecs, read: { leftovers } } };
  return { deployment, done: leftovers.length === 0 };
}

/** The group of the pair that gets most of the listeners' traffic: blue. */
function heaviest(
  listeners: readonly Listener[],
  pair: readonly TargetGroupRef[],
): TargetGroupRef | undefined {
  const targets = listeners.flatMap(
    ({ DefaultActions }) =>
      DefaultActions?.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []) ?? [],
  );
  const weightOf = (group: TargetGroupRef) =>
    targets
      .filter(({ TargetGroupArn }) => TargetGroupArn === group.arn)
      .reduce((total, { Weight = 1 }) => total + Weight, 0);
  const [first] = [...pair].sort((a, b) => weightOf(b) - weightOf(a));
  return first && weightOf(first) > 0 ? first : undefined;
}

const groupRef = ({ TargetGroupArn, TargetGroupName }: TargetGroup): TargetGroupRef => ({
  arn: TargetGroupArn!,
  name: TargetGroupName!,
});

export function seen(taskSet: TaskSet): SeenTaskSet {
  return {
    id: taskSet.id!,
    status: taskSet.status!,
    desiredCount: taskSet.computedDesiredCount ?? 0,
    pendingCount: taskSet.pendingCount ?? 0,
    runningCount: taskSet.runningCount ?? 0,
    taskDefinition: taskSet.taskDefinition!,
  };
}

/** Where the new task set runs, unless the AppSpec says otherwise: where the old one does. */
function placementOf(service: Service, primary: TaskSet): object {
  const { launchType, capacityProviderStrategy, platformVersion, networkConfiguration } = primary;
  const registries = service.serviceRegistries?.length
    ? { serviceRegistries: service.serviceRegistries }
    : {};
  const where = capacityProviderStrategy?.length
    ? { capacityProviderStrategy }
    : launchType && { launchType };
  return {
    ...where,
    ...(platformVersion !== undefined && { platformVersion }),
    ...(networkConfiguration && { networkConfiguration }),
    ...registries,
  };
}

const refused = (deployment: EcsDeployment, failure: Failure): Progress<EcsDeployment> => ({
  deployment,
  failure,
});

// AWS: the wording is unverified.
const noService = ({ ecs }: EcsDeployment): Failure =>
  failed(
    'INVALID_ECS_SERVICE',
    `The ECS service ${ecs.service} in cluster ${ecs.cluster} could not be found.`,
  );
const notCodeDeploy = ({ ecs }: EcsDeployment): Failure =>
  failed(
    'INVALID_ECS_SERVICE',
    `The ECS service ${ecs.service} does not use the CODE_DEPLOY deployment controller.`,
  );
// AWS: of network load balancers CodeDeploy shifts all traffic at once; code and words are unverified.
const networkShiftsAtOnce = (): Failure =>
  failed(
    'ELASTIC_LOAD_BALANCING_INVALID',
    'Traffic of a Network Load Balancer can only be shifted all at once: use CodeDeployDefault.ECSAllAtOnce.',
  );
// AWS: user guide, "Troubleshoot Amazon ECS deployment issues".
const notBehindListener = (): Failure =>
  failed(
    'ELASTIC_LOAD_BALANCING_INVALID',
    'The ELB could not be updated due to the following error: Primary taskset target group must ' +
      'be behind listener',
  );
