import { timers } from './base/timers.ts';
import type { Names, Swept } from './dataplane/blobs/blobs.ts';
import type { Store } from './store/store.ts';

export interface SweepingParts {
  readonly store: Pick<Store, 'look'>;
  readonly rooms: { sweep(names: Names): Promise<Swept> };
  readonly log: (sentence: string) => void;
  /** Longer than anybody has bytes that he has written and not named yet. Wall time. */
  readonly everyMs: number;
}

/**
 * Forgets bytes on disk that no row of the store names: objects that were deleted, artifacts of executions that were
 * forgotten, code that was replaced. Who keeps bytes need not say so but in its rows.
 */
export class Sweeping {
  readonly #parts: SweepingParts;
  #callOff = () => {};
  #isClosed = false;

  constructor(parts: SweepingParts) {
    this.#parts = parts;
    this.#wait();
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff();
  }

  #wait(): void {
    this.#callOff = timers.idlyAfter(this.#parts.everyMs, () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    const { store, rooms, log } = this.#parts;
    try {
      const names = await namesIn(store);
      if (this.#isClosed) return;
      const { count, bytes } = await rooms.sweep(names);
      if (count > 0) log(`${megabytes(bytes)} MB that nothing names any more were deleted.`);
    } catch (error) {
      if (this.#isClosed) return;
      log(`What nothing names any more could not be deleted: ${String(error)}`);
    }
    this.#wait();
  }
}

/** Bytes are named by their SHA-256 in hex, wherever that is in a row. */
export async function namesIn(store: Pick<Store, 'look'>): Promise<Set<string>> {
  const names = new Set<string>();
  await store.look((text) => {
    for (const [name] of text.matchAll(/[0-9a-f]{64}/g)) names.add(detached(name));
  });
  return names;
}

/** A piece of a text holds all of it in memory: this one is by itself. */
const detached = (name: string): string => Buffer.from(name, 'latin1').toString('latin1');

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
