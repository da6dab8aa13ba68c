import type { GroupMeasurement, LoadBalancerMeasured } from '../../base/effects/load-balancer.ts';

/**
 * Requests of one kind in a minute. Not whole numbers until they are asked for: ten a second for 50 ms is
 * half a one.
 */
interface Amounts {
  requests: number;
  failed: number;
}

const nothing: Readonly<Amounts> = { requests: 0, failed: 0 };

/** How long a simulated target takes to answer. */
const responseMs = 5;

/**
 * What simulated traffic came to, by minute and target group. The load balancer's own answers are the groups
 * `2xx` to `5xx`.
 */
export class SimulatedCounts {
  readonly #minutes = new Map<number, Map<string, Amounts>>();

  /** Requests in `[from, to)` of house time, `perSecond`, a share of which fails with 500. */
  add(
    group: string,
    span: { readonly from: number; readonly to: number },
    perSecond: number,
    failShare = 0,
  ): void {
    for (let from = span.from; from < span.to;) {
      const minute = Math.floor(from / 60_000) * 60_000;
      const to = Math.min(span.to, minute + 60_000);
      const requests = (perSecond * (to - from)) / 1000;
      const amounts = this.#amounts(minute, group);
      amounts.requests += requests;
      amounts.failed += requests * failShare;
      from = to;
    }
  }

  group(
    minute: number,
    group: string,
  ): Omit<GroupMeasurement, 'targetGroup' | 'healthyHosts' | 'unhealthyHosts'> {
    const amounts = this.#minutes.get(minute)?.get(group) ?? nothing;
    const requests = Math.round(amounts.requests);
    const http5xx = Math.round(amounts.failed);
    const time = requests > 0 ? responseMs : 0;
    return {
      requests,
      http2xx: requests - http5xx,
      http3xx: 0,
      http4xx: 0,
      http5xx,
      connectionErrors: 0,
      responseTime: { count: requests, sumMs: requests * responseMs, minMs: time, maxMs: time },
    };
  }

  all(minute: number, groups: readonly string[]): Pick<LoadBalancerMeasured, 'own' | 'requests'> {
    const own = (status: string) => Math.round(this.#minutes.get(minute)?.get(status)?.requests ?? 0);
    const answered = { http3xx: own('3xx'), http4xx: own('4xx'), http5xx: own('5xx') };
    const passedOn = groups.reduce((sum, group) => sum + this.group(minute, group).requests, own('2xx'));
    return { own: answered, requests: passedOn + answered.http3xx + answered.http4xx + answered.http5xx };
  }

  #amounts(minute: number, group: string): Amounts {
    const groups = this.#minutes.get(minute) ?? new Map<string, Amounts>();
    this.#minutes.set(minute, groups);
    const amounts = groups.get(group) ?? { ...nothing };
    groups.set(group, amounts);
    return amounts;
  }
}
