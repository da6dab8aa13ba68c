import type { Handler } from '../../../dispatch/service.ts';
import { computedDesiredCount, type ServiceChanged } from '../flow/service-state.ts';
import { putService, putTaskSet, serviceKey, services, taskSetsOf } from '../records.ts';

interface InService {
  readonly cluster: string;
  readonly serviceName: string;
}

/**
 * The house's own, told by a deployment's flow: its task set gets its tasks. What neither is this deployment's nor has
 * the service's traffic is left over from one that was given up, and goes.
 */
export const scaleDeployment: Handler<
  InService & { readonly taskSet: string; readonly keeps?: string },
  { readonly desired: number }
> = ({ cluster, serviceName, taskSet: id, keeps }, call) => {
  const service = services.get(call.tx, call, serviceKey(cluster, serviceName));
  if (service?.status !== 'ACTIVE') return { desired: 0 };
  let desired = 0;
  for (const taskSet of taskSetsOf(call.tx, call, service)) {
    const after =
      taskSet.id === id
        ? { ...taskSet, scalePercent: 100, updatedAt: call.now }
        : taskSet.id === keeps
          ? taskSet
          : { ...taskSet, status: 'DRAINING' as const, updatedAt: call.now };
    putTaskSet(call.tx, call, service, after);
    if (taskSet.id === id) desired = computedDesiredCount(service, after);
  }
  call.flows.tell(service.flow, { type: 'ServiceChanged' } satisfies ServiceChanged);
  return { desired };
};

/** The house's own, told by a deployment's flow: one task set is the service's, and the others go. */
export const settleDeployment: Handler<InService & { readonly keeps?: string }, object> = (
  { cluster, serviceName, keeps },
  call,
) => {
  const service = services.get(call.tx, call, serviceKey(cluster, serviceName));
  if (service?.status !== 'ACTIVE') return {};
  for (const taskSet of taskSetsOf(call.tx, call, service)) {
    const own = taskSet.id === keeps;
    const status = own ? ('PRIMARY' as const) : ('DRAINING' as const);
    putTaskSet(call.tx, call, service, { ...taskSet, status, updatedAt: call.now });
    if (!own) continue;
    const { taskDefinition, platformVersion, networkConfiguration } = taskSet;
    putService(call.tx, call, { ...service, taskDefinition, platformVersion, networkConfiguration });
  }
  call.flows.tell(service.flow, { type: 'ServiceChanged' } satisfies ServiceChanged);
  return {};
};
