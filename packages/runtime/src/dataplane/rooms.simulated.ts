import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { SimulatedBlobs } from './blobs/blobs.simulated.ts';
import { MemoryBlobs } from './blobs/blobs.memory.ts';
import { SimulatedChat } from './chat/chat.simulated.ts';
import { SimulatedContainers } from './containers/containers.simulated.ts';
import { SimulatedFunctions } from './functions/functions.simulated.ts';
import { SimulatedGit } from './git/git.simulated.ts';
import { SimulatedHttp } from './http/http.simulated.ts';
import { SimulatedInstances } from './instances/instances.simulated.ts';
import { SimulatedKeys } from './keys/keys.simulated.ts';
import { SimulatedLoadBalancing } from './load-balancers/load-balancing.simulated.ts';
import { SimulatedMail } from './mail/mail.simulated.ts';
import { SimulatedProcesses } from './processes/processes.simulated.ts';
import { SimulatedRegistry } from './registry/registry.simulated.ts';
import type { Rooms, WorldEffect } from './rooms.ts';
import { MemorySegments } from './segments/segments.memory.ts';
import { SimulatedSigning } from './signing/signing.simulated.ts';
import { SimulatedWorkspaces } from './workspaces/workspaces.simulated.ts';

/** One simulated room: performs its effects, and does as a transcript's `world <room> …` lines say. */
export interface SimulatedRoom {
  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown>;
  /**
   * Told what will happen, or asked what has: the words after the room's name. What it answers is printed.
   */
  tell(words: readonly string[], body: string): object | undefined | Promise<object | undefined>;
  /** What took place in the world, a line each, however often it was asked for: compared after crashes. */
  done(): readonly string[];
}

/**
 * A data plane without processes, sockets or files: whole, deterministic, in virtual time. A product, not a
 * mock.
 */
export class SimulatedRooms implements Rooms {
  /** Counts beginnings and ends of effects, so that a test can see that nothing moves any more. */
  moves = 0;
  readonly #rooms: Readonly<Record<string, SimulatedRoom>>;
  readonly blobs = new MemoryBlobs();
  readonly segments = new MemorySegments();
  readonly instances: SimulatedInstances;

  constructor(clock: Clock) {
    this.instances = new SimulatedInstances(clock, this.blobs);
    const processes = new SimulatedProcesses(clock);
    this.#rooms = {
      process: processes,
      container: new SimulatedContainers(processes, clock),
      workspace: new SimulatedWorkspaces(this.blobs),
      function: new SimulatedFunctions(),
      git: new SimulatedGit(this.blobs),
      http: new SimulatedHttp(),
      instance: this.instances,
      chat: new SimulatedChat(),
      key: new SimulatedKeys(),
      blob: new SimulatedBlobs(this.blobs),
      registry: new SimulatedRegistry(),
      mail: new SimulatedMail(),
      signature: new SimulatedSigning(),
      loadbalancer: new SimulatedLoadBalancing(clock),
    };
  }

  async perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown> {
    this.moves++;
    const output = await this.#roomOf(effect.type.slice(0, effect.type.indexOf('.'))).perform(effect, signal);
    this.moves++;
    return output;
  }

  async tell([room = '', ...words]: readonly string[], body: string): Promise<object | undefined> {
    return this.#roomOf(room).tell(words, body);
  }

  done(): string[] {
    return Object.values(this.#rooms).flatMap((room) => room.done());
  }

  #roomOf(name: string): SimulatedRoom {
    const room = this.#rooms[name];
    assert(room, `the simulated world has no room ${name}`);
    return room;
  }
}
