import { assert } from '../../base/assert.ts';
import type { Tx } from '../../store/store.ts';
import type { ServiceState, Wanted } from './flow/service-state.ts';
import { findTaskDefinition, serviceKey, services, taskSetsOf } from './records.ts';

/** What a service's decisions have to know: the records that say what is wanted of it. */
export function prefetchWanted(tx: Tx, { scope, cluster, serviceName }: ServiceState): Wanted {
  const service = services.get(tx, scope, serviceKey(cluster, serviceName));
  assert(service, `service ${serviceName} has a record as long as it has a flow`);
  const taskSets = taskSetsOf(tx, scope, service);
  const arns = new Set(taskSets.map(({ taskDefinition }) => taskDefinition));
  const found = [...arns].map((arn) => [arn, findTaskDefinition(tx, scope, arn)] as const);
  const definitions = Object.fromEntries(found.filter(([, definition]) => definition !== undefined));
  return { service, taskSets, definitions: definitions as Wanted['definitions'] };
}
