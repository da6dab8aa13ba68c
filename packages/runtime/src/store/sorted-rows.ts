import type { Range } from './store.ts';

/**
 * Rows by key, which can be walked in the order of their keys. The order is made when first asked for, and
 * then kept.
 */
export class SortedRows<V> {
  readonly #values: Map<string, V>;
  #keys: string[] | undefined;

  constructor(values: Map<string, V> = new Map()) {
    this.#values = values;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (this.#keys && !this.#values.has(key)) this.#keys.splice(firstAtOrAfter(this.#keys, key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key) && this.#keys) this.#keys.splice(firstAtOrAfter(this.#keys, key), 1);
  }

  entries(): MapIterator<[string, V]> {
    return this.#values.entries();
  }

  /** Rows of a range, in its order. The range's limit is the reader's business: he stops. */
  *scan(range: Range): Generator<[string, V], undefined> {
    const { prefix = '', after, reverse } = range;
    const keys = (this.#keys ??= [...this.#values.keys()].sort(byCodeUnits));
    let index = reverse ? lastOf(keys, prefix, after) : firstOf(keys, prefix, after);
    for (; index >= 0 && index < keys.length; index += reverse ? -1 : 1) {
      const key = keys[index]!;
      if (!key.startsWith(prefix)) return;
      yield [key, this.#values.get(key)!];
    }
  }
}

/** The order of the house: by UTF-16 code units, as `<` compares strings. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function firstOf(keys: readonly string[], prefix: string, after: string | undefined): number {
  if (after === undefined || after < prefix) return firstAtOrAfter(keys, prefix);
  const index = firstAtOrAfter(keys, after);
  return keys[index] === after ? index + 1 : index;
}

function lastOf(keys: readonly string[], prefix: string, before: string | undefined): number {
  const end = firstWhere(keys, (key) => key > prefix && !key.startsWith(prefix));
  return (before === undefined ? end : Math.min(end, firstAtOrAfter(keys, before))) - 1;
}

const firstAtOrAfter = (keys: readonly string[], key: string): number =>
  firstWhere(keys, (other) => other >= key);

/** The index of the first key for which the condition holds; it must hold for all after it. */
function firstWhere(keys: readonly string[], holds: (key: string) => boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
