import {
  ownCounts,
  type GroupMeasurement,
  type LoadBalancerMeasured,
  type OwnCount,
} from '../../../base/effects/load-balancer.ts';
import { bucketOf, timeBuckets, timesIn } from './response-times.ts';
import { Ring } from './ring.ts';

/** House time: epoch milliseconds, in whole seconds. */
export interface Span {
  readonly start: number;
  readonly spanMs: number;
}

/** The spans that a question is about. */
export const spansOf = ({ start, spanMs, count = 1 }: Span & { readonly count?: number }): readonly Span[] =>
  Array.from({ length: count }, (_, index) => ({ start: start + index * spanMs, spanMs }));

/** What was measured of one span after the other, as one answer. */
export function together([first, ...later]: readonly LoadBalancerMeasured[]): LoadBalancerMeasured {
  return { ...first!, ...(later.length > 0 && { later }) };
}

/**
 * Fields of a target group's ring. 2xx to 5xx are kept at `http1xx` + the first digit − 1; 1xx stay empty.
 */
const group = {
  requests: 0,
  http1xx: 1,
  connectionErrors: 6,
  functionUserErrors: 7,
  functionInternalErrors: 8,
  functionBytes: 9,
  /** The first of the buckets of response times. */
  times: 10,
  fields: 10 + timeBuckets,
} as const;

const own = { requests: 0, http3xx: 1, http4xx: 2, http5xx: 3, more: 4 } as const;
const ownFields = own.more + ownCounts.length;
const placeOf = Object.fromEntries(ownCounts.map((name, index) => [name, own.more + index]));

/** Of these the most there were at once is told, and not their sum. */
const mosts = ['activeConnections', 'activeTcpFlows', 'activeTlsFlows'] as const satisfies OwnCount[];
type Most = (typeof mosts)[number];

/** What is counted for a target group. A request is counted when its outcome is known. */
export class GroupCounters {
  readonly #ring: Ring;

  constructor(memory?: SharedArrayBuffer) {
    this.#ring = new Ring(group.fields, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#ring.memory;
  }

  /** A target answered, `wallMs` after the request had left. */
  answered(second: number, status: number, wallMs: number): void {
    const cells = this.#ring.cells;
    const at = this.#ring.at(second);
    cells[at + group.requests]!++;
    cells[at + group.http1xx + Math.floor(status / 100) - 1]!++;
    cells[at + group.times + bucketOf(wallMs)]!++;
  }

  /** A target was chosen and did not answer. */
  unanswered(second: number): void {
    this.#ring.cells[this.#ring.at(second) + group.requests]!++;
  }

  functionFailed(second: number, fault: 'user' | 'internal'): void {
    const field = fault === 'user' ? group.functionUserErrors : group.functionInternalErrors;
    this.#ring.cells[this.#ring.at(second) + field]!++;
  }

  functionRead(second: number, bytes: number): void {
    this.#ring.cells[this.#ring.at(second) + group.functionBytes]! += bytes;
  }

  connectionFailed(second: number): void {
    this.#ring.cells[this.#ring.at(second) + group.connectionErrors]!++;
  }

  /** What was counted in a span of house time, the hosts aside. */
  during({ start, spanMs }: Span): Omit<GroupMeasurement, 'targetGroup' | 'healthyHosts' | 'unhealthyHosts'> {
    const sums = new Float64Array(group.fields);
    this.#ring.each(start / 1000, (start + spanMs) / 1000, (at) => {
      const cells = this.#ring.cells.subarray(at, at + group.fields);
      for (let i = 0; i < group.fields; i++) sums[i]! += cells[i]!;
    });
    return {
      requests: sums[group.requests]!,
      http2xx: sums[group.http1xx + 1]!,
      http3xx: sums[group.http1xx + 2]!,
      http4xx: sums[group.http1xx + 3]!,
      http5xx: sums[group.http1xx + 4]!,
      connectionErrors: sums[group.connectionErrors]!,
      functionUserErrors: sums[group.functionUserErrors]!,
      functionInternalErrors: sums[group.functionInternalErrors]!,
      functionBytes: sums[group.functionBytes]!,
      responseTimes: timesIn(sums.subarray(group.times)),
    };
  }
}

/** What is counted for the load balancer itself. */
export class OwnCounters {
  readonly #ring: Ring;

  constructor(memory?: SharedArrayBuffer) {
    this.#ring = new Ring(ownFields, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#ring.memory;
  }

  /** A target's answer was passed on. */
  passedOn(second: number): void {
    this.#ring.cells[this.#ring.at(second) + own.requests]!++;
  }

  /** The load balancer answered itself. */
  answered(second: number, status: number): void {
    const at = this.#ring.at(second);
    this.#ring.cells[at + own.requests]!++;
    if (status >= 300) this.#ring.cells[at + Math.floor(status / 100) - 2]!++;
    const each = `http${status}`;
    if (each in placeOf) this.#ring.cells[at + placeOf[each]!]!++;
  }

  add(second: number, what: OwnCount, count: number): void {
    this.#ring.cells[this.#ring.at(second) + placeOf[what]!]! += count;
  }

  /** There are so many now. */
  atMost(second: number, what: Most, count: number): void {
    const cell = this.#ring.at(second) + placeOf[what]!;
    this.#ring.cells[cell] = Math.max(this.#ring.cells[cell]!, count);
  }

  during({ start, spanMs }: Span): Pick<LoadBalancerMeasured, 'own' | 'requests' | 'more'> {
    const sums = new Float64Array(ownFields);
    const most = mosts.map((name) => ({ name, count: 0 }));
    this.#ring.each(start / 1000, (start + spanMs) / 1000, (at) => {
      for (let i = 0; i < ownFields; i++) sums[i]! += this.#ring.cells[at + i]!;
      for (const each of most) each.count = Math.max(each.count, this.#ring.cells[at + placeOf[each.name]!]!);
    });
    const [requests = 0, http3xx = 0, http4xx = 0, http5xx = 0] = sums;
    const counted = ownCounts.map((name) => [name, sums[placeOf[name]!]!]);
    const atMost = most.map(({ name, count }) => [name, count]);
    const more = Object.fromEntries([...counted, ...atMost]) as Record<OwnCount, number>;
    return { requests, own: { http3xx, http4xx, http5xx }, more };
  }
}
