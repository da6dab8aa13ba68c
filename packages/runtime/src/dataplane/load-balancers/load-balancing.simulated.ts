import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { SimulatedLoadBalancers } from './load-balancers.simulated.ts';
import type { SimulatedTraffic } from './proxy/simulated-balancer.ts';
import { performLoadBalancer, type LoadBalancerEffect } from './load-balancing.ts';

/** Simulated load balancers, told by transcripts what their targets and their customers do. */
export class SimulatedLoadBalancing {
  readonly #balancers: SimulatedLoadBalancers;

  constructor(clock: Clock) {
    this.#balancers = new SimulatedLoadBalancers(clock);
  }

  perform(effect: LoadBalancerEffect, signal: AbortSignal): Promise<unknown> {
    return performLoadBalancer(this.#balancers, effect, signal);
  }

  /** `healthy <pattern>` · `unhealthy <pattern>` · `traffic`, with a `SimulatedTraffic` as JSON in the body. */
  tell([verb = '', ...words]: readonly string[], body: string): undefined {
    switch (verb) {
      case 'healthy':
      case 'unhealthy':
        return this.#balancers.targetsAre(words.join(' '), verb) as undefined;
      case 'traffic':
        return this.#balancers.traffic(JSON.parse(body) as SimulatedTraffic) as undefined;
      default:
        return assert(false, `simulated load balancers know no ${verb}`) as undefined;
    }
  }

  /** Tables are whole and may be applied twice: nothing of it is counted. */
  done(): readonly string[] {
    return [];
  }
}
