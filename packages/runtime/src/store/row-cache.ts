/** How much text is remembered in each of the two generations, in characters. */
const charactersMax = 4 * 1024 * 1024;

type Generation = Map<string, Map<string, string>>;

/**
 * Remembers the text of rows lately read or written, so that the ones in use are not fetched again. Bounded:
 * when the young generation is full it becomes the old one, and what nobody asked for since is forgotten.
 */
export class RowCache {
  #young: Generation = new Map();
  #old: Generation = new Map();
  #characters = 0;

  get(collection: string, key: string): string | undefined {
    const young = this.#young.get(collection)?.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(collection)?.get(key);
    if (old !== undefined) this.set(collection, key, old);
    return old;
  }

  set(collection: string, key: string, text: string): void {
    let rows = this.#young.get(collection);
    if (!rows) this.#young.set(collection, (rows = new Map()));
    rows.set(key, text);
    this.#characters += key.length + text.length;
    if (this.#characters > charactersMax) this.#age();
  }

  delete(collection: string, key: string): void {
    this.#young.get(collection)?.delete(key);
    this.#old.get(collection)?.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#characters = 0;
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#characters = 0;
  }
}
