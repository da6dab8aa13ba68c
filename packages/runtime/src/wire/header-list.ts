const none: readonly string[] = [];

/** The headers of a request: names in lower case, values in the order they came. `__proto__` is but a name. */
export class HeaderList {
  readonly #values = new Map<string, string | string[]>();

  /** Reads node's flat list of names and values. */
  static of(rawHeaders: readonly string[]): HeaderList {
    const list = new HeaderList();
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) list.add(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    return list;
  }

  add(name: string, value: string): void {
    const key = name.toLowerCase();
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, value);
    else this.#values.set(key, typeof known === 'string' ? [known, value] : [...known, value]);
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  /** Repeated headers are joined by commas, as RFC 9110 has it. */
  get(name: string): string | undefined {
    const values = this.#values.get(name);
    return values === undefined || typeof values === 'string' ? values : values.join(',');
  }

  all(name: string): readonly string[] {
    const values = this.#values.get(name);
    return values === undefined ? none : typeof values === 'string' ? [values] : values;
  }

  isRepeated(name: string): boolean {
    return typeof this.#values.get(name) === 'object';
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }
}
