import type { Clock } from '../../../base/clock.ts';
import type {
  GuardVerdict,
  Listener,
  LoadBalancerMeasured,
  ReleaseGuard,
  RoutingAction,
  RoutingTable,
  TargetObservation,
} from '../../../base/effects/load-balancer.ts';
import { usedGroups } from './table.ts';
import { routable } from './health.ts';
import { Hosts } from './hosts.ts';
import type { Span } from './measure.ts';
import { Observations } from './observations.ts';
import { SimulatedGuard } from './simulated-guard.ts';
import { SimulatedTarget } from './simulated-target.ts';
import { SimulatedCounts } from './simulated-traffic.ts';
import { fits } from './wildcard.ts';

/** A steady stream of requests to a listener's default rule. */
export interface SimulatedTraffic {
  readonly loadBalancer: string;
  readonly listenerPort: number;
  /** Of house time; 0 ends it. */
  readonly requestsPerSecond: number;
  /**
   * Which share of its requests a target answers with 500, by pattern of its address, `address:port` or
   * target group.
   */
  readonly failShare?: Readonly<Record<string, number>>;
}

export type IsWell = (targetGroup: string, target: { readonly id: string; readonly port: number }) => boolean;

/** One load balancer without sockets. What goes through it is reckoned up to now before anything changes. */
export class SimulatedBalancer {
  readonly observations = new Observations(0);
  table: RoutingTable | undefined;
  readonly #clock: Clock;
  readonly #hosts = new Hosts();
  readonly #counts = new SimulatedCounts();
  readonly #groups = new Map<string, Map<string, SimulatedTarget>>();
  readonly #seen = new Set<string>();
  readonly #traffic = new Map<number, SimulatedTraffic>();
  readonly #isWell: IsWell;
  readonly #guards = new Map<string, SimulatedGuard>();
  #reckonedTo: number;

  constructor(clock: Clock, isWell: IsWell) {
    this.#clock = clock;
    this.#isWell = isWell;
    this.#reckonedTo = clock.now();
  }

