import { derivedUuid } from '../../../base/ids.ts';
import type { ServiceState, ServiceTask, Wanted } from './service-state.ts';
import type { TaskSummary } from './task-state.ts';

/** AWS: a service keeps its last 100 events. */
const eventsMax = 100;

export function withEvent(state: ServiceState, message: string, now: number): ServiceState {
  const { account, region } = state.scope;
  const event = {
    id: derivedUuid('ecs.event', account, region, state.cluster, state.serviceName, state.eventCount, now),
    createdAt: now,
    message,
  };
  return { ...state, events: [event, ...state.events].slice(0, eventsMax), eventCount: state.eventCount + 1 };
}

/** How an event begins: `(service web)`, or `(service web, taskSet ecs-svc/1)`. */
export function subject({ service }: Wanted, taskSet: string): string {
  return service.controller === 'ECS'
    ? `(service ${service.serviceName})`
    : `(service ${service.serviceName}, taskSet ${taskSet})`;
}

export const tasksNamed = (ids: readonly string[]): string => ids.map((id) => `(task ${id})`).join(' ');

/** What AWS says of a task's comings and goings in target groups. */
export function targetNews(wanted: Wanted, before: ServiceTask, after: TaskSummary): string[] {
  return after.targets.flatMap((target, index) => {
    const earlier = before.summary.targets[index]?.status;
    if (earlier === target.status) return [];
    const about = subject(wanted, before.taskSet);
    const place = `(target-group ${target.targetGroup})`;
    switch (target.status) {
      case 'registered':
        return [`${about} registered 1 targets in ${place}`];
      case 'deregistering':
        return [`${about} deregistered 1 targets in ${place}`];
      case 'draining':
        return [`${about} has begun draining connections on 1 tasks.`];
      default:
        return [];
    }
  });
}
