import { Overlay } from './overlay.ts';
import type { Store, Touched, Tx } from './store.ts';

/** What survives a crash: JSON text by `collection`, then by key. */
export type Disk = Map<string, Map<string, string>>;

/** A store that keeps everything in a map; a test can keep that map over the death of a process. */
export class MemoryStore implements Store {
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();

  readonly #disk: Disk;

  constructor(disk: Disk = new Map()) {
    this.#disk = disk;
  }

  transaction<R>(body: (tx: Tx) => R): R {
    const overlay = new Overlay({
      get: (collection, key) => this.#disk.get(collection)?.get(key),
      keys: (collection) => [...(this.#disk.get(collection)?.keys() ?? [])],
    });
    const result = body(overlay.tx);
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
  }

  close(): void {
    this.#listeners.clear();
  }

  #write(collection: string, key: string, text: string | null): void {
    let rows = this.#disk.get(collection);
    if (!rows) this.#disk.set(collection, (rows = new Map()));
    if (text === null) rows.delete(key);
    else rows.set(key, text);
  }
}
