import {
  ownCounts,
  type GroupMeasurement,
  type LoadBalancerMeasured,
  type OwnCount,
} from '../../../base/effects/load-balancer.ts';
import type { Span } from './measure.ts';

/**
 * Requests of one kind in a minute. Not whole numbers until they are asked for: ten a second for 50 ms is
 * half a one.
 */
interface Amounts {
  requests: number;
  failed: number;
}

const nothing: Readonly<Amounts> = { requests: 0, failed: 0 };

/** Spans are measured in wholes of these. */
const slotMs = 10_000;

/** How long a simulated target takes to answer. */
const responseMs = 5;

/** What a connection that is passed on comes to, either way. */
const connectionBytes = 1000;

/**
 * What simulated traffic came to, by ten seconds and target group. The load balancer's own answers are the groups
 * `2xx` to `5xx`.
 */
export class SimulatedCounts {
  readonly #slots = new Map<number, Map<string, Amounts>>();

  /** Requests in `[from, to)` of house time, `perSecond`, a share of which fails with 500. */
  add(
    group: string,
    span: { readonly from: number; readonly to: number },
    perSecond: number,
    failShare = 0,
  ): void {
    for (let from = span.from; from < span.to;) {
      const slot = Math.floor(from / slotMs) * slotMs;
      const to = Math.min(span.to, slot + slotMs);
      const requests = (perSecond * (to - from)) / 1000;
      const amounts = this.#amounts(slot, group);
      amounts.requests += requests;
      amounts.failed += requests * failShare;
      from = to;
    }
  }

  group(
    span: Span,
    group: string,
  ): Omit<GroupMeasurement, 'targetGroup' | 'healthyHosts' | 'unhealthyHosts'> {
    const amounts = this.#during(span, group);
    const requests = Math.round(amounts.requests);
    const http5xx = Math.round(amounts.failed);
    return {
      requests,
      http2xx: requests - http5xx,
      http3xx: 0,
      http4xx: 0,
      http5xx,
      connectionErrors: 0,
      responseTimes: requests > 0 ? [[responseMs, requests]] : [],
    };
  }

  all(span: Span, groups: readonly string[]): Pick<LoadBalancerMeasured, 'own' | 'requests'> {
    const own = (status: string) => Math.round(this.#during(span, status).requests);
    const answered = { http3xx: own('3xx'), http4xx: own('4xx'), http5xx: own('5xx') };
    const passedOn = groups.reduce((sum, group) => sum + this.group(span, group).requests, own('2xx'));
    return { own: answered, requests: passedOn + answered.http3xx + answered.http4xx + answered.http5xx };
  }

  /** What is counted of connections: each is over as soon as it has begun. */
  connections(span: Span): Readonly<Record<OwnCount, number>> {
    const count = (name: string) => Math.round(this.#during(span, name).requests);
    const [newTcpFlows, newTlsFlows] = [count('TCP connections'), count('TLS connections')];
    const none = Object.fromEntries(ownCounts.map((name) => [name, 0])) as Record<OwnCount, number>;
    return {
      ...none,
      newTcpFlows,
      newTlsFlows,
      activeTcpFlows: Math.min(newTcpFlows, 1),
      activeTlsFlows: Math.min(newTlsFlows, 1),
      tcpBytes: newTcpFlows * connectionBytes,
      tlsBytes: newTlsFlows * connectionBytes,
      targetResets: Math.round(this.#during(span, 'connections').failed),
      balancerResets: count('connections reset'),
    };
  }

  #during({ start, spanMs }: Span, group: string): Amounts {
    const sum = { ...nothing };
    for (let slot = start; slot < start + spanMs; slot += slotMs) {
      const amounts = this.#slots.get(slot)?.get(group) ?? nothing;
      sum.requests += amounts.requests;
      sum.failed += amounts.failed;
    }
    return sum;
  }

  #amounts(slot: number, group: string): Amounts {
    const groups = this.#slots.get(slot) ?? new Map<string, Amounts>();
    this.#slots.set(slot, groups);
    const amounts = groups.get(group) ?? { ...nothing };
    groups.set(group, amounts);
    return amounts;
  }
}
