import type {
  Listener,
  LoadBalancerMeasured,
  OwnCount,
  TargetGroup,
} from '../../../../base/effects/load-balancer.ts';
import { allAre, healthCheck, loadBalancer, Loopback, tableOf, untilObserved } from '../loopback.contract.ts';

/** What tests of a network load balancer share: virtual time, and a table of one listener. */
export class PipedStage {
  readonly loopback = new Loopback(0);
  #now = this.loopback.now();
  #version = 0;

  /** Has a listener forward to groups, alike unless weights are told, and waits until their targets are in a state. */
  async apply(given: {
    readonly port: number;
    readonly groups: readonly TargetGroup[];
    readonly listener?: Partial<Listener>;
    readonly weights?: readonly number[];
    readonly becomes?: string;
    /** How often what is silent is looked for follows from it. Wall time. */
    readonly idleTimeoutMs?: number;
  }): Promise<void> {
    const { port, groups, listener, weights = [], becomes = 'healthy', idleTimeoutMs = 60_000 } = given;
    const targets = groups.map(({ targetGroup }, index) => ({ targetGroup, weight: weights[index] ?? 1 }));
    const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } }] as const;
    const row: Listener = {
      listener: 'tcp',
      port,
      protocol: 'TCP',
      pipes: { idleTimeoutMs },
      rules,
      ...listener,
    };
    const version = ++this.#version;
    const { balancers } = this.loopback;
    const table = { version, port, weights: {}, targetGroups: groups, listeners: [row], idleTimeoutMs };
    await balancers.apply(tableOf(table));
    await untilObserved(balancers, allAre(becomes));
  }

  /** House time passes. */
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    await this.loopback.balancers.setClock({ wallOrigin: 0, houseOrigin: this.#now, speed: 0 });
  }

  /** The minute that it is passes. Answers its start. */
  async nextMinute(): Promise<number> {
    const start = Math.floor(this.#now / 60_000) * 60_000;
    await this.pass(start + 61_000 - this.#now);
    return start;
  }

  /** What has been counted in the minute that it is, which is over then. */
  async counted(): Promise<Readonly<Record<OwnCount, number>>> {
    const start = await this.nextMinute();
    const effect = { type: 'loadbalancer.measure', loadBalancer, start, spanMs: 60_000 } as const;
    const { signal } = new AbortController();
    const measured: LoadBalancerMeasured = await this.loopback.balancers.measure(effect, signal);
    return measured.more!;
  }
}

/** A group of targets that are well when they take connections. */
export function pipedGroup(
  targetGroup: string,
  ports: readonly number[],
  given: Partial<TargetGroup> = {},
): TargetGroup {
  const targets = ports.map((port) => ({ id: '127.0.0.1', port }));
  const check = { ...healthCheck, connects: true };
  return { targetGroup, healthCheck: check, deregistrationDelayMs: 60_000, targets, pipes: {}, ...given };
}
