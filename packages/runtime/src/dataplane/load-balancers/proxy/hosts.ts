import type { TargetObservation } from '../../../base/effects/load-balancer.ts';

export interface HostCount {
  readonly healthyHosts: number;
  readonly unhealthyHosts: number;
}

const none: HostCount = { healthyHosts: 0, unhealthyHosts: 0 };

/** How long the past is kept, house time. */
const keptMs = 17 * 60_000;

/**
 * How many targets of each group were healthy, and since when: for minutes that are asked for when they are
 * over.
 */
export class Hosts {
  readonly #past = new Map<string, { readonly since: number; readonly count: HostCount }[]>();

  note(targets: readonly TargetObservation[], now: number): void {
    const groups = new Map<string, HostCount>([...this.#past.keys()].map((arn) => [arn, none]));
    for (const { targetGroup, state } of targets) {
      const { healthyHosts, unhealthyHosts } = groups.get(targetGroup) ?? none;
      groups.set(targetGroup, {
        healthyHosts: healthyHosts + (state === 'healthy' ? 1 : 0),
        unhealthyHosts: unhealthyHosts + (state === 'unhealthy' ? 1 : 0),
      });
    }
    for (const [arn, count] of groups) this.#noteGroup(arn, count, now);
  }

  /**
   * As it was at the end of a span, house time. That AWS's initial targets count as neither is unverified.
   */
  until(targetGroup: string, end: number): HostCount {
    const past = this.#past.get(targetGroup) ?? [];
    return past.findLast((entry) => entry.since < end)?.count ?? none;
  }

  #noteGroup(arn: string, count: HostCount, now: number): void {
    const past = this.#past.get(arn) ?? [];
    const last = past.at(-1)?.count ?? none;
    if (last.healthyHosts === count.healthyHosts && last.unhealthyHosts === count.unhealthyHosts) return;
    past.push({ since: now, count });
    while (past.length > 1 && past[1]!.since < now - keptMs) past.shift();
    this.#past.set(arn, past);
  }
}
