import type {
  RoutingAction,
  TargetGroup as TargetGroupRow,
  TargetObservation,
} from '../../base/effects/load-balancer.ts';
import { GroupCounters } from './measure.ts';
import type { Random } from './random.ts';
import { Target, type Keeper } from './target.ts';

export type Forward = Extract<RoutingAction, { type: 'forward' }>;

/** A target group as one load balancer sees it: who is in it, who is well, whose turn it is. */
export class Group {
  readonly arn: string;
  readonly counters: GroupCounters;
  readonly #keeper: Keeper;
  readonly #targets = new Map<string, Target>();
  #routable: readonly Target[] = [];
  #turn = 0;

  constructor(arn: string, memory: SharedArrayBuffer, keeper: Keeper) {
    this.arn = arn;
    this.counters = new GroupCounters(memory);
    this.#keeper = keeper;
  }

  get targets(): Iterable<Target> {
    return this.#targets.values();
  }

  apply(row: TargetGroupRow, used: boolean): void {
    const rows = new Map(row.targets.map((target) => [`${target.id}:${target.port}`, target]));
    for (const [key, target] of this.#targets) {
      if (rows.has(key)) continue;
      target.leave();
      this.#targets.delete(key);
    }
    for (const [key, targetRow] of rows) {
      const target = this.#targets.get(key) ?? new Target(targetRow, this.#keeper);
      this.#targets.set(key, target);
      if (targetRow.draining) target.drain(row.deregistrationDelayMs);
      else target.register(used, row.healthCheck);
    }
    this.refresh();
  }

  /**
   * Finds out anew who gets requests. AWS: user guide, "Health checks": only healthy targets; "if a target
   * group contains only unhealthy registered targets, the load balancer routes requests to all those
   * targets". That targets still at their initial checks get none even then is unverified.
   */
  refresh(): void {
    const registered = [...this.#targets.values()].filter((target) => target.takesRequests);
    const healthy = registered.filter((target) => target.health.state === 'healthy');
    this.#routable =
      healthy.length > 0 ? healthy : registered.filter((target) => target.health.state === 'unhealthy');
  }

  /** Whose turn it is, round robin; undefined where nobody is left who was not tried. */
  pick(tried: readonly Target[]): Target | undefined {
    const { length } = this.#routable;
    for (let i = 0; i < length; i++) {
      this.#turn = (this.#turn + 1) % length;
      const target = this.#routable[this.#turn]!;
      if (tried.length === 0 || !tried.includes(target)) return target;
    }
    return undefined;
  }

  observed(): TargetObservation[] {
    return [...this.#targets.values()].map((target) => ({
      targetGroup: this.arn,
      id: target.id,
      port: target.port,
      ...target.told(),
    }));
  }

  leave(): void {
    for (const target of this.#targets.values()) target.leave();
  }

  close(): void {
    for (const target of this.#targets.values()) target.close();
  }
}

/**
 * Which target group a request goes to: by chance, in proportion to the weights. Answers its place in the
 * list.
 */
export function weightedChoice(
  tuples: readonly { readonly weight: number }[],
  random: Pick<Random, 'below'>,
): number {
  let sum = 0;
  for (const tuple of tuples) sum += tuple.weight;
  // AWS: unverified. Where all weights are 0 the groups share alike.
  if (sum === 0) return random.below(tuples.length);
  let left = random.below(sum);
  for (let i = 0; i < tuples.length; i++) {
    left -= tuples[i]!.weight;
    if (left < 0) return i;
  }
  return tuples.length - 1;
}
