import { regularExpressionOf, type RegularExpression } from '../../../base/regular-expression.ts';
import { invalidParameter } from '../errors.ts';
import { wildMatcher } from './wild.ts';

/** What a selector found: undefined where there is nothing. */
export type Found = string | number | boolean | null | object | undefined;

/** One comparison, or several joined by `&&` and `||`. Asks `read` for what a selector finds. */
export type Condition = (read: (selector: string) => Found) => boolean;

const patterns = {
  space: /\s+/y,
  selector: /\$(?:\.?\[(?:\d+|"[^"]*"|'[^']*')\]|\.[\p{L}\p{N}_@:-]+)*/uy,
  field: /[\p{L}\p{N}_@-]+/uy,
  keyword: /(?:IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS|EXISTS)\b/y,
  operator: /!=|<=|>=|=|<|>/y,
  quoted: /"((?:[^"\\]|\\.)*)"/y,
  expression: /%((?:[^%\\]|\\.)+)%/y,
  bare: /[^\s()&|,"%]+/y,
};

/**
 * Reads a condition: `$.status >= 500 && ($.path = "/pay*" || $.retry IS TRUE)`. `subject` says how what is compared
 * is spelled: a JSON selector, or the name of a field.
 */
// AWS: user guide, "Filter pattern syntax for metric filters, subscription filters …": JSON and space-delimited events.
export function conditionOf(text: string, subject: 'selector' | 'field'): ReadCondition {
  const reader = new Reader(text, subject);
  const holds = reader.either();
  reader.skip();
  const { selectors } = reader;
  return reader.at === text.length ? { holds, selectors } : invalidParameter('Invalid filter pattern');
}

export interface ReadCondition {
  readonly holds: Condition;
  /** What it compares. */
  readonly selectors: ReadonlySet<string>;
}

/** Conditions in each other's parentheses. */
const depthMax = 100;

class Reader {
  at = 0;
  readonly selectors = new Set<string>();
  #depth = 0;
  readonly #text: string;
  readonly #subject: 'selector' | 'field';

  constructor(text: string, subject: 'selector' | 'field') {
    this.#text = text;
    this.#subject = subject;
  }

  either(): Condition {
    const parts = [this.#all()];
    while (this.#takes('||')) parts.push(this.#all());
    return (read) => parts.some((part) => part(read));
  }

  #all(): Condition {
    const parts = [this.#one()];
    while (this.#takes('&&')) parts.push(this.#one());
    return (read) => parts.every((part) => part(read));
  }

  #one(): Condition {
    if (this.#takes('(')) {
      if (++this.#depth > depthMax) this.#refuse();
      const inner = this.either();
      this.#depth--;
      if (!this.#takes(')')) this.#refuse();
      return inner;
    }
    const selector = this.#match(this.#subject)?.[0] ?? this.#refuse();
    this.selectors.add(selector);
    const keyword = this.#match('keyword')?.[0];
    if (keyword) return keywordOf(selector, keyword.replace(/\s+/g, ' '));
    const operator = this.#match('operator')?.[0] ?? this.#refuse();
    return comparison(selector, operator, this.#value());
  }

  #value(): Value {
    const quoted = this.#match('quoted');
    if (quoted) return { text: quoted[1]!.replace(/\\(["\\])/g, '$1'), quoted: true };
    const expression = this.#match('expression');
    if (expression) return { expression: regularExpression(expression[1]!) };
    return { text: (this.#match('bare') ?? this.#refuse())[0], quoted: false };
  }

  skip(): void {
    this.#run(patterns.space);
  }

  #takes(word: string): boolean {
    this.skip();
    if (!this.#text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  #match(kind: keyof typeof patterns): RegExpExecArray | undefined {
    this.skip();
    return this.#run(patterns[kind]);
  }

  #run(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match) this.at = pattern.lastIndex;
    return match ?? undefined;
  }

  #refuse(): never {
    return invalidParameter('Invalid filter pattern');
  }
}

type Value = { readonly text: string; readonly quoted: boolean } | { readonly expression: RegularExpression };

function keywordOf(selector: string, keyword: string): Condition {
  switch (keyword) {
    case 'IS NULL':
      return (read) => read(selector) === null;
    case 'IS TRUE':
      return (read) => read(selector) === true;
    case 'IS FALSE':
      return (read) => read(selector) === false;
    case 'EXISTS':
      return (read) => read(selector) !== undefined;
    default:
      return (read) => read(selector) === undefined;
  }
}

function comparison(selector: string, operator: string, value: Value): Condition {
  if (operator === '=' || operator === '!=') {
    const equal = equalTo(value);
    // AWS: unverified that a property that is not there differs from nothing.
    return (read) => {
      const found = read(selector);
      return found !== undefined && equal(found) === (operator === '=');
    };
  }
  const limit = 'text' in value ? Number(value.text) : NaN;
  if (Number.isNaN(limit)) invalidParameter('Invalid filter pattern');
  return (read) => {
    const found = read(selector);
    const number = typeof found === 'string' || typeof found === 'number' ? Number(found) : NaN;
    switch (operator) {
      case '<':
        return number < limit;
      case '>':
        return number > limit;
      case '<=':
        return number <= limit;
      default:
        return number >= limit;
    }
  };
}

function equalTo(value: Value): (found: Found) => boolean {
  if ('expression' in value) return (found) => isText(found) && value.expression.test(String(found));
  const { text, quoted } = value;
  const number = quoted || text.trim() === '' ? NaN : Number(text);
  if (!Number.isNaN(number)) return (found) => isText(found) && Number(found) === number;
  const isWanted = wildMatcher(text);
  return (found) => isText(found) && isWanted(String(found));
}

const isText = (found: Found): boolean => found !== undefined && found !== null && typeof found !== 'object';

/** AWS: "Supported regular expression syntax", which is a part of what is taken here. */
export const regularExpression = (text: string): RegularExpression =>
  regularExpressionOf(text) ?? invalidParameter('Invalid filter pattern');
