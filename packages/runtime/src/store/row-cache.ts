/** How much is remembered in each of the two generations, in characters of JSON. */
const charactersMax = 4 * 1024 * 1024;

/** What is remembered of a row that is not there. */
export const absent = Symbol('absent');
/** It takes room, too. */
const absentCharacters = 100;

type Generation = Map<string, Map<string, Remembered>>;

interface Remembered {
  readonly value: unknown;
  readonly characters: number;
}

/**
 * Remembers rows lately read or written, so that the ones in use are neither fetched nor parsed again; and which ones
 * are not there: who makes a row has often asked more than once. Bounded: when the young generation is full it becomes
 * the old one, and what nobody asked for since is forgotten.
 */
export class RowCache {
  #young: Generation = new Map();
  #old: Generation = new Map();
  #characters = 0;

  /** `absent` where there is no such row, undefined where that is not known: values are never undefined. */
  get(collection: string, key: string): unknown {
    const young = this.#young.get(collection)?.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(collection)?.get(key);
    if (old === undefined) return undefined;
    this.#remember(collection, key, old);
    return old.value;
  }

  /** `characters`: how long it is as JSON. */
  set(collection: string, key: string, value: unknown, characters: number): void {
    this.#remember(collection, key, { value, characters });
  }

  setAbsent(collection: string, key: string): void {
    this.#remember(collection, key, { value: absent, characters: absentCharacters });
  }

  delete(collection: string, key: string): void {
    this.#young.get(collection)?.delete(key);
    this.#old.get(collection)?.delete(key);
  }

  forget(collection: string): void {
    this.#young.delete(collection);
    this.#old.delete(collection);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#characters = 0;
  }

  #remember(collection: string, key: string, row: Remembered): void {
    let rows = this.#young.get(collection);
    if (!rows) this.#young.set(collection, (rows = new Map()));
    rows.set(key, row);
    this.#characters += key.length + row.characters;
    if (this.#characters > charactersMax) this.#age();
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#characters = 0;
  }
}
