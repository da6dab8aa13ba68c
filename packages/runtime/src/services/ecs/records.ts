import type {
  AutoScalingGroupProvider,
  CapacityProviderStrategyItem,
  ClusterConfiguration,
  ClusterServiceConnectDefaults,
  ContainerDefinition,
  CreateServiceRequest,
  LaunchType,
  LoadBalancer,
  NetworkConfiguration,
  RegisterTaskDefinitionRequest,
  ServiceRegistry,
} from '@aws-sdk/client-ecs';
import { arnOf, parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { clusterNotFound, serviceNotActive, serviceNotFound, taskSetNotFound } from './errors.ts';

/** What a handler answers: the SDK's output without the client's own bookkeeping. */
export type Answer<Output> = Omit<Output, '$metadata'>;

export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly settings: readonly { readonly name?: string | undefined; readonly value?: string | undefined }[];
  readonly capacityProviders: readonly string[];
  readonly defaultCapacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  readonly configuration?: ClusterConfiguration | undefined;
  readonly serviceConnectDefaults?: ClusterServiceConnectDefaults | undefined;
}

/** A capacity provider that somebody declared: tasks run on Penstock's machine, whatever it provides. */
export interface CapacityProviderRecord {
  readonly name: string;
  readonly arn: string;
  readonly autoScalingGroupProvider: AutoScalingGroupProvider;
}

export interface TaskDefinitionRecord extends Omit<
  RegisterTaskDefinitionRequest,
  'tags' | 'containerDefinitions' | 'family'
> {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly containerDefinitions: ContainerDefinition[];
  readonly registeredAt: number;
  readonly registeredBy: string;
  readonly deregisteredAt?: number;
}

/** What a service and each of its task sets say of how tasks are placed and reached. */
export interface Placement {
  readonly launchType?: LaunchType | undefined;
  readonly capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined;
  readonly platformVersion?: string | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
  readonly serviceRegistries?: ServiceRegistry[] | undefined;
  readonly loadBalancers: readonly LoadBalancer[];
}

export interface ServiceRecord extends Placement {
  readonly serviceName: string;
  readonly arn: string;
  /** The cluster's name. */
  readonly cluster: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  readonly desiredCount: number;
  /** ARN; of the primary task set, or undefined where an external controller has made none. */
  readonly taskDefinition?: string | undefined;
  readonly deploymentConfiguration: NonNullable<CreateServiceRequest['deploymentConfiguration']>;
  readonly healthCheckGracePeriodSeconds: number;
  readonly schedulingStrategy: 'REPLICA';
  readonly createdAt: number;
  readonly createdBy: string;
  /** The flow that keeps its tasks running. */
  readonly flow: string;
  /** What its tasks reach the house by. */
  readonly endpoint: string;
  readonly clientToken?: string | undefined;
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags: 'NONE' | 'SERVICE' | 'TASK_DEFINITION';
}

