import type { Telling } from '../../../engine/flow.ts';
import type { TaskSetRecord } from '../records.ts';
import { failuresOf } from './circuit-breaker.ts';
import type { DeploymentFact } from './deployment-state.ts';
import type { ServiceState, Wanted } from './service-state.ts';

/** What a decision about a service means for its deployments: each is told by its own flow. */
export function deploymentTellings(
  before: ServiceState,
  after: ServiceState,
  { service, taskSets }: Wanted,
): Telling[] {
  const tell = (flow: string | undefined, fact: DeploymentFact): Telling[] =>
    flow === undefined ? [] : [{ flow, fact }];
  const fresh = (now: readonly string[] = [], earlier: readonly string[] = []) =>
    taskSets.filter(({ id }) => now.includes(id) && !earlier.includes(id));
  const becameSteady = ({ id }: TaskSetRecord) =>
    after.stability[id]?.steady && !before.stability[id]?.steady;
  const { rollback = false } = service.deploymentConfiguration.deploymentCircuitBreaker ?? {};
  // A deployment that its own flow has given up knows it.
  const broken = fresh(after.failed, before.failed).filter(({ id }) => !after.failedBecause?.[id]);
  const cameBack = before.rollingBackFrom !== undefined && after.rollingBackTo === undefined;
  return [
    ...taskSets
      .filter((each) => each.managed === 'shifting' && becameSteady(each))
      .flatMap(({ deployment }) => tell(deployment, { type: 'TaskSetSteady' })),
    ...fresh(after.ready, before.ready).flatMap(({ deployment }) =>
      tell(deployment, { type: 'RolloutReady' }),
    ),
    ...fresh(after.completed, before.completed)
      .filter(({ managed }) => managed === undefined)
      .flatMap(({ deployment }) => tell(deployment, { type: 'RolloutCompleted' })),
    ...broken.flatMap(({ id, deployment, managed }) =>
      tell(deployment, {
        type: 'RolloutFailed',
        reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
        failures: failuresOf(after, { service }, id),
        rollsBack: rollback && (managed === 'shifting' || after.rollingBackTo !== undefined),
      }),
    ),
    ...(cameBack ? tell(before.rollingBackFrom, { type: 'RolledBack' }) : []),
  ];
}
