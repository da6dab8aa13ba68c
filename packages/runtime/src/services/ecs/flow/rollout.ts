import type { ServiceRecord, TaskSetRecord } from '../records.ts';
import { hasFailed } from './circuit-breaker.ts';
import {
  computedDesiredCount,
  isHealthy,
  isLive,
  type ServiceState,
  type ServiceTask,
} from './service-state.ts';

/** What has to be done to come closer to what is wanted. */
export interface Plan {
  /** How many tasks to start, by task set. */
  readonly starts: Readonly<Record<string, number>>;
  /** Ids of tasks to stop. */
  readonly stops: readonly string[];
}

type Entry = readonly [id: string, task: ServiceTask];

/** Each task set by itself: what CodeDeploy and external controllers scale. */
export function scalePlan(
  state: ServiceState,
  service: ServiceRecord,
  taskSets: readonly TaskSetRecord[],
): Plan {
  const starts: Record<string, number> = {};
  const stops: string[] = [];
  for (const taskSet of taskSets) {
    const live = liveTasks(state, taskSet.id);
    const desired = computedDesiredCount(service, taskSet);
    if (live.length < desired) starts[taskSet.id] = desired - live.length;
    stops.push(...surplus(live, live.length - desired));
  }
  return { starts, stops };
}

/**
 * A rolling update: tasks of the primary deployment are started, and those of older ones stopped, within the
 * limits of deploymentConfiguration.
 * AWS: maximumPercent rounds down, minimumHealthyPercent rounds up. That a healthy older task is stopped
 * early only where there is no room for a new one is unverified.
 */
export function rollingPlan(
  state: ServiceState,
  service: ServiceRecord,
  deployments: readonly TaskSetRecord[],
): Plan {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const older = deployments.filter((each) => each !== primary).flatMap(({ id }) => liveTasks(state, id));
  const desired = primary ? computedDesiredCount(service, primary) : 0;
  const live = primary ? liveTasks(state, primary.id) : [];
  if (!primary || desired === 0) return { starts: {}, stops: [...live, ...older].map(([id]) => id) };

  const { maximumPercent = 200, minimumHealthyPercent = 100 } = service.deploymentConfiguration;
  const most = Math.floor((desired * maximumPercent) / 100);
  const least = Math.ceil((desired * minimumHealthyPercent) / 100);
  const missing = Math.max(0, desired - live.length);
  const room = Math.max(0, most - live.length - older.length);
  const healthy = [...live, ...older].filter(([, task]) => isHealthy(task)).length;

  const ailing = older.filter(([, task]) => !isHealthy(task));
  const well = older.filter(([, task]) => isHealthy(task));
  const floor = missing > 0 && room + ailing.length === 0 ? least : Math.max(least, desired);
  const spare = Math.max(0, Math.min(well.length, healthy - floor));
  return {
    // AWS: API_Deployment, rolloutState: a deployment that has failed does not launch any new tasks.
    starts:
      missing > 0 && room > 0 && !hasFailed(state, primary.id)
        ? { [primary.id]: Math.min(missing, room) }
        : {},
    stops: [...ailing, ...well.slice(0, spare)]
      .map(([id]) => id)
      .concat(surplus(live, live.length - desired)),
  };
}

function liveTasks(state: ServiceState, taskSet: string): Entry[] {
  return Object.entries(state.tasks).filter(([, task]) => task.taskSet === taskSet && isLive(task));
}

/** Those to stop first: what is not well, then the youngest. */
function surplus(live: readonly Entry[], count: number): string[] {
  if (count <= 0) return [];
  const youngestFirst = [...live].reverse();
  const ordered = [
    ...youngestFirst.filter(([, task]) => !isHealthy(task)),
    ...youngestFirst.filter(([, task]) => isHealthy(task)),
  ];
  return ordered.slice(0, count).map(([id]) => id);
}
