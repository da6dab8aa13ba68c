/** Text that is neither JSON nor the shorthand of the AWS CLI. */
export class NotShorthand extends Error {}

/**
 * The AWS CLI's shorthand: `Name=a,Value=b` is an object, `a,b` a list, `x=[{y=1}]` nests.
 */
// AWS: CLI user guide, "Using shorthand syntax with the AWS CLI".
export function readShorthand(text: string): unknown {
  const reader = new Shorthand(text);
  const value = reader.top();
  if (!reader.ended) throw new NotShorthand(`unexpected '${reader.rest.slice(0, 20)}'`);
  return value;
}

class Shorthand {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.trim();
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  top(): unknown {
    if (/^[\w-]+\s*=/.test(this.rest)) return this.#pairs('');
    const items = this.#items('');
    return items.length === 1 ? items[0] : items;
  }

  #pairs(end: string): Record<string, unknown> {
    const pairs: Record<string, unknown> = {};
    while (!this.ended && this.#next() !== end) {
      const [whole, key] = /^\s*([\w-]+)\s*=\s*/.exec(this.rest) ?? [];
      if (!whole) throw new NotShorthand(`expected a name and '=', not '${this.rest.slice(0, 20)}'`);
      this.#at += whole.length;
      pairs[key!] = this.#valueOfPair(end);
      if (this.#next() === ',') this.#at++;
    }
    return pairs;
  }

  /** `events=A,B` is a list: what follows a comma is a value where no name with `=` does. */
  #valueOfPair(end: string): unknown {
    const first = this.#value();
    const more: unknown[] = [];
    while (this.#next() === ',' && !/^,\s*[\w-]+\s*=/.test(this.rest)) {
      this.#at++;
      if (this.ended || this.#next() === end) break;
      more.push(this.#value());
    }
    return more.length === 0 ? first : [first, ...more];
  }

  #items(end: string): unknown[] {
    const items: unknown[] = [];
    while (!this.ended && this.#next() !== end) {
      items.push(this.#value());
      if (this.#next() === ',') this.#at++;
      else break;
    }
    return items;
  }

  #value(): unknown {
    const next = this.#next();
    if (next === '[' || next === '{') {
      this.#at++;
      const inner = next === '[' ? this.#items(']') : this.#pairs('}');
      const close = next === '[' ? ']' : '}';
      if (this.#next() !== close) throw new NotShorthand(`expected '${close}'`);
      this.#at++;
      return inner;
    }
    const [whole = '', single, double, plain] =
      /^\s*(?:'([^']*)'|"([^"]*)"|((?:\$\{[^}]*\}|[^,\][{}])*))/.exec(this.rest) ?? [];
    this.#at += whole.length;
    return single ?? double ?? (plain ?? '').trim();
  }

  #next(): string {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\n') this.#at++;
    return this.#text[this.#at] ?? '';
  }
}
