import { assert } from '../base/assert.ts';
import { Overlay } from './overlay.ts';
import { SortedRows } from './sorted-rows.ts';
import type { Store, Touched, Tx } from './store.ts';

/** What survives a crash: JSON text by `collection`, then by key. */
export type Disk = Map<string, Map<string, string>>;

/** A store that keeps everything in a map; a test can keep that map over the death of a process. */
export class MemoryStore implements Store {
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  readonly #disk: Disk;
  readonly #rows = new Map<string, SortedRows<string>>();
  #busy = false;

  constructor(disk: Disk = new Map()) {
    this.#disk = disk;
    for (const [collection, rows] of disk) this.#rows.set(collection, new SortedRows(rows));
  }

  transaction<R>(body: (tx: Tx) => R): R {
    assert(!this.#busy, 'a transaction does not begin inside another');
    const overlay = new Overlay({
      get: (collection, key) => this.#rows.get(collection)?.get(key),
      scan: (collection, range) => this.#rows.get(collection)?.scan(range) ?? [],
    });
    this.#busy = true;
    let result: R;
    try {
      result = overlay.run(body);
    } finally {
      this.#busy = false;
    }
    const touched = overlay.writes();
    for (const { collection, key, text } of touched) this.#write(collection, key, text);
    if (touched.length > 0) for (const listener of [...this.#listeners]) listener(touched);
    return result;
  }

  durable(): Promise<void> {
    return Promise.resolve();
  }

  watch(listener: (touched: readonly Touched[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  reset(): void {
    this.#disk.clear();
    this.#rows.clear();
  }

  close(): void {
    this.#listeners.clear();
  }

  #write(collection: string, key: string, text: string | null): void {
    let rows = this.#rows.get(collection);
    if (!rows) {
      const kept = new Map<string, string>();
      this.#disk.set(collection, kept);
      this.#rows.set(collection, (rows = new SortedRows(kept)));
    }
    if (text === null) rows.delete(key);
    else rows.set(key, text);
  }
}
