import type { Container, ContainerDefinition, Task } from '@aws-sdk/client-ecs';
import type { Call } from '../../dispatch/service.ts';
import type { ServiceState } from './flow/service-state.ts';
import { healthOf, type ContainerState, type TaskState } from './flow/task-state.ts';
import { clusters, ecsArn, loneTasks, services, taskArn, taskFlowId } from './records.ts';

/** Every task of a cluster that can be described: those of services, and those run by themselves. */
export function tasksIn(call: Call, cluster: string): TaskState[] {
  const ids = [
    ...services
      .list(call.tx, call, { prefix: `${cluster}|` })
      .flatMap(({ flow }) => Object.keys(call.flows.state<ServiceState>(flow)?.tasks ?? {})),
    ...loneTasks.list(call.tx, call, { prefix: `${cluster}|` }).map(({ taskId }) => taskId),
  ];
  return ids.flatMap((id) => taskNamed(call, cluster, id) ?? []);
}

export const taskNamed = (call: Call, cluster: string, taskId: string): TaskState | undefined =>
  call.flows.state<TaskState>(taskFlowId(call, cluster, taskId));

const moment = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);

/** A task as DescribeTasks answers it. */
export const taskAnswer = (call: Call, task: TaskState): Task =>
  taskDescription(task, clusters.get(call.tx, call, task.cluster)?.arn);

export function taskDescription(task: TaskState, clusterArn: string | undefined): Task {
  const arn = taskArn(task.scope, task.cluster, task.taskId);
  return {
    taskArn: arn,
    clusterArn,
    taskDefinitionArn: task.definition.arn,
    group: task.group,
    startedBy: task.startedBy,
    launchType: task.launchType as NonNullable<Task['launchType']>,
    platformVersion: task.platformVersion,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: healthOf(task) ?? 'UNKNOWN',
    cpu: task.overrides.cpu ?? task.definition.cpu,
    memory: task.overrides.memory ?? task.definition.memory,
    overrides: { containerOverrides: [], ...task.overrides },
    attachments: attachments(task),
    attributes: [],
    containers: task.definition.containerDefinitions.map(({ name }) => containerAnswer(task, arn, name!)),
    connectivity: task.address === undefined ? undefined : 'CONNECTED',
    connectivityAt: moment(task.pullStartedAt),
    createdAt: new Date(task.createdAt),
    pullStartedAt: moment(task.pullStartedAt),
    pullStoppedAt: moment(task.pullStoppedAt),
    startedAt: moment(task.startedAt),
    stoppingAt: moment(task.stoppingAt),
    stoppedAt: moment(task.stoppedAt),
    executionStoppedAt: moment(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
  };
}

/** The address that the task's containers listen on, as AWS tells it of a task's network interface. */
function attachments(task: TaskState): Task['attachments'] {
  if (task.address === undefined || task.definition.networkMode !== 'awsvpc') return [];
  const details = [{ name: 'privateIPv4Address', value: task.address }];
  const status = task.lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED';
  return [{ id: task.taskId, type: 'ElasticNetworkInterface', status, details }];
}

function containerAnswer(task: TaskState, arn: string, name: string): Container {
  const state = task.containers[name]!;
  const definition = task.definition.containerDefinitions.find((each) => each.name === name)!;
  return {
    containerArn: ecsArn(task.scope, `container/${task.cluster}/${task.taskId}/${name}`),
    taskArn: arn,
    name,
    image: definition.image,
    imageDigest: state.image?.digest,
    lastStatus: containerStatus(state),
    exitCode: state.exitCode,
    reason: state.reason,
    ...networkOf(task, definition),
    healthStatus: state.health ?? 'UNKNOWN',
    cpu: String(definition.cpu ?? 0),
    memory: definition.memory === undefined ? undefined : String(definition.memory),
  };
}

/** Where a container is reached. Ports are not mapped: a task has an address of its own in every network mode. */
function networkOf(
  { address, taskId, definition: { networkMode } }: TaskState,
  { portMappings = [] }: ContainerDefinition,
): Pick<Container, 'networkBindings' | 'networkInterfaces'> {
  if (address === undefined) return { networkBindings: [], networkInterfaces: [] };
  if (networkMode === 'awsvpc')
    return {
      networkBindings: [],
      networkInterfaces: [{ attachmentId: taskId, privateIpv4Address: address }],
    };
  const networkBindings = portMappings.map(({ containerPort, protocol }) => ({
    bindIP: address,
    containerPort,
    hostPort: containerPort,
    protocol,
  }));
  return { networkBindings, networkInterfaces: [] };
}

const containerStatus = ({ status }: ContainerState): string => (status === 'STARTING' ? 'PENDING' : status);
