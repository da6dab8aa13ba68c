import { createHash } from 'node:crypto';
import { assert } from '../base/assert.ts';
import type { BlobRef } from '../base/blob.ts';
import type { Clock } from '../base/clock.ts';
import type { Rooms, WorldEffect } from './rooms.ts';

/** One simulated room: performs its effects, and does as a transcript's `world <room> …` lines say. */
export interface SimulatedRoom {
  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown>;
  /** Told what will happen, or asked what has: the words after the room's name. What it answers is printed. */
  tell(words: readonly string[], body: string): object | undefined | Promise<object | undefined>;
  /** What took place in the world, a line each, however often it was asked for: compared after crashes. */
  done(): readonly string[];
}

/** A data plane without processes, sockets or files: whole, deterministic, in virtual time. A product, not a mock. */
export class SimulatedRooms implements Rooms {
  moves = 0;
  readonly #rooms: Readonly<Record<string, SimulatedRoom>>;
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #segments = new Map<string, Uint8Array>();

  constructor(_clock: Clock) {
    this.#rooms = {};
  }

  readonly blobs = {
    write: async (bytes: Uint8Array): Promise<BlobRef> => {
      const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
      const blob = { sha256: digest('sha256'), size: bytes.length, md5: digest('md5') };
      this.#blobs.set(blob.sha256, bytes);
      return blob;
    },
    read: async (blob: BlobRef): Promise<Uint8Array> => {
      const bytes = this.#blobs.get(blob.sha256);
      assert(bytes, `no blob ${blob.sha256}`);
      return bytes;
    },
  };

  readonly segments = {
    append: async (segment: string, bytes: Uint8Array): Promise<{ offset: number }> => {
      const before = this.#segments.get(segment) ?? new Uint8Array();
      this.#segments.set(segment, Buffer.concat([before, bytes]));
      return { offset: before.length };
    },
    read: async (segment: string, offset: number, length: number): Promise<Uint8Array> =>
      (this.#segments.get(segment) ?? new Uint8Array()).subarray(offset, offset + length),
    remove: async (segment: string): Promise<void> => void this.#segments.delete(segment),
  };

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
