import { assert } from '../base/assert.ts';
import { keptValue } from './kept-value.ts';
import { gone, type Layer } from './layer.ts';
import type { Range, Row, Touched, Tx } from './store.ts';

/** One write, and how to undo it: `before` is what the layer had there. */
interface Done extends Touched {
  readonly before: unknown;
}

/** A transaction writes into its store’s layer at once; what fails is undone, write by write, the last one first. */
export class Transaction implements Tx {
  readonly #layer: Layer;
  readonly #done: Done[] = [];
  #open = true;

  constructor(layer: Layer) {
    this.#layer = layer;
  }

  /** Runs a transaction's body. Its `tx` is good for nothing afterwards. */
  run<R>(body: (tx: Tx) => R): R {
    try {
      const result = body(this);
      assert(!(result instanceof Promise), 'a transaction is synchronous');
      return result;
    } catch (error) {
      this.#undo(0);
      throw error;
    } finally {
      this.#open = false;
    }
  }

  /** What was written, in that order. */
  get touched(): readonly Touched[] {
    return this.#done;
  }

  get<T>(collection: string, key: string): T | undefined {
    assert(this.#open, inside);
    return this.#layer.get(collection, key) as T | undefined;
  }

  put(collection: string, key: string, value: unknown): void {
    const kept = keptValue(value);
    assert(kept !== undefined, `${collection}: a value is what JSON keeps`);
    assert(key !== '', `${collection}: a key is not empty`);
    this.#write(collection, key, kept);
  }

  delete(collection: string, key: string): void {
    this.#write(collection, key, gone);
  }

  list<T>(collection: string, range: Range = {}): Row<T>[] {
    assert(this.#open, inside);
    const { limit = Infinity } = range;
    const rows: Row<T>[] = [];
    if (limit <= 0) return rows;
    for (const [key, value] of this.#layer.scan(collection, range)) {
      rows.push({ key, value: value as T });
      if (rows.length >= limit) break;
    }
    return rows;
  }

  next(sequence: string): number {
    const value = (this.get<number>('sequence', sequence) ?? 0) + 1;
    this.#write('sequence', sequence, value);
    return value;
  }

  attempt<R>(body: () => R): R {
    const begun = this.#done.length;
    try {
      return body();
    } catch (error) {
      this.#undo(begun);
      throw error;
    }
  }

  #write(collection: string, key: string, value: unknown): void {
    assert(this.#open, inside);
    const before = this.#layer.write(collection, key, value);
    this.#done.push({ collection, key, before });
  }

  /** Undoes all writes but the first `count`. */
  #undo(count: number): void {
    while (this.#done.length > count) {
      const { collection, key, before } = this.#done.pop()!;
      this.#layer.undo(collection, key, before);
    }
  }
}

const inside = 'a tx is used inside its transaction';
