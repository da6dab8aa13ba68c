import type { TaskOverride } from '@aws-sdk/client-ecs';
import type { BlobRef } from '../../../base/blob.ts';
import type { ContainerHealth, ContainerImage } from '../../../base/effects/container.ts';
import type { Scope } from '../../../base/scope.ts';
import type { TaskDefinitionRecord } from '../records.ts';

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode =
  'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'TaskFailedToStart' | 'UserInitiated';

export interface ContainerState {
  readonly status: 'PENDING' | 'STARTING' | 'RUNNING' | 'STOPPED';
  readonly image?: ContainerImage;
  /** Values by name, until it is started. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Files of variables, in their order. */
  readonly files?: readonly (BlobRef | undefined)[];
  /** How many bytes of its output are kept in its log. */
  readonly cursor: number;
  /** As its own check has found it. */
  readonly health?: ContainerHealth | undefined;
  /** When it was seen to run, house time. */
  readonly startedAt?: number | undefined;
  /** It was told to stop. */
  readonly stopping?: true | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
}

/** A place in a target group that this task takes. */
export interface TaskTarget {
  readonly targetGroup: string;
  readonly port: number;
  readonly status: 'waiting' | 'registering' | 'registered' | 'deregistering' | 'draining' | 'gone';
  /** As DescribeTargetHealth last said. */
  readonly health?: { readonly State?: string; readonly Reason?: string; readonly Description?: string };
}

export interface TaskState {
  readonly scope: Scope;
  /** What its containers reach the house by. */
  readonly endpoint: string;
  /** The cluster's name. */
  readonly cluster: string;
  readonly taskId: string;
  /** The service it belongs to. */
  readonly service?: { readonly flow: string; readonly taskSet: string };
  readonly group: string;
  readonly startedBy?: string | undefined;
  readonly launchType: string;
  readonly platformVersion?: string | undefined;
  readonly definition: TaskDefinitionRecord;
  readonly overrides: TaskOverride;
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  /** Its own loopback address. */
  readonly address?: string;
  /** Effects that must have succeeded before the first container starts. */
  readonly preparing: readonly string[];
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  readonly containers: Readonly<Record<string, ContainerState>>;
  readonly targets: readonly TaskTarget[];
  readonly stopCode?: StopCode;
  readonly stoppedReason?: string;
  /** It is gone already: there is nobody to drain. */
  readonly hasty?: boolean;
  readonly createdAt: number;
  readonly pullStartedAt?: number;
  readonly pullStoppedAt?: number;
  readonly startedAt?: number;
  readonly stoppingAt?: number;
  readonly stoppedAt?: number;
}

export type TaskFact = { readonly type: 'StopRequested'; readonly code: StopCode; readonly reason: string };

/** What a service knows of a task of its own. */
export interface TaskSummary {
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly stopCode?: StopCode | undefined;
  readonly stoppedReason?: string | undefined;
  readonly startedAt?: number | undefined;
  /** Undefined where no essential container has a check. */
  readonly health?: TaskHealth | undefined;
  readonly targets: readonly TaskTarget[];
}

export type TaskHealth = ContainerHealth | 'UNKNOWN';

export function summaryOf(task: TaskState): TaskSummary {
  const { lastStatus, desiredStatus, stopCode, stoppedReason, startedAt, targets } = task;
  const health = healthOf(task);
  return {
    lastStatus,
    desiredStatus,
    stopCode,
    stoppedReason,
    startedAt,
    ...(health && { health }),
    targets,
  };
}

/** AWS: "Determine Amazon ECS task health": unhealthy if one essential container is, healthy if all are. */
export function healthOf(task: TaskState): TaskHealth | undefined {
  const checked = task.definition.containerDefinitions.filter(
    ({ healthCheck, essential }) => healthCheck && essential !== false,
  );
  if (checked.length === 0) return undefined;
  const healths = checked.map(({ name }) => task.containers[name!]!.health);
  if (healths.includes('UNHEALTHY')) return 'UNHEALTHY';
  return healths.every((health) => health === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}

export type NewTask = Omit<
  TaskState,
  'lastStatus' | 'desiredStatus' | 'preparing' | 'containers' | 'targets' | 'address'
> & { readonly targets: readonly { readonly targetGroup: string; readonly port: number }[] };

export function beginTask(task: NewTask): TaskState {
  const names = task.definition.containerDefinitions.map(({ name }) => name!);
  const container: ContainerState = { status: 'PENDING', secrets: {}, cursor: 0 };
  return {
    ...task,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    preparing: [],
    containers: Object.fromEntries(names.map((name) => [name, container])),
    targets: task.targets.map((target) => ({ ...target, status: 'waiting' })),
  };
}

export function withContainer(task: TaskState, name: string, change: Partial<ContainerState>): TaskState {
  const container = { ...task.containers[name]!, ...change };
  return { ...task, containers: { ...task.containers, [name]: container } };
}

export function withTarget(task: TaskState, index: number, change: Partial<TaskTarget>): TaskState {
  const targets = task.targets.map((target, i) => (i === index ? { ...target, ...change } : target));
  return { ...task, targets };
}

/** A container as the task definition has it. */
export function definitionOf(task: TaskState, name: string) {
  return task.definition.containerDefinitions.find((each) => each.name === name)!;
}

export const roleOf = (task: TaskState): string | undefined =>
  task.overrides.taskRoleArn ?? task.definition.taskRoleArn;

/** Who pulls images, reads secrets and writes logs for it. */
export const executionRoleOf = (task: TaskState): string =>
  task.overrides.executionRoleArn ?? task.definition.executionRoleArn ?? 'ecs-tasks.amazonaws.com';
