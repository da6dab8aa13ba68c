import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerObserve,
  LoadBalancerRemove,
} from '../../base/effects/load-balancer.ts';
import { never } from '../../base/never.ts';
import type { LoadBalancers } from './load-balancers.ts';

export type LoadBalancerEffect =
  LoadBalancerApply | LoadBalancerLog | LoadBalancerObserve | LoadBalancerMeasure | LoadBalancerRemove;

export function performLoadBalancer(
  balancers: LoadBalancers,
  effect: LoadBalancerEffect,
  signal: AbortSignal,
): Promise<unknown> {
  switch (effect.type) {
    case 'loadbalancer.apply':
      return balancers.apply(effect);
    case 'loadbalancer.observe':
      return balancers.observe(effect, signal);
    case 'loadbalancer.measure':
      return balancers.measure(effect, signal);
    case 'loadbalancer.log':
      return balancers.log(effect, signal);
    case 'loadbalancer.remove':
      return balancers.remove(effect);
    default:
      return never(effect);
  }
}