/** A task set; with the rolling update controller, what AWS calls a deployment. */
export interface TaskSetRecord extends Placement {
  /** `ecs-svc/<19 digits>`. */
  readonly id: string;
  readonly arn: string;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  /** ARN. */
  readonly taskDefinition: string;
  readonly scalePercent: number;
  /** The flow of the service deployment that made it. */
  readonly deployment?: string | undefined;
  /** That flow decides when it is completed: after its alarms, or with its traffic. */
  readonly managed?: 'rolling' | 'shifting' | undefined;
  readonly externalId?: string | undefined;
  readonly startedBy?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A service deployment; how far it is, its flow knows. */
export interface ServiceDeploymentRecord {
  readonly arn: string;
  readonly flow: string;
  readonly createdAt: number;
}

/** What a service deployment deployed, as it was then. */
export interface ServiceRevisionRecord extends Placement {
  readonly arn: string;
  readonly serviceArn: string;
  readonly cluster: string;
  readonly taskDefinition: string;
  /** The group that its tasks are in, of each load balancer. */
  readonly targetGroups: readonly (string | undefined)[];
  readonly createdAt: number;
}

/** A task that belongs to no service. */
export interface LoneTaskRecord {
  readonly taskId: string;
}

/** Keyed by name. */
export const clusters = collection<ClusterRecord>('ecs.clusters');
/** Keyed by name. */
export const capacityProviders = collection<CapacityProviderRecord>('ecs.capacity-providers');
/** Keyed by family, then revision. */
export const taskDefinitions = collection<TaskDefinitionRecord>('ecs.task-definitions');
/** Keyed by cluster, then name. */
export const services = collection<ServiceRecord>('ecs.services');
/** Keyed by cluster, service, then id. */
export const taskSets = collection<TaskSetRecord>('ecs.task-sets');
/** Keyed by cluster, service, then time and id: in the order they were made. */
export const serviceDeployments = collection<ServiceDeploymentRecord>('ecs.service-deployments');
/** Keyed by ARN. */
export const serviceRevisions = collection<ServiceRevisionRecord>('ecs.service-revisions');
/** Keyed by cluster, then task id. */
export const loneTasks = collection<LoneTaskRecord>('ecs.lone-tasks');
/** Keyed by ARN. */
export const tags = collection<Readonly<Record<string, string>>>('ecs.tags');

export const ecsArn = (scope: Scope, resource: string): string => arnOf('ecs', scope, resource);
export const taskArn = (scope: Scope, cluster: string, taskId: string): string =>
  ecsArn(scope, `task/${cluster}/${taskId}`);
export const taskFlowId = (scope: Scope, cluster: string, taskId: string): string =>
  flowId('ecs.task', scope, `${cluster}/${taskId}`);

/** Of the flow that measures what a cluster's tasks use. */
export const meteringFlowId = (scope: Scope, cluster: string): string =>
  flowId('ecs.metering', scope, cluster);

/** The last part of a name or an ARN: `cluster/a`, `service/a/b`. */
export const nameIn = (nameOrArn: string): string => {
  const resource = parseArn(nameOrArn)?.resource ?? nameOrArn;
  return resource.slice(resource.lastIndexOf('/') + 1);
};

export const clusterName = (nameOrArn: string | undefined): string => nameIn(nameOrArn ?? 'default');

export function clusterOf(tx: Tx, scope: Scope, nameOrArn: string | undefined): ClusterRecord {
  const cluster = clusters.get(tx, scope, clusterName(nameOrArn));
  return cluster?.status === 'ACTIVE' ? cluster : clusterNotFound();
}

export const serviceKey = (cluster: string, name: string): string => `${cluster}|${name}`;

export function serviceOf(tx: Tx, scope: Scope, asked: { cluster?: string | undefined; service: string }) {
  const cluster = clusterOf(tx, scope, asked.cluster);
  return services.get(tx, scope, serviceKey(cluster.name, nameIn(asked.service))) ?? serviceNotFound();
}

export function activeServiceOf(
  tx: Tx,
  scope: Scope,
  asked: { cluster?: string | undefined; service: string },
): ServiceRecord {
  const service = serviceOf(tx, scope, asked);
  return service.status === 'ACTIVE' ? service : serviceNotActive();
}

export function putService(tx: Tx, scope: Scope, service: ServiceRecord): void {
  services.put(tx, scope, serviceKey(service.cluster, service.serviceName), service);
}

type ServiceName = Pick<ServiceRecord, 'cluster' | 'serviceName'>;

/** The number of a task set, which its deployment and its revision have too. */
export const numberIn = (taskSet: string): string => taskSet.slice('ecs-svc/'.length);

export const revisionArn = (scope: Scope, { cluster, serviceName }: ServiceName, taskSet: string): string =>
  ecsArn(scope, `service-revision/${cluster}/${serviceName}/${numberIn(taskSet)}`);

const taskSetKey = ({ cluster, serviceName }: ServiceName, id: string): string =>
  `${cluster}|${serviceName}|${id}`;

/** In the order they were made. */
export function taskSetsOf(tx: Tx, scope: Scope, service: ServiceName): TaskSetRecord[] {
  const found = taskSets.list(tx, scope, { prefix: taskSetKey(service, '') });
  return found.sort((a, b) => a.createdAt - b.createdAt);
}

export function taskSetOf(tx: Tx, scope: Scope, service: ServiceName, idOrArn: string): TaskSetRecord {
  const id = `ecs-svc/${nameIn(idOrArn)}`;
  return taskSets.get(tx, scope, taskSetKey(service, id)) ?? taskSetNotFound();
}

export function putTaskSet(tx: Tx, scope: Scope, service: ServiceName, taskSet: TaskSetRecord): void {
  taskSets.put(tx, scope, taskSetKey(service, taskSet.id), taskSet);
}

export function deleteTaskSetRecord(tx: Tx, scope: Scope, service: ServiceName, id: string): void {
  taskSets.delete(tx, scope, taskSetKey(service, id));
}

const revisionKey = (family: string, revision: number): string =>
  `${family}|${String(revision).padStart(8, '0')}`;

export function putTaskDefinition(tx: Tx, scope: Scope, definition: TaskDefinitionRecord): void {
  taskDefinitions.put(tx, scope, revisionKey(definition.family, definition.revision), definition);
}

export function revisionsOf(tx: Tx, scope: Scope, family: string): TaskDefinitionRecord[] {
  return taskDefinitions.list(tx, scope, { prefix: `${family}|` });
}

/** `family` (its latest active revision), `family:revision`, or an ARN. */
export function findTaskDefinition(tx: Tx, scope: Scope, asked: string): TaskDefinitionRecord | undefined {
  const [family = '', revision] = nameIn(asked).split(':');
  if (revision !== undefined) return taskDefinitions.get(tx, scope, revisionKey(family, Number(revision)));
  return revisionsOf(tx, scope, family).findLast((each) => each.status === 'ACTIVE');
}
