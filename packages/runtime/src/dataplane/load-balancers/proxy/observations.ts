import type { LoadBalancerObserved, Observation } from '../../../base/effects/load-balancer.ts';

interface Waiter {
  readonly known: number;
  readonly answer: (observed: LoadBalancerObserved) => void;
}

/** What is known of a load balancer's targets and guards, numbered; and who waits to hear of it. */
export class Observations {
  #version: number;
  #observation: Observation = { targets: [], verdicts: [] };
  #text = '';
  readonly #waiters = new Set<Waiter>();

  /** Numbers follow `version`, so that they are not those of an earlier life. */
  constructor(version: number) {
    this.#version = version;
  }

  /** True where something differs from what was known. */
  note(observation: Observation): boolean {
    const text = JSON.stringify(observation);
    if (text === this.#text) return false;
    this.#text = text;
    this.#observation = observation;
    this.#version++;
    for (const waiter of this.#waiters) this.#tell(waiter);
    return true;
  }

  /** Answers once the number differs from `known`; rejects when the signal aborts. */
  unlike(known: number, signal: AbortSignal): Promise<LoadBalancerObserved> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        known,
        answer: (observed) => {
          signal.removeEventListener('abort', stop);
          resolve(observed);
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.add(waiter);
      this.#tell(waiter);
    });
  }

  #tell(waiter: Waiter): void {
    if (this.#text === '' || waiter.known === this.#version) return;
    this.#waiters.delete(waiter);
    waiter.answer({ version: this.#version, ...this.#observation });
  }
}
