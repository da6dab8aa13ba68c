import type { AwsEvent } from '../../../base/event.ts';
import { ecsArn, taskArn } from '../records.ts';
import { taskDescription } from '../tasks.ts';
import { rolloutOf } from './circuit-breaker.ts';
import type { ServiceState, Wanted } from './service-state.ts';
import type { TaskState } from './task-state.ts';

/** What EventBridge is told of a decision about a task: that it is, or is to be, in another state. */
// AWS: ECS developer guide, "Amazon ECS task state change events": the detail is the task as DescribeTasks answers it.
export function taskHappenings(before: TaskState | undefined, after: TaskState): AwsEvent[] {
  if (before?.lastStatus === after.lastStatus && before.desiredStatus === after.desiredStatus) return [];
  const { scope, cluster, taskId } = after;
  return [
    {
      ...scope,
      source: 'aws.ecs',
      detailType: 'ECS Task State Change',
      resources: [taskArn(scope, cluster, taskId)],
      detail: taskDescription(after, ecsArn(scope, `cluster/${cluster}`)),
    },
  ];
}

/** What EventBridge is told of a decision about a service: how far its deployments are, and that it is steady. */
// AWS: ECS developer guide, "Amazon ECS service deployment state change events" and "service action events".
export function serviceHappenings(
  before: ServiceState,
  after: ServiceState,
  { service, taskSets }: Wanted,
  now: number,
): AwsEvent[] {
  const { scope, cluster, serviceName } = after;
  const at = new Date(now).toISOString();
  const event = (detailType: string, detail: object): AwsEvent => ({
    ...scope,
    source: 'aws.ecs',
    detailType,
    resources: [ecsArn(scope, `service/${cluster}/${serviceName}`)],
    detail,
  });
  const deployment = (state: string, deploymentId: string): AwsEvent =>
    event('ECS Deployment State Change', {
      eventType: state === 'FAILED' ? 'ERROR' : 'INFO',
      eventName: `SERVICE_DEPLOYMENT_${state}`,
      deploymentId,
      updatedAt: at,
      reason: rolloutOf(after, { id: deploymentId }).rolloutStateReason,
    });
  const fresh = (ids: readonly string[] = [], known: readonly string[] = []) =>
    ids.filter((id) => !known.includes(id));
  const begun = taskSets.filter(({ id, status }) => status === 'PRIMARY' && !(id in before.stability));
  const rolling = service.controller === 'ECS';
  const steady = event('ECS Service Action', {
    eventType: 'INFO',
    eventName: 'SERVICE_STEADY_STATE',
    clusterArn: ecsArn(scope, `cluster/${cluster}`),
    createdAt: at,
  });
  return [
    ...(rolling ? begun.map(({ id }) => deployment('IN_PROGRESS', id)) : []),
    ...fresh(after.failed, before.failed).map((id) => deployment('FAILED', id)),
    ...fresh(after.completed, before.completed).map((id) => deployment('COMPLETED', id)),
    ...(after.steady && !before.steady ? [steady] : []),
  ];
}
