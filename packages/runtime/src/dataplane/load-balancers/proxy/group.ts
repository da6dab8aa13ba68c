import type {
  RoutingAction,
  Stickiness,
  TargetGroup as TargetGroupRow,
  TargetObservation,
} from '../../../base/effects/load-balancer.ts';
import type { GroupPipes } from '../../../base/effects/pipes.ts';
import type { Tongue } from './dial.ts';
import { routable } from './health.ts';
import { GroupCounters } from './measure.ts';
import { drawn } from './pipes/draw.ts';
import type { Random } from './random.ts';
import { markOf } from './stickiness.ts';
import { Target, type Keeper } from './target.ts';

export type Forward = Extract<RoutingAction, { type: 'forward' }>;

export interface GroupKeeper extends Keeper {
  readonly random: Random;
}

/** A target group as one load balancer sees it: who is in it, who is well, whose turn it is. */
export class Group {
  readonly arn: string;
  readonly counters: GroupCounters;
  /** What a sticky cookie calls it. */
  readonly mark: string;
  stickiness: Stickiness | undefined;
  /** What its targets understand. */
  tongue: Tongue = {};
  /** How connections are passed on to its targets, where they are. */
  pipes: GroupPipes | undefined;
  readonly #keeper: GroupKeeper;
  readonly #targets = new Map<string, Target>();
  #routable: readonly Target[] = [];
  #turn = 0;
  #slowStartMs = 0;
  #healthyMin: TargetGroupRow['healthyMin'];
  #algorithm: TargetGroupRow['algorithm'];
  #function: TargetGroupRow['function'];

  constructor(arn: string, memory: SharedArrayBuffer, keeper: GroupKeeper) {
    this.arn = arn;
    this.mark = markOf(arn);
    this.counters = new GroupCounters(memory);
    this.#keeper = keeper;
  }

  /** Of functions: the line of a request's head that says which is meant, and how it is to be told. */
  get line(): string {
    if (!this.#function) return '';
    const asked = { targetGroup: this.arn, ...this.#function };
    return `X-Penstock-Target: ${Buffer.from(JSON.stringify(asked)).toString('base64')}`;
  }

  get targets(): Iterable<Target> {
    return this.#targets.values();
  }

  apply(row: TargetGroupRow, used: boolean): void {
    this.stickiness = row.stickiness;
    this.#function = row.function;
    this.tongue = { secure: row.secure, speaks: row.speaks };
    this.pipes = row.pipes;
    this.#slowStartMs = row.slowStartMs ?? 0;
    this.#healthyMin = row.healthyMin;
    this.#algorithm = row.algorithm;
    const rows = new Map(row.targets.map((target) => [`${target.id}:${target.port}`, target]));
    for (const [key, target] of this.#targets) {
      if (rows.has(key) && target.line === this.line) continue;
      target.leave();
      this.#targets.delete(key);
    }
    for (const [key, targetRow] of rows) {
      const target = this.#targets.get(key) ?? new Target(targetRow, this, this.#keeper);
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
    if (this.#slowStartMs > 0) this.#warm(healthy);
    const ill = registered.filter((target) => target.health.state === 'unhealthy');
    this.#routable = routable(healthy, ill, this.#healthyMin);
  }

  /** The target that a sticky cookie names, where it gets requests. */
  marked(mark: string | undefined): Target | undefined {
    return mark === undefined ? undefined : this.#routable.find((target) => target.mark === mark);
  }

  /** To whom a connection falls that is passed on, by its number. */
  drawn(connection: number): Target | undefined {
    return drawn(this.#routable, connection);
  }

  /** Whose turn it is; undefined where nobody is left who was not tried. */
  pick(tried: readonly Target[]): Target | undefined {
    if (this.#algorithm === 'weighted_random' || this.#algorithm === 'least_outstanding_requests') {
      const left =
        tried.length === 0 ? this.#routable : this.#routable.filter((each) => !tried.includes(each));
      if (this.#algorithm === 'weighted_random') return left[this.#keeper.random.below(left.length)];
      return leastBusy(left);
    }
    let cold: Target | undefined;
    const { length } = this.#routable;
    for (let i = 0; i < length; i++) {
      this.#turn = (this.#turn + 1) % length;
      const target = this.#routable[this.#turn]!;
      if (tried.length > 0 && tried.includes(target)) continue;
      if (this.#slowStartMs === 0 || this.#takesItsTurn(target)) return target;
      cold ??= target;
    }
    return cold;
  }

  /**
   * AWS: user guide, "Slow start mode": who joins healthy targets starts slowly; the first ones of a group do not, nor
   * does a group that is in slow start as a whole.
   */
  #warm(healthy: readonly Target[]): void {
    const before = new Set(this.#routable.filter((target) => target.health.state === 'healthy'));
    const now = this.#keeper.clock.now();
    for (const target of healthy)
      if (!before.has(target))
        target.warmAt = healthy.length > 1 && before.size > 0 ? now + this.#slowStartMs : now;
  }

  /** Its share grows evenly from nothing to the whole while it is in slow start. */
  #takesItsTurn(target: Target): boolean {
    const leftMs = target.warmAt - this.#keeper.clock.now();
    return leftMs <= 0 || this.#keeper.random.below(this.#slowStartMs) >= leftMs;
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

function leastBusy(targets: readonly Target[]): Target | undefined {
  let least = targets[0];
  for (const target of targets) if (target.inFlight < least!.inFlight) least = target;
  return least;
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
