import type { LogSubject } from '../../base/effects/load-balancer.ts';
import type { Tx } from '../../store/store.ts';
import type { Known, LoadBalancerState } from './flow/load-balancer.ts';
import type { Scope } from '../../base/scope.ts';
import { loadBalancers, reached, tags } from './records.ts';
import { attachedTo, routingTableOf } from './table.ts';

/** What a load balancer's decisions have to know: the table that the records ask for, and who is leaving. */
export function prefetchTable(tx: Tx, { scope, arn }: LoadBalancerState): Known {
  const balancer = loadBalancers.get(tx, scope, arn);
  if (!balancer) return { table: undefined, leaving: [], spanMs: 60_000 };
  const leaving = attachedTo(tx, scope, arn).flatMap((group) =>
    group.targets
      .filter((target) => target.draining)
      .map((target) => ({
        targetGroup: group.arn,
        ...reached(target),
        registration: target.registration,
      })),
  );
  const table = routingTableOf(tx, scope, balancer);
  const logs: LogSubject[] = [
    ...(table.accessLog ? (['requests'] as const) : []),
    ...(table.connectionLog ? (['connections'] as const) : []),
  ];
  return { table, leaving, spanMs: spanMsOf(tx, scope, arn), logs };
}

/** Ours: seconds between points of its metrics, as a tag of the load balancer. */
export const resolutionTag = 'penstock:metrics-resolution';

function spanMsOf(tx: Tx, scope: Scope, arn: string): number {
  const seconds = Number(tags.get(tx, scope, arn)?.[resolutionTag]);
  return seconds > 0 && 60 % seconds === 0 ? seconds * 1000 : 60_000;
}
