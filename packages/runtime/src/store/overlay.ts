import type { Range, Row, Touched, Tx } from './store.ts';

/** What lies under an overlay: committed rows, as JSON text. */
export interface Beneath {
  get(collection: string, key: string): string | undefined;
  /** All keys of a collection (at least those in the range), in any order. */
  keys(collection: string, range: Range): readonly string[];
}

export interface Write extends Touched {
  /** Null where the row was deleted. */
  readonly text: string | null;
}

type Layer = Map<string, Map<string, string | null>>;

/** The writes of one transaction, lying over what is committed; a layer more for each `attempt`. */
export class Overlay {
  readonly #layers: Layer[] = [new Map()];
  readonly #beneath: Beneath;
  readonly tx: Tx;

  constructor(beneath: Beneath) {
    this.#beneath = beneath;
    this.tx = {
      get: (collection, key) => parse(this.#read(collection, key)),
      put: (collection, key, value) => this.#write(collection, key, JSON.stringify(value)),
      delete: (collection, key) => this.#write(collection, key, null),
      list: <T>(collection: string, range: Range = {}) => this.#list<T>(collection, range),
      next: (sequence) => this.#next(sequence),
      attempt: (body) => this.#attempt(body),
    };
  }

  /** Everything written, each row once, as it is in the end. */
  writes(): readonly Write[] {
    return [...this.#layers[0]!].flatMap(([collection, rows]) =>
      [...rows].map(([key, text]) => ({ collection, key, text })),
    );
  }

  #read(collection: string, key: string): string | null | undefined {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const text = this.#layers[i]!.get(collection)?.get(key);
      if (text !== undefined) return text;
    }
    return this.#beneath.get(collection, key);
  }

  #write(collection: string, key: string, text: string | null): void {
    const layer = this.#layers.at(-1)!;
    const rows = layer.get(collection);
    if (rows) rows.set(key, text);
    else layer.set(collection, new Map([[key, text]]));
  }

  #list<T>(collection: string, range: Range): Row<T>[] {
    const keys = new Set(this.#beneath.keys(collection, range));
    for (const layer of this.#layers) for (const key of layer.get(collection)?.keys() ?? []) keys.add(key);
    const rows: Row<T>[] = [];
    const ordered = [...keys].filter((key) => inRange(key, range)).sort(byCodeUnits);
    for (const key of range.reverse ? ordered.reverse() : ordered) {
      const value = parse<T>(this.#read(collection, key));
      if (value !== undefined) rows.push({ key, value });
      if (rows.length === range.limit) break;
    }
    return rows;
  }

  #next(sequence: string): number {
    const value = (this.tx.get<number>('sequence', sequence) ?? 0) + 1;
    this.tx.put('sequence', sequence, value);
    return value;
  }

  #attempt<R>(body: () => R): R {
    const depth = this.#layers.push(new Map()) - 1;
    try {
      const result = body();
      const [layer] = this.#layers.splice(depth);
      for (const [collection, rows] of layer!) {
        for (const [key, text] of rows) this.#write(collection, key, text);
      }
      return result;
    } catch (error) {
      this.#layers.splice(depth);
      throw error;
    }
  }
}

function inRange(key: string, { prefix = '', after, reverse }: Range): boolean {
  if (!key.startsWith(prefix)) return false;
  if (after === undefined) return true;
  return reverse ? key < after : key > after;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function parse<T>(text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as T);
}
