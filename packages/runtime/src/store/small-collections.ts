import { SortedRows } from './sorted-rows.ts';

/** A collection with more rows than this, or a longer one (in characters of JSON), is not kept in memory whole. */
const rowsMax = 256;
const charactersMax = 2_048;

/** A row as it is read from disk. */
export interface ReadRow {
  readonly key: string;
  readonly text: string;
}

/**
 * Collections that are small lie in memory whole, as soon as one is listed: what is listed over and over (the rules
 * that an event may be for, the first wake) is not fetched each time, and what is not there is known not to be.
 */
export class SmallCollections {
  readonly #wholes = new Map<string, SortedRows<unknown>>();
  readonly #large = new Set<string>();
  readonly #valueOf: (text: string) => unknown;

  constructor(valueOf: (text: string) => unknown) {
    this.#valueOf = valueOf;
  }

  of(collection: string): SortedRows<unknown> | undefined {
    return this.#wholes.get(collection);
  }

  /** Reads a collection that is not here yet; undefined where it is not small. */
  take(collection: string, read: () => Iterable<ReadRow>): SortedRows<unknown> | undefined {
    if (this.#large.has(collection)) return undefined;
    const rows = new SortedRows<unknown>();
    for (const { key, text } of read()) {
      if (rows.size === rowsMax || text.length > charactersMax) return void this.#large.add(collection);
      rows.set(key, this.#valueOf(text));
    }
    this.#wholes.set(collection, rows);
    return rows;
  }

  /** Answers whether the row is kept here. */
  set(collection: string, key: string, value: unknown, characters: number): boolean {
    const whole = this.#wholes.get(collection);
    if (!whole) return false;
    whole.set(key, value);
    if (whole.size <= rowsMax && characters <= charactersMax) return true;
    this.#wholes.delete(collection);
    this.#large.add(collection);
    return false;
  }

  delete(collection: string, key: string): void {
    this.#wholes.get(collection)?.delete(key);
  }

  clear(): void {
    this.#wholes.clear();
    this.#large.clear();
  }
}