  apply(table: RoutingTable): void {
    if (this.table && table.version <= this.table.version) return;
    this.change(() => this.#take(table));
  }

  traffic(traffic: SimulatedTraffic): void {
    this.change(() => this.#traffic.set(traffic.listenerPort, traffic));
  }

  /** Asks anew which targets are well. */
  judge(): void {
    for (const [arn, targets] of this.#groups)
      for (const target of targets.values()) target.is(this.#isWell(arn, target));
  }

  change(change: () => void): void {
    this.#reckon();
    change();
    if (!this.table) return;
    const observed = this.#observed();
    if (this.observations.note({ targets: observed, verdicts: this.#verdicts() }))
      this.#hosts.note(observed, this.#clock.now());
  }

  measured({ start, spanMs }: Span): LoadBalancerMeasured {
    // What has become bad meanwhile may be news.
    this.change(() => undefined);
    const arns = [...this.#seen];
    const groups = arns.map((targetGroup) => ({
      targetGroup,
      ...this.#counts.group({ start, spanMs }, targetGroup),
      ...this.#hosts.until(targetGroup, start + spanMs),
    }));
    const passesOn = this.table?.listeners.some(({ pipes }) => pipes) ?? false;
    const more = passesOn && { more: this.#counts.connections({ start, spanMs }) };
    return { start, spanMs, groups, ...this.#counts.all({ start, spanMs }, arns), ...more };
  }

  leave(): void {
    for (const targets of this.#groups.values()) for (const target of targets.values()) target.leave();
  }

  #take(table: RoutingTable): void {
    this.table = table;
    const used = usedGroups(table);
    const before = new Map(this.#groups);
    this.#groups.clear();
    for (const row of table.targetGroups) {
      const arn = row.targetGroup;
      const known = before.get(arn) ?? new Map<string, SimulatedTarget>();
      const targets = new Map<string, SimulatedTarget>();
      for (const targetRow of row.targets) {
        const key = `${targetRow.id}:${targetRow.port}`;
        const changed = (change: () => void) => this.change(change);
        const target = known.get(key) ?? new SimulatedTarget(targetRow, this.#clock, changed);
        target.is(this.#isWell(arn, targetRow));
        target.apply(targetRow, used.has(arn), row);
        known.delete(key);
        targets.set(key, target);
      }
      this.#groups.set(arn, targets);
      this.#seen.add(arn);
    }
    for (const targets of before.values())
      for (const [key, target] of targets)
        if (![...this.#groups.values()].some((kept) => kept.get(key) === target)) target.leave();
  }

  #verdicts(): GuardVerdict[] {
    const guards = this.table?.listeners.flatMap(({ guard }) => guard ?? []) ?? [];
    return guards.flatMap((guard) => this.#guardOf(guard).verdict ?? []);
  }

  #guardOf(guard: ReleaseGuard): SimulatedGuard {
    const key = JSON.stringify(guard);
    const known = this.#guards.get(key) ?? new SimulatedGuard(guard);
    this.#guards.set(key, known);
    return known;
  }

  #observed(): TargetObservation[] {
    return [...this.#groups].flatMap(([targetGroup, targets]) =>
      [...targets.values()].map((target) => ({
        targetGroup,
        id: target.id,
        port: target.port,
        ...target.told(),
      })),
    );
  }

  #reckon(): void {
    const span = { from: this.#reckonedTo, to: this.#clock.now() };
    this.#reckonedTo = span.to;
    for (const traffic of this.#traffic.values()) {
      const listener = this.table?.listeners.find((row) => row.port === traffic.listenerPort);
      const action = listener?.rules.at(-1)?.action;
      if (!listener || !action) continue;
      if (listener.pipes) {
        this.#pipe(traffic, listener, span);
        continue;
      }
      this.#pass(traffic, action, span);
      if (listener.guard && action.type === 'forward')
        this.#guardOf(listener.guard).pass(
          action,
          (group) => this.#failing(traffic, group),
          requestsIn(traffic, span),
        );
    }
  }

  /** Connections, each of which is one; who fails resets his. */
  #pipe(traffic: SimulatedTraffic, { protocol, rules }: Listener, span: { from: number; to: number }): void {
    const action = rules.at(-1)?.action;
    if (action?.type !== 'forward') return;
    const sum = action.targets.reduce((total, { weight }) => total + weight, 0);
    for (const { targetGroup, weight } of action.targets) {
      const rate = traffic.requestsPerSecond * (sum > 0 ? weight / sum : 1 / action.targets.length);
      const targets = this.#routable(targetGroup);
      this.#counts.add(`${protocol} connections`, span, rate);
      if (targets.length === 0) this.#counts.add('connections reset', span, rate);
      for (const target of targets)
        this.#counts.add(
          'connections',
          span,
          rate / targets.length,
          failShareOf(traffic, targetGroup, target),
        );
    }
  }

  #pass(traffic: SimulatedTraffic, action: RoutingAction, span: { from: number; to: number }): void {
    const rate = traffic.requestsPerSecond;
    if (action.type !== 'forward') {
      const own = `${Math.floor(action.status / 100)}xx`;
      return this.#counts.add(own, span, rate);
    }
    const sum = action.targets.reduce((total, { weight }) => total + weight, 0);
    for (const { targetGroup, weight } of action.targets) {
      const share = sum > 0 ? weight / sum : 1 / action.targets.length;
      if (share === 0) continue;
      const targets = this.#routable(targetGroup);
      if (targets.length === 0) this.#counts.add('5xx', span, rate * share);
      for (const target of targets) {
        const failShare = failShareOf(traffic, targetGroup, target);
        this.#counts.add(targetGroup, span, (rate * share) / targets.length, failShare);
      }
    }
  }

  /** The share of a group's requests that fail. */
  #failing(traffic: SimulatedTraffic, targetGroup: string): number {
    const targets = this.#routable(targetGroup);
    const shares = targets.map((target) => failShareOf(traffic, targetGroup, target));
    return targets.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / targets.length;
  }

  /** The healthy ones, and the others where those are too few: as the real load balancer does. */
  #routable(targetGroup: string): readonly SimulatedTarget[] {
    const targets = [...(this.#groups.get(targetGroup)?.values() ?? [])];
    const healthy = targets.filter(({ state }) => state === 'healthy' || state === 'unavailable');
    const ill = targets.filter(({ state }) => state === 'unhealthy');
    const row = this.table?.targetGroups.find((group) => group.targetGroup === targetGroup);
    return routable(healthy, ill, row?.healthyMin);
  }
}

/** Requests in a span. */
const requestsIn = (
  { requestsPerSecond }: SimulatedTraffic,
  { from, to }: { from: number; to: number },
): number => (requestsPerSecond * (to - from)) / 1000;

function failShareOf(traffic: SimulatedTraffic, targetGroup: string, target: SimulatedTarget): number {
  const entries = Object.entries(traffic.failShare ?? {});
  return entries.find(([pattern]) => isTarget(pattern, targetGroup, target))?.[1] ?? 0;
}

/**
 * Whether a pattern (`*`, `?`) names a target: by its address, its address and port, or its target group's
 * ARN.
 */
export function isTarget(
  pattern: string,
  targetGroup: string,
  target: { readonly id: string; readonly port: number },
): boolean {
  return [targetGroup, target.id, `${target.id}:${target.port}`].some((text) => fits(pattern, text));
}
