import { notWellFormed } from './errors.ts';
import type { Value } from './template.ts';
import { numberOf } from './scalar.ts';

/**
 * Reads JSON as CloudFormation's reader does, and tells the place of what it cannot read. A member that is there
 * twice is refused.
 */
// AWS: unverified for members that are there twice.
export function readJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const depthMax = 200;
const literals: Readonly<Record<string, Value>> = { true: true, false: false, null: null };

const plain = '[^"\\\\\\u0000-\\u001f]*';
const escape = '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})';
const stringPattern = new RegExp(`"${plain}(?:${escape}${plain})*"`, 'y');
const scalarPattern = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    this.#space();
    if (depth > depthMax) this.#refuse();
    const start = this.#text[this.#at];
    if (start === '{') return this.#object(depth);
    if (start === '[') return this.#list(depth);
    if (start === '"') return this.#string();
    return this.#scalar();
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#refuse();
  }

  #object(depth: number): Value {
    const members = new Map<string, Value>();
    this.#at++;
    if (this.#takes('}')) return {};
    do {
      this.#space();
      const start = this.#at;
      if (this.#text[start] !== '"') this.#refuse();
      const name = this.#string();
      if (members.has(name)) this.#refuse(start);
      if (!this.#takes(':')) this.#refuse();
      members.set(name, this.value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#refuse();
    return Object.fromEntries(members);
  }

  #list(depth: number): Value {
    const items: Value[] = [];
    this.#at++;
    if (this.#takes(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) this.#refuse();
    return items;
  }

  #string(): string {
    const quoted = this.#match(stringPattern);
    return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  }

  #scalar(): Value {
    const source = this.#match(scalarPattern);
    return Object.hasOwn(literals, source) ? literals[source]! : numberOf(source);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [matched] = pattern.exec(this.#text) ?? this.#refuse();
    this.#at = pattern.lastIndex;
    return matched;
  }

  /** Goes past white space and then this character, where it comes next. */
  #takes(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '-')) this.#at++;
  }

  #refuse(at = this.#at): never {
    const lines = this.#text.slice(0, at).split('\n');
    return notWellFormed('JSON', lines.length, lines.at(-1)!.length + 1);
  }
}
