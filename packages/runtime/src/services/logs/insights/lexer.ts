import { QueryFault, type Span } from './fault.ts';

export type Token = Span &
  (
    | { readonly kind: 'name'; readonly text: string; readonly quoted?: true }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'period'; readonly value: number; readonly unit: string }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'sign'; readonly text: string }
    | { readonly kind: 'end' }
  );

const patterns = {
  // AWS: user guide, "CloudWatch Logs Insights query syntax": "You can comment out lines … by using the # character".
  blank: /(?:\s+|#[^\n]*)+/y,
  // AWS: the same, "fields": names of other than letters, digits, `@`, `.` and `_` stand in backticks.
  name: /[\p{L}@_][\p{L}\p{N}@_]*(?:\.[\p{L}\p{N}@_]+)*/uy,
  quotedName: /`([^`]+)`/y,
  number: /(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([\p{L}]*)/uy,
  text: /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy,
  regex: /\/((?:[^/\\\n]|\\.)+)\//y,
  sign: /=~|!=|<=|>=|[=<>+\-*/%^(),|[\]:]/y,
};

/** Reads a query word by word; a regular expression only where the grammar asks for one. */
export class Lexer {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    const before = this.#at;
    try {
      return this.take();
    } finally {
      this.#at = before;
    }
  }

  take(): Token {
    this.#run(patterns.blank);
    const start = this.#at;
    const token = (part: object) => ({ ...part, start, end: this.#at }) as Token;
    if (start >= this.text.length) return token({ kind: 'end' });
    const name = this.#run(patterns.name);
    if (name) return token({ kind: 'name', text: name[0] });
    const quotedName = this.#run(patterns.quotedName);
    if (quotedName) return token({ kind: 'name', text: quotedName[1], quoted: true });
    const number = this.#run(patterns.number);
    if (number)
      return number[2] === ''
        ? token({ kind: 'number', value: Number(number[1]) })
        : token({ kind: 'period', value: Number(number[1]), unit: number[2] });
    const text = this.#run(patterns.text);
    if (text) return token({ kind: 'text', text: unescaped(text[1] ?? text[2]!) });
    const sign = this.#run(patterns.sign);
    if (sign) return token({ kind: 'sign', text: sign[0] });
    throw new QueryFault(`unexpected symbol found ${this.text[start]}`, { start, end: start + 1 });
  }

  /** `/…/`; undefined where none stands here. */
  takeRegex(): (Span & { readonly text: string }) | undefined {
    this.#run(patterns.blank);
    const start = this.#at;
    const found = this.#run(patterns.regex);
    return found && { text: found[1]!.replaceAll('\\/', '/'), start, end: this.#at };
  }

  #run(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
const unescaped = (text: string): string =>
  text.replace(/\\(["'\\ntr])/g, (_, letter: string) => escapes[letter] ?? letter);
