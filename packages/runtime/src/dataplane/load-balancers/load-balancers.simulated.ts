import type { Clock } from '../../base/clock.ts';
import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerMeasured,
  LoadBalancerObserve,
  LoadBalancerObserved,
  LoadBalancerRemove,
} from '../../base/effects/load-balancer.ts';
import type { LoadBalancers, LogFile } from './load-balancers.ts';
import { logSpanMs } from './proxy/log-lines.ts';
import { spansOf, together } from './proxy/measure.ts';
import { isTarget, SimulatedBalancer, type SimulatedTraffic } from './proxy/simulated-balancer.ts';

/**
 * Load balancers for tests in virtual time: no sockets. A target passes its first health check one interval
 * after it is registered, unless told otherwise; traffic is what the test says, split by the weights in
 * force, and measured.
 */
export class SimulatedLoadBalancers implements LoadBalancers {
  readonly #clock: Clock;
  readonly #balancers = new Map<string, SimulatedBalancer>();
  /** What was told of targets; the last word counts. */
  readonly #told: { readonly pattern: string; readonly well: boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * From now on the targets of a pattern – an address, `address:port` or target group's ARN; `*`, `?` – are
   * like this.
   */
  targetsAre(pattern: string, state: 'healthy' | 'unhealthy'): void {
    this.#told.unshift({ pattern, well: state === 'healthy' });
    for (const balancer of this.#balancers.values()) balancer.judge();
  }

  /** From now on requests come like this to a listener; what came before to the same one ends. */
  traffic(traffic: SimulatedTraffic): void {
    this.#balancer(traffic.loadBalancer).traffic(traffic);
  }

  async apply(effect: LoadBalancerApply): Promise<void> {
    this.#balancer(effect.loadBalancer).apply(effect.table);
  }

  observe(effect: LoadBalancerObserve, signal: AbortSignal): Promise<LoadBalancerObserved> {
    return this.#balancer(effect.loadBalancer).observations.unlike(effect.known, signal);
  }

  measure(effect: LoadBalancerMeasure, signal: AbortSignal): Promise<LoadBalancerMeasured> {
    const spans = spansOf(effect);
    const measured = () => together(spans.map((span) => this.#balancer(effect.loadBalancer).measured(span)));
    return this.#when(spans.at(-1)!.start + effect.spanMs + 1000, signal, measured);
  }

  /** Nothing that is simulated is written down. */
  log(effect: LoadBalancerLog, signal: AbortSignal): Promise<LogFile> {
    return this.#when(effect.start + logSpanMs + 1000, signal, () => ({ file: undefined }));
  }

  async remove(effect: LoadBalancerRemove): Promise<void> {
    this.#balancers.get(effect.loadBalancer)?.leave();
    this.#balancers.delete(effect.loadBalancer);
  }

  /** The clock it was made with tells the time. */
  setClock(): void {}

  async close(): Promise<void> {
    for (const balancer of this.#balancers.values()) balancer.leave();
  }

  #when<Answer>(time: number, signal: AbortSignal, answer: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = () => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.#clock.at(time, () => {
        signal.removeEventListener('abort', stop);
        resolve(answer());
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #balancer(loadBalancer: string): SimulatedBalancer {
    const found = this.#balancers.get(loadBalancer);
    if (found) return found;
    const isWell = (targetGroup: string, target: { readonly id: string; readonly port: number }) =>
      this.#told.find(({ pattern }) => isTarget(pattern, targetGroup, target))?.well ?? true;
    const balancer = new SimulatedBalancer(this.#clock, isWell);
    this.#balancers.set(loadBalancer, balancer);
    return balancer;
  }
}
