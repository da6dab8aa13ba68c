/** The headers of a request: names in lower case, values in the order they came. `__proto__` is but a name. */
export class HeaderList {
  readonly #values = new Map<string, string[]>();

  /** Reads node's flat list of names and values. */
  static of(rawHeaders: readonly string[]): HeaderList {
    const list = new HeaderList();
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) list.add(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    return list;
  }

  add(name: string, value: string): void {
    const key = name.toLowerCase();
    const known = this.#values.get(key);
    if (known) known.push(value);
    else this.#values.set(key, [value]);
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), [value]);
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  /** Repeated headers are joined by commas, as RFC 9110 has it. */
  get(name: string): string | undefined {
    const values = this.#values.get(name);
    return values === undefined || values.length === 1 ? values?.[0] : values.join(',');
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }
}
