import type { NetConnectOpts } from 'node:net';
import type {
  HealthCheck,
  Target as TargetRow,
  TargetObservation,
} from '../../../base/effects/load-balancer.ts';
import type { GroupPipes } from '../../../base/effects/pipes.ts';
import { checkTarget } from './check.ts';
import { dialOf, type Dial, type Tongue } from './dial.ts';
import {
  drained,
  draining,
  healthAfter,
  healthyAlways,
  initialHealth,
  toldOf,
  unchecked,
  unused,
  type Health,
} from './health.ts';
import type { HouseClock } from './house-clock.ts';
import { hashOf } from './pipes/draw.ts';
import { markOf } from './stickiness.ts';
import { Upstream } from './upstream.ts';

/** Checks follow each other no faster than this, whatever the house's clock. */
const checkWallMsMin = 50;

/**
 * A process takes real time to start, however fast the house's clock runs. While it runs faster than the
 * wall's, a new target's failures do not count for so long; at ×1 the thresholds alone decide, as on AWS.
 */
const startWallMs = 10_000;

/** What a target needs of the load balancer it belongs to. */
export interface Keeper {
  readonly clock: HouseClock;
  /** The socket at which this house's functions are asked; there is none in some tests. */
  readonly functions?: string | undefined;
  /** A connection to a target has been begun. */
  connecting(): void;
  /** The target's state is another one now. */
  changed(): void;
}

/** What a target needs of its group. */
interface TargetsGroup {
  readonly arn: string;
  readonly line: string;
  readonly tongue: Tongue;
  readonly pipes: GroupPipes | undefined;
}

/** A target of a group: its health, its connections, and how it leaves. */
export class Target {
  readonly id: string;
  readonly port: number;
  /** Requests that were given to it and are not over. */
  inFlight = 0;
  /** Connections that wait for a request; the one used last is taken first. */
  readonly idle: Upstream[] = [];
  readonly connections = new Set<Upstream>();
  /** Connections that are passed on to it. */
  readonly pipes = new Set<{ reset(): void; end(): void }>();
  health: Health = initialHealth;
  /** What a sticky cookie calls it. */
  readonly mark: string;
  /** By which it draws for connections. */
  readonly seed: number;
  /** Of a function: the line that says which, in each of its requests. */
  readonly line: string;
  readonly dial: Dial;
  /** House time at which it gets its full share. */
  warmAt = 0;
  readonly #group: TargetsGroup;
  readonly #keeper: Keeper;
  #use: 'used' | 'unused' | 'draining' | 'drained' | 'gone' = 'unused';
  #check: HealthCheck | undefined;
  #registeredAt = 0;
  #cancelCheck: (() => void) | undefined;
  #cancelDelay: (() => void) | undefined;

  constructor(row: TargetRow, group: TargetsGroup, keeper: Keeper) {
    this.#group = group;
    this.line = group.line;
    this.mark = markOf(`${group.arn} ${row.id}:${row.port}`);
    this.seed = hashOf(this.mark);
    this.id = row.id;
    this.port = row.port;
    this.#keeper = keeper;
    this.dial = dialOf(this.place(), group.tongue);
  }

