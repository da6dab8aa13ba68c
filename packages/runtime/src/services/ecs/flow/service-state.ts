import type { Scope } from '../../../base/scope.ts';
import type { ServiceRecord, TaskDefinitionRecord, TaskSetRecord } from '../records.ts';
import type { TaskSummary } from './task-state.ts';

/** A task of a service, as the service knows it. */
export interface ServiceTask {
  readonly taskSet: string;
  readonly createdAt: number;
  readonly summary: TaskSummary;
  /** The scheduler has told it to stop. */
  readonly leaving?: boolean;
}

/** Tasks of one task set that did not stay up, since the last that did. */
export interface Failures {
  /** In a row. */
  readonly count: number;
  readonly total: number;
  /** Since a task was healthy: what the circuit breaker counts. */
  readonly counted?: number;
  /** No task is started before. */
  readonly notBefore: number;
}

export interface ServiceEventState {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

/** Whether a deployment's tasks are all there and healthy, and since when it is so, or not. */
export interface Stability {
  readonly steady: boolean;
  readonly at: number;
  /** Since when so many are healthy that the deployment may be called successful, where that is asked for. */
  readonly enoughAt?: number;
}

export interface ServiceState {
  readonly scope: Scope;
  readonly cluster: string;
  readonly serviceName: string;
  /** How many tasks it has ever started: what their ids follow from. */
  readonly started: number;
  /** By task id, in the order they were started. Stopped ones stay as long as they can be described. */
  readonly tasks: Readonly<Record<string, ServiceTask>>;
  readonly failures: Readonly<Record<string, Failures>>;
  /** Since when a task set has been as it is. */
  readonly stability: Readonly<Record<string, Stability>>;
  /** Ids of deployments that have been completed. */
  readonly completed: readonly string[];
  /** Ids of deployments that have been given up. */
  readonly failed?: readonly string[];
  /** Why, by id, where it was not the circuit breaker. */
  readonly failedBecause?: Readonly<Record<string, string>>;
  /** Ids of rolling updates that are there, and wait for their alarms. */
  readonly ready?: readonly string[];
  /** The flow of the deployment that is being rolled back. */
  readonly rollingBackFrom?: string | undefined;
  /** The deployment that was completed last: what a failing one is rolled back to. */
  readonly lastCompleted?: TaskSetRecord;
  /** Its id, while the service comes back to it. */
  readonly rollingBackTo?: string | undefined;
  readonly steady: boolean;
  /** The newest first. */
  readonly events: readonly ServiceEventState[];
  readonly eventCount: number;
  /** Ids of task sets whose end has been asked for. */
  readonly retiring: readonly string[];
}

export interface TaskChanged {
  readonly type: 'TaskChanged';
  readonly task: string;
  readonly summary: TaskSummary;
}
export interface TaskForgotten {
  readonly type: 'TaskForgotten';
  readonly task: string;
}
/** A service deployment has ended, or goes back. */
export interface DeploymentSettled {
  readonly type: 'DeploymentSettled';
  readonly taskSet: string;
  readonly outcome: 'completed' | 'failed';
  readonly reason?: string;
  /** The service's tasks are to be rolled back too: those of a rolling update. */
  readonly rollsBack?: boolean;
}
/** What is wanted was changed: the records say how. */
export interface ServiceChanged {
  readonly type: 'ServiceChanged';
}
export type ServiceFact = TaskChanged | TaskForgotten | ServiceChanged | DeploymentSettled;

/** What a service's decisions have to know. */
export interface Wanted {
  readonly service: ServiceRecord;
  readonly taskSets: readonly TaskSetRecord[];
  /** By ARN. */
  readonly definitions: Readonly<Record<string, TaskDefinitionRecord>>;
}

export function beginService(scope: Scope, cluster: string, serviceName: string): ServiceState {
  return {
    scope,
    cluster,
    serviceName,
    started: 0,
    tasks: {},
    failures: {},
    stability: {},
    completed: [],
    steady: false,
    events: [],
    eventCount: 0,
    retiring: [],
  };
}

export const isLive = (task: ServiceTask): boolean =>
  !task.leaving && task.summary.desiredStatus === 'RUNNING';

export const isOver = (task: ServiceTask): boolean => task.summary.lastStatus === 'STOPPED';

/** Running, and healthy in every target group it is registered in, and by its containers' own checks. */
export const isHealthy = ({ summary }: ServiceTask): boolean =>
  summary.lastStatus === 'RUNNING' &&
  (summary.health ?? 'HEALTHY') === 'HEALTHY' &&
  summary.targets.every(({ health }) => health?.State === 'healthy');

export interface Counts {
  readonly running: number;
  readonly pending: number;
  /** Live, running and healthy. */
  readonly healthy: number;
  /** Not stopped yet, whatever is wanted of them. */
  readonly left: number;
}

/** Counts a task set's tasks as DescribeServices does; all of the service's where none is named. */
export function countsOf(state: ServiceState | undefined, taskSet?: string): Counts {
  const tasks = Object.values(state?.tasks ?? {}).filter((task) => !taskSet || task.taskSet === taskSet);
  const left = tasks.filter((task) => !isOver(task));
  return {
    running: left.filter(({ summary }) => summary.lastStatus === 'RUNNING').length,
    pending: left.filter((task) => isLive(task) && task.summary.lastStatus !== 'RUNNING').length,
    healthy: left.filter((task) => isLive(task) && isHealthy(task)).length,
    left: left.length,
  };
}

/** AWS: computedDesiredCount is rounded up. */
export function computedDesiredCount(service: ServiceRecord, taskSet: TaskSetRecord): number {
  if (service.status !== 'ACTIVE' || taskSet.status === 'DRAINING') return 0;
  return Math.ceil((service.desiredCount * taskSet.scalePercent) / 100);
}

/**
 * AWS: API_TaskSet, stabilityStatus: as many tasks running as are desired, none pending, and all of them
 * reported healthy by their load balancers.
 */
export function isSteady(
  state: ServiceState | undefined,
  service: ServiceRecord,
  taskSet: TaskSetRecord,
): boolean {
  const { running, pending, healthy } = countsOf(state, taskSet.id);
  const desired = computedDesiredCount(service, taskSet);
  return running === desired && pending === 0 && healthy === desired;
}
