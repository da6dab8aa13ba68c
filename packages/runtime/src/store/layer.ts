import { byCodeUnits, SortedRows } from './sorted-rows.ts';
import type { Range, Touched } from './store.ts';

/** What lies under a layer: committed rows. Values are never undefined, and nobody changes them. */
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

/** Rows written, lying over others; `gone` where deleted. */
export class Layer {
  readonly #beneath: Beneath;
  readonly #collections = new Map<string, SortedRows<unknown>>();
  #size = 0;

  constructor(beneath: Beneath) {
    this.#beneath = beneath;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** The value, whether written here or lying beneath; undefined where there is none. */
  get(collection: string, key: string): unknown {
    const value = this.#collections.get(collection)?.get(key);
    if (value === undefined) return this.#beneath.get(collection, key);
    return value === gone ? undefined : value;
  }

  /** Answers what this layer had there: undefined where nothing. */
  write(collection: string, key: string, value: unknown): unknown {
    let rows = this.#collections.get(collection);
    if (!rows) this.#collections.set(collection, (rows = new SortedRows()));
    const before = rows.get(key);
    if (before === undefined) this.#size++;
    rows.set(key, value);
    return before;
  }

  /** Undoes a write, by what it answered. */
  undo(collection: string, key: string, before: unknown): void {
    const rows = this.#collections.get(collection)!;
    if (before !== undefined) return rows.set(key, before);
    rows.delete(key);
    this.#size--;
  }

  /** Rows of a range as they are seen from above: an upper one hides what lies under it. */
  scan(collection: string, range: Range): Iterable<KeyAndValue> {
    const lower = this.#beneath.scan(collection, range);
    const rows = this.#collections.get(collection);
    return rows && rows.size > 0 ? merged(lower, rows.scan(range), range.reverse ? -1 : 1) : lower;
  }

  *writes(): Generator<Write, undefined> {
    for (const [collection, rows] of this.#collections)
      for (const [key, value] of rows.entries()) yield { collection, key, value };
  }
}

function* merged(
  lower: Iterable<KeyAndValue>,
  upper: Generator<[string, unknown], undefined>,
  direction: 1 | -1,
): Generator<KeyAndValue> {
  let over = upper.next().value;
  for (const under of lower) {
    let order = over ? byCodeUnits(over[0], under[0]) * direction : 1;
    for (; over && order < 0; order = over ? byCodeUnits(over[0], under[0]) * direction : 1) {
      if (over[1] !== gone) yield over;
      over = upper.next().value;
    }
    if (!over || order > 0) yield under;
    else {
      if (over[1] !== gone) yield over;
      over = upper.next().value;
    }
  }
  for (; over; over = upper.next().value) if (over[1] !== gone) yield over;
}
