import type { ClockSetting } from '../../base/clock.ts';
import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerMeasured,
  LoadBalancerObserve,
  LoadBalancerObserved,
  LoadBalancerRemove,
} from '../../base/effects/load-balancer.ts';

/** A file that may be taken, and goes when the next one is asked for. */
export interface LogFile {
  readonly file: string | undefined;
}

/**
 * Load balancers: they follow the last table they were given, whoever gave it and whether or not that one
 * still lives.
 */
export interface LoadBalancers {
  /**
   * Resolves when the table is in force: from then on no request is routed by an older one. A table older
   * than the one in force is ignored. A port or a loopback address that may not be had is replaced by another, which is
   * told in what is observed. Rejects with an EffectRefusal – `PortTaken`, `AddressNotAvailable`,
   * `PortNotPermitted`, `ListenFailed` – where it cannot listen as the table says; then the table before
   * stays in force.
   */
  apply(effect: LoadBalancerApply): Promise<void>;
  /** Waits for the load balancer's first table, where it has none yet. Rejects with the signal's reason. */
  observe(effect: LoadBalancerObserve, signal: AbortSignal): Promise<LoadBalancerObserved>;
  /**
   * Zeros, once the minute is over, where nothing is known of the load balancer. Rejects with the signal's
   * reason.
   */
  measure(effect: LoadBalancerMeasure, signal: AbortSignal): Promise<LoadBalancerMeasured>;
  /** Rejects with the signal's reason. */
  log(effect: LoadBalancerLog, signal: AbortSignal): Promise<LogFile>;
  /** Harmless where there is no such load balancer. */
  remove(effect: LoadBalancerRemove): Promise<void>;
  /** House time runs like this from now on. */
  setClock(setting: ClockSetting): void;
  /** Ends every load balancer and thread. What was waited for is not answered. */
  close(): Promise<void>;
}