  /** Where it listens; `port` is another than its own, for health checks. */
  place(port = this.port): NetConnectOpts {
    if (this.line !== '') return { path: this.#keeper.functions ?? '/dev/null' };
    return { host: this.id, port };
  }

  /** Whether connections to it are worth keeping. */
  get kept(): boolean {
    return this.#use === 'used' || this.#use === 'unused';
  }

  get takesRequests(): boolean {
    return this.#use === 'used';
  }

  told(): Pick<TargetObservation, 'state' | 'reason' | 'description'> {
    if (this.#use === 'used') return this.#check?.disabled ? unchecked : toldOf(this.health);
    if (this.#use === 'unused') return unused;
    return this.#use === 'draining' ? draining : drained;
  }

  /** Registered: checked and, while healthy, given requests – if its group is in a rule. */
  register(used: boolean, check: HealthCheck): void {
    this.#cancelDelay?.();
    const use = used ? 'used' : 'unused';
    if (this.#use !== use) {
      this.#use = use;
      this.health = initialHealth;
      this.#registeredAt = performance.now();
      this.#stopChecks();
    }
    if (!used || (this.#check && JSON.stringify(this.#check) === JSON.stringify(check))) return;
    this.#stopChecks();
    this.#check = check;
    if (check.disabled) this.health = healthyAlways;
    else this.#runCheck(check);
  }

  /** No longer registered: gets nothing new; what it has may take so much house time. */
  drain(delayMs: number): void {
    if (!this.kept) return;
    this.#stopChecks();
    this.#use = 'draining';
    this.#closeIdle();
    const { clock } = this.#keeper;
    this.#cancelDelay = clock.at(clock.now() + delayMs, () => this.#cut());
    this.settled();
  }

  /** No longer in the table: requests in flight come to their end, and nothing else. */
  leave(): void {
    this.#stopChecks();
    this.#cancelDelay?.();
    this.#use = 'gone';
    this.#closeIdle();
  }

  /** Lets go of everything at once. */
  close(): void {
    this.leave();
    for (const upstream of [...this.connections]) upstream.destroy();
    for (const pipe of this.pipes) pipe.end();
  }

  /** A connection for one request, and whether it is known to stand. */
  take(now: number): Upstream {
    this.inFlight++;
    for (let upstream = this.idle.pop(); upstream; upstream = this.idle.pop()) {
      if (upstream.isFresh(now)) return upstream;
      upstream.destroy();
    }
    this.#keeper.connecting();
    return new Upstream(this);
  }

  /** A request is over, one way or the other. */
  over(): void {
    this.inFlight--;
    if (this.#use === 'draining') this.settled();
  }

  /**
   * AWS: user guide, "Deregistration delay": with nothing in flight, deregistration completes at once. A network load
   * balancer's takes its whole delay.
   */
  settled(): void {
    if (this.#use !== 'draining' || this.inFlight > 0 || this.#group.pipes) return;
    this.#cancelDelay?.();
    this.#use = 'drained';
    this.#keeper.changed();
  }

  closeStale(now: number): void {
    for (let i = this.idle.length - 1; i >= 0; i--) {
      const upstream = this.idle[i]!;
      if (upstream.isFresh(now)) continue;
      this.idle.splice(i, 1);
      upstream.destroy();
    }
  }

  /**
   * AWS: user guide, "HTTP 502": the deregistration delay elapsed for a request in flight. Connections that are passed
   * on go on, unless they shall not.
   */
  #cut(): void {
    if (this.#use !== 'draining') return;
    this.#use = 'drained';
    for (const upstream of [...this.connections]) upstream.cut();
    if (this.#group.pipes?.endsWithDelay) this.#resetPipes();
    this.#keeper.changed();
  }

  #resetPipes(): void {
    for (const pipe of this.pipes) pipe.reset();
  }

  #closeIdle(): void {
    for (const upstream of this.idle.splice(0)) upstream.destroy();
    this.dial.end();
  }

  #stopChecks(): void {
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    this.#check = undefined;
  }

  #isStarting(): boolean {
    const runsFast = this.#keeper.clock.houseMs(1) > 1;
    return (
      runsFast && this.health.state === 'initial' && performance.now() - this.#registeredAt < startWallMs
    );
  }

  #runCheck(check: HealthCheck): void {
    const { clock } = this.#keeper;
    const due = clock.now() + Math.max(check.intervalMs, clock.houseMs(checkWallMsMin));
    this.#cancelCheck = checkTarget(this, check, (outcome) => {
      const before = this.health;
      if (outcome.passed || !this.#isStarting()) this.health = healthAfter(before, outcome, check);
      this.#cancelCheck = clock.at(due, () => this.#runCheck(check));
      const same = before.state === this.health.state && before.description === this.health.description;
      const hasFallen = this.health.state === 'unhealthy' && before.state !== 'unhealthy';
      if (hasFallen && this.#group.pipes?.endsWithHealth) this.#resetPipes();
      if (!same) this.#keeper.changed();
    });
  }
}
