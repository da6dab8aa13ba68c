import { assert } from '../base/assert.ts';
import { byCodeUnits, SortedRows } from './sorted-rows.ts';
import type { Range, Row, Touched, Tx } from './store.ts';

/** What lies under an overlay: committed rows, as JSON text. */
export interface Beneath {
  get(collection: string, key: string): string | undefined;
  /** Rows of a range, in its order, read as far as the reader goes. The range's limit is not applied. */
  scan(collection: string, range: Range): Iterable<readonly [key: string, text: string]>;
}

export interface Write extends Touched {
  /** Null where the row was deleted. */
  readonly text: string | null;
}

/** Rows written, by collection; null where deleted. */
export type Layer = Map<string, SortedRows<string | null>>;

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
    return parse(this.#read(collection, key));
  }

  put(collection: string, key: string, value: unknown): void {
    const text = JSON.stringify(value) as string | undefined;
    assert(text !== undefined, `${collection}: a value is what JSON keeps`);
    assert(key !== '', `${collection}: a key is not empty`);
    this.#write(collection, key, text);
  }

  delete(collection: string, key: string): void {
    this.#write(collection, key, null);
  }

  /** Everything written, each row once, as it is in the end. */
  writes(): readonly Write[] {
    const [layer] = this.#layers;
    if (!layer) return noWrites;
    const writes: Write[] = [];
    for (const [collection, rows] of layer) {
      for (const [key, text] of rows.entries()) writes.push({ collection, key, text });
    }
    return writes;
  }

  #read(collection: string, key: string): string | null | undefined {
    assert(this.#open, 'a tx is used inside its transaction');
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const text = this.#layers[i]!.get(collection)?.get(key);
      if (text !== undefined) return text;
    }
    return this.#beneath.get(collection, key);
  }

  #write(collection: string, key: string, text: string | null): void {
    assert(this.#open, 'a tx is used inside its transaction');
    if (this.#layers.length === 0) this.#layers.push(new Map());
    write(this.#layers.at(-1)!, { collection, key, text });
  }

  list<T>(collection: string, range: Range = {}): Row<T>[] {
    assert(this.#open, 'a tx is used inside its transaction');
    const { limit = Infinity } = range;
    const rows: Row<T>[] = [];
    if (limit <= 0) return rows;
    const layers = this.#layers.map((layer) => layer.get(collection));
    for (const [key, text] of scan(this.#beneath.scan(collection, range), layers, range)) {
      rows.push({ key, value: JSON.parse(text) as T });
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
        for (const [key, text] of rows.entries()) this.#write(collection, key, text);
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
export function write(layer: Layer, { collection, key, text }: Write): void {
  let rows = layer.get(collection);
  if (!rows) layer.set(collection, (rows = new SortedRows()));
  rows.set(key, text);
}

/**
 * Rows of a range as they are seen through layers, the lowest first: an upper one hides what lies under it.
 */
export function scan(
  beneath: Iterable<readonly [string, string]>,
  layers: readonly (SortedRows<string | null> | undefined)[],
  range: Range,
): Iterable<readonly [string, string]> {
  const upper = layers.filter((rows) => rows !== undefined && rows.size > 0);
  if (upper.length === 0) return beneath;
  const merged = upper.reduce<Iterable<readonly [string, string | null]>>(
    (lower, rows) => merge(lower, rows!.scan(range), range.reverse ? -1 : 1),
    beneath,
  );
  return present(merged);
}

function* merge(
  lower: Iterable<readonly [string, string | null]>,
  upper: Generator<[string, string | null], undefined>,
  direction: 1 | -1,
): Generator<readonly [string, string | null]> {
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

function* present(rows: Iterable<readonly [string, string | null]>): Generator<readonly [string, string]> {
  for (const row of rows) if (row[1] !== null) yield row as readonly [string, string];
}

function parse<T>(text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as T);
}
