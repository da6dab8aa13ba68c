import type { Clock } from '../../base/clock.ts';
import type {
  ContainerCheck,
  ContainerChecked,
  ContainerHealth,
  ContainerStart,
  ContainerStarted,
} from '../../base/effects/container.ts';
import { assert } from '../../base/assert.ts';
import type { Containers } from './containers.ts';
import type { SimulatedProcesses } from '../processes/processes.simulated.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';
import type { WorldEffect } from '../rooms.ts';

/**
 * Containers in virtual time: whatever the image, one starts at once, and stays until it is stopped or told
 * to die. They are simulated processes, so that a transcript says `world process dies <name>` of them too. Their
 * own checks find them healthy, unless told otherwise.
 */
export class SimulatedContainers implements Containers, SimulatedRoom {
  readonly #processes: SimulatedProcesses;
  readonly #clock: Clock;
  /** The last word counts. */
  readonly #told: { readonly pattern: string; readonly health: ContainerHealth; readonly at: number }[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(processes: SimulatedProcesses, clock: Clock) {
    this.#processes = processes;
    this.#clock = clock;
  }

  async perform(effect: WorldEffect, signal?: AbortSignal): Promise<any> {
    if (effect.type === 'container.check') return this.check(effect, signal!);
    const { process, env, limits = {} } = effect as ContainerStart;
    return this.#processes.begin(process, { env, limits }) satisfies ContainerStarted;
  }

  async check(effect: ContainerCheck, signal: AbortSignal): Promise<ContainerChecked> {
    const said = () => this.#told.find(({ pattern }) => effect.process.includes(pattern));
    for (;;) {
      const { health = 'HEALTHY', at = 0 } = said() ?? {};
      if (health === effect.known) await this.#change(signal);
      else {
        // However often it is asked anew, the answer comes when it would have come.
        const from = Math.max(effect.since, at);
        const due = from + effect.intervalMs * (health === 'HEALTHY' ? 1 : effect.retries);
        await this.#passing(health === 'HEALTHY' ? due : Math.max(due, effect.graceUntil), signal);
        if ((said()?.health ?? 'HEALTHY') === health) return { health };
      }
    }
  }

  /** `healthy <pattern>` · `unhealthy <pattern>`: what the containers' own checks say. */
  tell([verb = '', ...words]: readonly string[]): undefined {
    assert(verb === 'healthy' || verb === 'unhealthy', `simulated containers know no ${verb}`);
    const health = verb === 'healthy' ? 'HEALTHY' : 'UNHEALTHY';
    this.#told.unshift({ pattern: words.join(' '), health, at: this.#clock.now() });
    for (const listener of this.#listeners) listener();
  }

  /** The processes tell it. */
  done(): readonly string[] {
    return [];
  }

  #passing(time: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const callOff = this.#clock.at(time, resolve);
      signal.addEventListener('abort', () => (callOff(), reject(signal.reason as Error)), { once: true });
    });
  }

  #change(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const listener = () => {
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
      signal.addEventListener(
        'abort',
        () => (this.#listeners.delete(listener), reject(signal.reason as Error)),
      );
    });
  }
}
