import { assert } from '../base/assert.ts';
import { keptValue } from './kept-value.ts';
import { byCodeUnits, SortedRows } from './sorted-rows.ts';
import type { Range, Row, Touched, Tx } from './store.ts';

/** What lies under an overlay: committed rows. Values are never undefined, and nobody changes them. */
export interface Beneath {
  get(collection: string, key: string): unknown;
  /** Rows of a range, in its order, read as far as the reader goes. The range's limit is not applied. */
  scan(collection: string, range: Range): Iterable<KeyAndValue>;
}
export type KeyAndValue = readonly [key: string, value: unknown];

/** Where there was a row. */
export const gone = Symbol('gone');

export interface Write extends Touched {
  /** `gone` where the row was deleted. */
  readonly value: unknown;
}

/** Rows written, by collection; `gone` where deleted. */
export type Layer = Map<string, SortedRows<unknown>>;

/** The writes of one transaction, lying over what is committed; a layer more for each `attempt`. */
export class Overlay implements Tx {
  /** None as long as nothing was written, as in most transactions nothing is. */
  readonly #layers: Layer[] = [];
  readonly #beneath: Beneath;
  #open = true;

  constructor(beneath: Beneath) {
    this.#beneath = beneath;
  }

  /** Runs a transaction's body. Its `tx` is good for nothing afterwards. */
  run<R>(body: (tx: Tx) => R): R {
    try {
      const result = body(this);
      assert(!(result instanceof Promise), 'a transaction is synchronous');
      return result;
    } finally {
      this.#open = false;
    }
  }

  get<T>(collection: string, key: string): T | undefined {
    const value = this.#read(collection, key);
    return value === gone ? undefined : (value as T | undefined);
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

  /** Everything written, each row once, as it is in the end. */
  writes(): readonly Write[] {
    const [layer] = this.#layers;
    if (!layer) return noWrites;
    const writes: Write[] = [];
    for (const [collection, rows] of layer) {
      for (const [key, value] of rows.entries()) writes.push({ collection, key, value });
    }
    return writes;
  }

  #read(collection: string, key: string): unknown {
    assert(this.#open, 'a tx is used inside its transaction');
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const value = this.#layers[i]!.get(collection)?.get(key);
      if (value !== undefined) return value;
    }
    return this.#beneath.get(collection, key);
  }

  #write(collection: string, key: string, value: unknown): void {
    assert(this.#open, 'a tx is used inside its transaction');
    if (this.#layers.length === 0) this.#layers.push(new Map());
    write(this.#layers.at(-1)!, { collection, key, value });
  }

  list<T>(collection: string, range: Range = {}): Row<T>[] {
    assert(this.#open, 'a tx is used inside its transaction');
    const { limit = Infinity } = range;
    const rows: Row<T>[] = [];
    if (limit <= 0) return rows;
    const layers = this.#layers.map((layer) => layer.get(collection));
    for (const [key, value] of scan(this.#beneath.scan(collection, range), layers, range)) {
      rows.push({ key, value: value as T });
      if (rows.length >= limit) break;
    }
    return rows;
  }

  next(sequence: string): number {
    const value = (this.get<number>('sequence', sequence) ?? 0) + 1;
    this.put('sequence', sequence, value);
    return value;
  }

  attempt<R>(body: () => R): R {
    const depth = this.#layers.push(new Map()) - 1;
    try {
      const result = body();
      const [layer] = this.#layers.splice(depth);
      for (const [collection, rows] of layer!) {
        for (const [key, value] of rows.entries()) this.#write(collection, key, value);
      }
      return result;
    } catch (error) {
      this.#layers.splice(depth);
      throw error;
    }
  }
}

const noWrites: readonly Write[] = [];

/** Writes one row into a layer. */
export function write(layer: Layer, { collection, key, value }: Write): void {
  let rows = layer.get(collection);
  if (!rows) layer.set(collection, (rows = new SortedRows()));
  rows.set(key, value);
}

/**
 * Rows of a range as they are seen through layers, the lowest first: an upper one hides what lies under it.
 */
export function scan(
  beneath: Iterable<KeyAndValue>,
  layers: readonly (SortedRows<unknown> | undefined)[],
  range: Range,
): Iterable<KeyAndValue> {
  const upper = layers.filter((rows) => rows !== undefined && rows.size > 0);
  if (upper.length === 0) return beneath;
  const merged = upper.reduce<Iterable<KeyAndValue>>(
    (lower, rows) => merge(lower, rows!.scan(range), range.reverse ? -1 : 1),
    beneath,
  );
  return present(merged);
}

function* merge(
  lower: Iterable<KeyAndValue>,
  upper: Generator<[string, unknown], undefined>,
  direction: 1 | -1,
): Generator<KeyAndValue> {
  let over = upper.next().value;
  for (const under of lower) {
    let order = over ? byCodeUnits(over[0], under[0]) * direction : 1;
    while (over && order < 0) {
      yield over;
      over = upper.next().value;
      order = over ? byCodeUnits(over[0], under[0]) * direction : 1;
    }
    if (over && order === 0) {
      yield over;
      over = upper.next().value;
    } else yield under;
  }
  for (; over; over = upper.next().value) yield over;
}

function* present(rows: Iterable<KeyAndValue>): Generator<KeyAndValue> {
  for (const row of rows) if (row[1] !== gone) yield row;
}
