import { assert } from '../base/assert.ts';
import { valueOf } from './kept-value.ts';
import { gone, Layer, type KeyAndValue, type Write } from './layer.ts';
import { show, type See } from './looking.ts';
import { SortedRows } from './sorted-rows.ts';
import type { Range, Store, Touched, Tx } from './store.ts';
import { Transaction } from './transaction.ts';

/** What survives a crash: JSON text by `collection`, then by key. */
export type Disk = Map<string, Map<string, string>>;

/** A store that keeps everything in a map; a test can keep that map over the death of a process. */
export class MemoryStore implements Store {
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  readonly #disk: Disk;
  readonly #rows = new Map<string, SortedRows<string>>();
  /** The values of these texts, as far as they were read or written by this process. */
  readonly #values = new Map<string, Map<string, unknown>>();
  #busy = false;

  constructor(disk: Disk = new Map()) {
    this.#disk = disk;
    for (const [collection, rows] of disk) this.#rows.set(collection, new SortedRows(rows));
  }

  transaction<R>(body: (tx: Tx) => R): R {
    assert(!this.#busy, 'a transaction does not begin inside another');
    const layer = new Layer({
      get: (collection, key) => this.#get(collection, key),
      scan: (collection, range) => this.#scan(collection, range),
    });
    const transaction = new Transaction(layer);
    this.#busy = true;
    let result: R;
    try {
      result = transaction.run(body);
    } finally {
      this.#busy = false;
    }
    const { touched } = transaction;
    for (const each of layer.writes()) this.#write(each);
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

  async look(see: See): Promise<void> {
    await Promise.resolve(); // What is written in this turn is seen as well.
    for (const rows of this.#rows.values()) for (const [key, text] of rows.entries()) show(see, key, text);
  }

  reset(): void {
    this.#disk.clear();
    this.#rows.clear();
    this.#values.clear();
  }

  close(): void {
    this.#listeners.clear();
  }

  #get(collection: string, key: string): unknown {
    const text = this.#rows.get(collection)?.get(key);
    return text === undefined ? undefined : this.#value(collection, key, text);
  }

  *#scan(collection: string, range: Range): Generator<KeyAndValue> {
    const rows = this.#rows.get(collection)?.scan(range) ?? [];
    for (const [key, text] of rows) yield [key, this.#value(collection, key, text)];
  }

  #value(collection: string, key: string, text: string): unknown {
    const values = this.#valuesOf(collection);
    let value = values.get(key);
    if (value === undefined) values.set(key, (value = valueOf(text)));
    return value;
  }

  #valuesOf(collection: string): Map<string, unknown> {
    let values = this.#values.get(collection);
    if (!values) this.#values.set(collection, (values = new Map()));
    return values;
  }

  #write({ collection, key, value }: Write): void {
    let rows = this.#rows.get(collection);
    if (!rows) {
      const kept = new Map<string, string>();
      this.#disk.set(collection, kept);
      this.#rows.set(collection, (rows = new SortedRows(kept)));
    }
    if (value === gone) {
      rows.delete(key);
      this.#values.get(collection)?.delete(key);
    } else {
      rows.set(key, JSON.stringify(value));
      this.#valuesOf(collection).set(key, value);
    }
  }
}
