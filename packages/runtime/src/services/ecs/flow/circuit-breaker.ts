import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ServiceRecord, TaskSetRecord } from '../records.ts';
import { withEvent } from './service-news.ts';
import type { ServiceState, Wanted } from './service-state.ts';

/** How many failed tasks give a deployment up. */
// AWS: developer guide, "How the Amazon ECS deployment circuit breaker detects failures": half the desired count,
// rounded up, at least 3 and at most 200 failed tasks; API_ThresholdConfiguration.
export function failuresMax({
  desiredCount,
  deploymentConfiguration,
}: Pick<ServiceRecord, 'desiredCount' | 'deploymentConfiguration'>): number {
  const threshold = deploymentConfiguration.deploymentCircuitBreaker?.thresholdConfiguration;
  const { type = 'BOUNDED_PERCENT', value = 50 } = threshold ?? {};
  if (type === 'COUNT') return value;
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

/** Failures that count: since a task was healthy, unless all are to count. */
export function failuresOf(
  state: ServiceState | undefined,
  { service }: Pick<Wanted, 'service'>,
  id: string,
): number {
  const failures = state?.failures[id];
  const resets = service.deploymentConfiguration.deploymentCircuitBreaker?.resetOnHealthyTask ?? true;
  return (resets ? (failures?.counted ?? failures?.total) : failures?.total) ?? 0;
}

export const hasFailed = (state: ServiceState | undefined, deployment: string): boolean =>
  state?.failed?.includes(deployment) ?? false;

/** The deployment under way, where so many of its tasks did not stay up that it is given up. */
function brokenDeployment(state: ServiceState, { service, taskSets }: Wanted): TaskSetRecord | undefined {
  const breaker = service.deploymentConfiguration.deploymentCircuitBreaker;
  if (service.controller !== 'ECS' || service.status !== 'ACTIVE' || !breaker?.enable) return undefined;
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  if (!primary || state.completed.includes(primary.id) || hasFailed(state, primary.id)) return undefined;
  return failuresOf(state, { service }, primary.id) >= failuresMax(service) ? primary : undefined;
}

interface Broken {
  readonly state: ServiceState;
  readonly effects: Readonly<Record<string, Effect>>;
}

/** Gives a failing deployment up: no more of its tasks are started, and the last one that was completed comes back. */
export function breakCircuit(state: ServiceState, wanted: Wanted, now: number): Broken {
  const failed = brokenDeployment(state, wanted);
  if (!failed) return { state, effects: {} };
  const { rollback } = wanted.service.deploymentConfiguration.deploymentCircuitBreaker!;
  // What shifts traffic is taken back by its own flow, which is told.
  const rollsBack = rollback === true && failed.managed !== 'shifting';
  return giveUp(state, failed, { reason: 'tasks failed to start', rollsBack, now });
}

interface GivenUp {
  readonly reason: string;
  readonly rollsBack: boolean;
  readonly now: number;
}

export function giveUp(
  state: ServiceState,
  failed: TaskSetRecord,
  { reason, rollsBack, now }: GivenUp,
): Broken {
  const about = `(service ${state.serviceName})`;
  const why = `${about} (deployment ${failed.id}) deployment failed: ${reason}.`;
  const given = withEvent({ ...state, failed: [...(state.failed ?? []), failed.id] }, why, now);
  const to = state.lastCompleted;
  // AWS: a first deployment, which has nothing to go back to, stays failed.
  if (!rollsBack || !to) return { state: given, effects: {} };
  const back: ServiceState = {
    ...withEvent(given, `${about} rolling back to deployment ${to.id}.`, now),
    completed: given.completed.filter((id) => id !== to.id),
    rollingBackTo: to.id,
    rollingBackFrom: failed.deployment,
  };
  return { state: back, effects: { [`rollback:${failed.id}`]: rollBack(back, to) } };
}

function rollBack({ scope, cluster, serviceName }: ServiceState, to: TaskSetRecord): Effect {
  const input = { cluster, serviceName, to };
  const as = servicePrincipal('ecs');
  return { type: 'aws.call', service: 'ecs', operation: 'RollBackService', input, as, scope };
}

/** What DescribeServices says of how far a deployment is. */
export function rolloutOf(state: ServiceState | undefined, { id }: Pick<TaskSetRecord, 'id'>) {
  if (hasFailed(state, id))
    return {
      rolloutState: 'FAILED' as const,
      rolloutStateReason:
        state?.failedBecause?.[id] ?? 'ECS deployment circuit breaker: tasks failed to start.',
    };
  if (state?.completed.includes(id))
    return {
      rolloutState: 'COMPLETED' as const,
      rolloutStateReason: `ECS deployment ${id} completed.`,
    };
  const back = state?.rollingBackTo === id;
  return {
    rolloutState: 'IN_PROGRESS' as const,
    rolloutStateReason: back
      ? `ECS deployment circuit breaker: rolling back to deploymentId ${id}.`
      : `ECS deployment ${id} in progress.`,
  };
}
