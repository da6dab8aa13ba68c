import type { ContainerStart, ContainerStarted } from '../base/effects/container.ts';
import type { Containers } from './containers.ts';
import type { SimulatedProcesses } from './processes.simulated.ts';
import type { SimulatedRoom } from './rooms.simulated.ts';
import type { WorldEffect } from './rooms.ts';

/**
 * Containers in virtual time: whatever the image, one starts at once, and stays until it is stopped or told
 * to die. They are simulated processes, so that a transcript says `world process dies <name>` of them too.
 */
export class SimulatedContainers implements Containers, SimulatedRoom {
  readonly #processes: SimulatedProcesses;

  constructor(processes: SimulatedProcesses) {
    this.#processes = processes;
  }

  async perform(effect: WorldEffect | ContainerStart): Promise<ContainerStarted> {
    const { process, env, limits = {} } = effect as ContainerStart;
    return this.#processes.begin(process, { env, limits });
  }

  tell(words: readonly string[], body: string): object | undefined {
    return this.#processes.tell(words, body);
  }

  /** The processes tell it. */
  done(): readonly string[] {
    return [];
  }
}
