import type { ServiceRecord, TaskSetRecord } from '../records.ts';
import {
  computedDesiredCount,
  countsOf,
  isSteady,
  type ServiceState,
  type Stability,
  type Wanted,
} from './service-state.ts';

/** What has become of a deployment's tasks, and since when. */
export function stabilityOf(
  state: ServiceState,
  service: ServiceRecord,
  taskSet: TaskSetRecord,
  now: number,
): Stability {
  const before = state.stability[taskSet.id];
  const steady = isSteady(state, service, taskSet);
  const kept = before?.steady === steady ? before : { steady, at: now };
  if (!earlyCriteria(service)) return kept;
  if (!areEnough(state, service, taskSet)) return { steady, at: kept.at };
  return { ...kept, enoughAt: before?.enoughAt ?? now };
}

/**
 * When a deployment can be completed: at once where load balancers have found its tasks healthy, else when they have
 * stayed up for a while. Without that, tasks that end as soon as they run would do.
 */
// AWS: that the scheduler looks twice is seen in its events; how long it takes is unverified.
export function completesAt(
  { stability }: ServiceState,
  service: ServiceRecord,
  { id, loadBalancers }: TaskSetRecord,
): number {
  const { steady, at, enoughAt } = stability[id] ?? { steady: false, at: 0 };
  const since = earlyCriteria(service) ? (enoughAt ?? Infinity) : steady ? at : Infinity;
  return loadBalancers.length > 0 ? since : since + 10_000;
}

export function completionWake(state: ServiceState, { service, taskSets }: Wanted): number[] {
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  if (service.controller !== 'ECS' || !primary || primary.managed === 'shifting') return [];
  if (state.completed.includes(primary.id)) return [];
  return [completesAt(state, service, primary)].filter(Number.isFinite);
}

/** AWS: API_DeploymentEarlySuccessCriteria: whether older tasks have to be gone before. */
export const waitsForOlder = (service: ServiceRecord): boolean =>
  earlyCriteria(service)?.sourceServiceRevisionCleanup !== 'DEFERRED';

/** AWS: the same: so many per cent of the desired count are healthy. Rounded up, which is unverified. */
function areEnough(state: ServiceState, service: ServiceRecord, taskSet: TaskSetRecord): boolean {
  const { healthyPercent = 100 } = earlyCriteria(service)!;
  const least = Math.ceil((computedDesiredCount(service, taskSet) * healthyPercent) / 100);
  return countsOf(state, taskSet.id).healthy >= least;
}

/** Those of a rolling update that has some. */
function earlyCriteria({
  deploymentConfiguration: { strategy = 'ROLLING', earlySuccessCriteria },
}: ServiceRecord) {
  return strategy === 'ROLLING' && earlySuccessCriteria?.enable ? earlySuccessCriteria : undefined;
}
