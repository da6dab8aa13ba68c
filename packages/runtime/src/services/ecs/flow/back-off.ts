import { withEvent } from './service-news.ts';
import {
  isHealthy,
  type Failures,
  type ServiceState,
  type ServiceTask,
  type Wanted,
} from './service-state.ts';

/**
 * AWS: "Amazon ECS service throttle logic": the time between attempts to start tasks that repeatedly fail is
 * increased, up to 27 minutes. The steps up to there are unverified.
 */
const firstDelayMs = 10_000;
const delayMsMax = 27 * 60_000;

/** A task that lived shorter has failed to start as well: a restart on AWS takes longer by itself. */
const shortLifeMs = 60_000;

export const delayMs = (failures: number): number => Math.min(delayMsMax, firstDelayMs * 2 ** (failures - 1));

const none: Failures = { count: 0, total: 0, notBefore: 0 };

/** Notes that a task stopped that should not have. */
export function noteFailure(
  state: ServiceState,
  { taskSet, summary }: ServiceTask,
  { wanted, now }: { readonly wanted: Wanted; readonly now: number },
): ServiceState {
  if (summary.stopCode === 'UserInitiated') return state;
  const before = state.failures[taskSet] ?? none;
  const lived = summary.startedAt === undefined ? 0 : now - summary.startedAt;
  const count = lived < shortLifeMs ? before.count + 1 : 0;
  const failures: Failures = {
    count,
    total: before.total + 1,
    counted: (before.counted ?? before.total) + 1,
    notBefore: count > 0 ? now + delayMs(count) : 0,
  };
  const after = { ...state, failures: { ...state.failures, [taskSet]: failures } };
  if (count !== 3) return after;
  const message =
    `(service ${wanted.service.serviceName}) is unable to consistently start tasks successfully. ` +
    'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
  return withEvent(after, message, now);
}

/**
 * Notes that a task was stopped because its load balancer found it unhealthy. Another is started at once: only tasks
 * that do not start are waited with.
 */
export function noteUnhealthy(state: ServiceState, { taskSet }: ServiceTask): ServiceState {
  const before = state.failures[taskSet] ?? none;
  const failures = {
    ...state.failures,
    [taskSet]: { ...before, total: before.total + 1, counted: (before.counted ?? before.total) + 1 },
  };
  return { ...state, failures };
}

/** A task that its load balancer has found healthy makes an end of failures in a row. */
export function noteHealth(state: ServiceState, task: ServiceTask): ServiceState {
  const before = state.failures[task.taskSet];
  if (!before || task.summary.targets.length === 0 || !isHealthy(task)) return state;
  if (before.count === 0 && before.counted === 0) return state;
  const failures = { ...state.failures, [task.taskSet]: { ...before, count: 0, counted: 0, notBefore: 0 } };
  return { ...state, failures };
}
