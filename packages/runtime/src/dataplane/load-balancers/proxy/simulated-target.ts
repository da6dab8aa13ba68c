import type { Clock } from '../../../base/clock.ts';
import type {
  HealthCheck,
  Target,
  TargetGroup,
  TargetObservation,
} from '../../../base/effects/load-balancer.ts';
import {
  checkFailures,
  drained,
  draining,
  healthyAlways,
  initialHealth,
  toldOf,
  unchecked,
  unused,
  type Health,
} from './health.ts';

const healthy: Health = { state: 'healthy', passes: 1, failures: 0 };
const { reason, description } = checkFailures.failed;
const unhealthy: Health = { state: 'unhealthy', passes: 0, failures: 1, reason, description };

/**
 * A target without sockets: told whether it is well, it changes sides when its health checks would have
 * noticed.
 */
export class SimulatedTarget {
  readonly id: string;
  readonly port: number;
  health: Health = initialHealth;
  readonly #clock: Clock;
  readonly #changed: (change: () => void) => void;
  #use: 'used' | 'unused' | 'draining' | 'drained' = 'unused';
  #check: HealthCheck | undefined;
  #well = true;
  #cancel: () => void = () => undefined;

  /** `changed` is given each change to make, when its time has come. */
  constructor(row: Target, clock: Clock, changed: (change: () => void) => void) {
    this.id = row.id;
    this.port = row.port;
    this.#clock = clock;
    this.#changed = changed;
  }

  get state(): TargetObservation['state'] {
    return this.told().state;
  }

  told(): Pick<TargetObservation, 'state' | 'reason' | 'description'> {
    if (this.#use === 'drained') return drained;
    if (this.#use === 'draining') return draining;
    if (this.#use === 'unused') return unused;
    return this.#check?.disabled ? unchecked : toldOf(this.health);
  }

  /**
   * As the table has it. Nothing is in flight here, so a target that drains is drained: at once, or after the whole
   * delay where connections are passed on.
   */
  apply(row: Target, used: boolean, { healthCheck: check, pipes, deregistrationDelayMs }: TargetGroup): void {
    if (row.draining && pipes) return this.#drain(deregistrationDelayMs);
    const use = row.draining ? 'drained' : used ? 'used' : 'unused';
    const same = use === this.#use && JSON.stringify(check) === JSON.stringify(this.#check);
    if (use !== this.#use) this.health = initialHealth;
    this.#use = use;
    this.#check = check;
    if (check.disabled) this.health = healthyAlways;
    else if (!same) this.#plan();
  }

  is(well: boolean): void {
    if (this.#well === well) return;
    this.#well = well;
    if (!this.#check?.disabled) this.#plan();
  }

  leave(): void {
    this.#cancel();
  }

  #drain(delayMs: number): void {
    if (this.#use === 'draining' || this.#use === 'drained') return;
    this.#use = 'draining';
    this.#cancel();
    this.#cancel = this.#clock.at(this.#clock.now() + delayMs, () =>
      this.#changed(() => (this.#use = 'drained')),
    );
  }

  /**
   * AWS: user guide, "Health checks": the first check that passes makes a new target healthy; later,
   * thresholds hold.
   */
  #plan(): void {
    this.#cancel();
    const check = this.#check;
    const next = this.#well ? healthy : unhealthy;
    if (!check || this.#use !== 'used' || this.health.state === next.state) return;
    const firstPass = this.#well && this.health.state === 'initial';
    const checks = firstPass ? 1 : this.#well ? check.healthyThreshold : check.unhealthyThreshold;
    this.#cancel = this.#clock.at(this.#clock.now() + checks * check.intervalMs, () =>
      this.#changed(() => (this.health = next)),
    );
  }
}
