import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
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
import type { LoadBalancers, LogFile } from '../load-balancers/load-balancers.ts';
import { hashOf, writeWhole } from './folder.ts';
import { readWhole } from './identity.ts';

/**
 * The host's load balancers: made when there is the first one, and brought back from their last tables, on
 * disk, where the host before this one died. The control plane has told its tables once and will not tell
 * them again.
 */
export class MountedLoadBalancers implements LoadBalancers {
  readonly #folder: string;
  readonly #options: { readonly functions: string; readonly logs: string };
  #setting: ClockSetting;
  #inside: Promise<LoadBalancers> | undefined;

  /** The socket at which the control plane has functions asked, and the folder where requests are written down. */
  constructor(
    folder: string,
    setting: ClockSetting,
    options: { readonly functions: string; readonly logs: string },
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#setting = setting;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Settles when every load balancer of the host before is back, or cannot be. */
  async restore(): Promise<void> {
    const texts = readdirSync(this.#folder).map((name) => readWhole(path.join(this.#folder, name)));
    const tables = texts.filter((text) => text !== undefined);
    const applied = tables.map(async (text) =>
      (await this.#mounted()).apply(JSON.parse(text) as LoadBalancerApply),
    );
    for (const outcome of await Promise.allSettled(applied))
      if (outcome.status === 'rejected')
        process.emitWarning(`a load balancer is not back: ${String(outcome.reason)}`);
  }

  async apply(effect: LoadBalancerApply): Promise<void> {
    await (await this.#mounted()).apply(effect);
    const file = this.#file(effect.loadBalancer);
    const text = readWhole(file);
    const before = text === undefined ? 0 : (JSON.parse(text) as LoadBalancerApply).table.version;
    if (effect.table.version > before) writeWhole(file, JSON.stringify(effect));
  }

  async observe(effect: LoadBalancerObserve, signal: AbortSignal): Promise<LoadBalancerObserved> {
    return (await this.#mounted()).observe(effect, signal);
  }

  async measure(effect: LoadBalancerMeasure, signal: AbortSignal): Promise<LoadBalancerMeasured> {
    return (await this.#mounted()).measure(effect, signal);
  }

  async log(effect: LoadBalancerLog, signal: AbortSignal): Promise<LogFile> {
    return (await this.#mounted()).log(effect, signal);
  }

  async remove(effect: LoadBalancerRemove): Promise<void> {
    rmSync(this.#file(effect.loadBalancer), { force: true });
    await (await this.#inside)?.remove(effect);
  }

  setClock(setting: ClockSetting): void {
    this.#setting = setting;
    void this.#inside?.then((inside) => inside.setClock(setting));
  }

  async close(): Promise<void> {
    const inside = this.#inside;
    this.#inside = undefined;
    await (await inside)?.close();
  }

  /** Ends and forgets all of them. */
  async reset(): Promise<void> {
    for (const name of readdirSync(this.#folder)) rmSync(path.join(this.#folder, name));
    await this.close();
  }

  #mounted(): Promise<LoadBalancers> {
    this.#inside ??= import('../load-balancers/load-balancers.local.ts').then(
      ({ LocalLoadBalancers }) => new LocalLoadBalancers(this.#setting, this.#options),
    );
    return this.#inside;
  }

  #file(loadBalancer: string): string {
    return path.join(this.#folder, `${hashOf(loadBalancer)}.json`);
  }
}
