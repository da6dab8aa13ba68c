import type { Tx } from '../../store/store.ts';
import type { Known, LoadBalancerState } from './flow/load-balancer.ts';
import { loadBalancers } from './records.ts';
import { attachedTo, routingTableOf } from './table.ts';

/** What a load balancer's decisions have to know: the table that the records ask for, and who is leaving. */
export function prefetchTable(tx: Tx, { scope, arn }: LoadBalancerState): Known {
  const balancer = loadBalancers.get(tx, scope, arn);
  if (!balancer) return { table: undefined, leaving: [] };
  const leaving = attachedTo(tx, scope, arn).flatMap((group) =>
    group.targets
      .filter((target) => target.draining)
      .map(({ id, port, registration }) => ({ targetGroup: group.arn, id, port, registration })),
  );
  return { table: routingTableOf(tx, scope, balancer), leaving };
}
