// The language that SEARCH looks for metrics in. AWS: user guide, "CloudWatch search expression syntax".
import { ExpressionError } from '../expression/parse.ts';

/** What is looked for in names and values: a part of one, or (in double quotes) the whole. */
export interface Term {
  readonly type: 'term';
  /** `MetricName`, `Namespace` or a dimension's name; undefined: any of them. */
  readonly property: string | undefined;
  readonly text: string;
  readonly isExact: boolean;
}
export type Condition =
  | Term
  | { readonly type: 'not'; readonly of: Condition }
  | { readonly type: 'and' | 'or'; readonly of: readonly Condition[] };

export interface SearchExpression {
  readonly namespace: string | undefined;
  /** The names of the dimensions a metric must have, all and no others; none said: any. */
  readonly dimensionNames: readonly string[];
  readonly condition: Condition | undefined;
}

interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  readonly text: string;
}

/** AWS: "The maximum search expression query size is 1024 characters." */
const lengthMax = 1024;

const mistake = (what: string): ExpressionError =>
  // AWS: unverified words.
  new ExpressionError(`Invalid syntax in SEARCH: ${what}`, 0);

export function parseSearch(text: string): SearchExpression {
  if (text.length > lengthMax) throw mistake(`it is longer than ${lengthMax} characters`);
  const schema = /^\s*\{([^}]*)\}\s*,?/.exec(text);
  if (!schema && /^\s*\{/.test(text)) throw mistake("expected '}'");
  const [namespace, ...dimensionNames] = schema ? schemaNames(schema[1]!) : [];
  const tokens = tokensOf(text.slice(schema?.[0].length ?? 0));
  const condition = tokens.length > 1 ? new Parser(tokens).whole() : undefined;
  if (!schema && !condition) throw mistake('it looks for nothing');
  return { namespace, dimensionNames, condition };
}

function schemaNames(text: string): string[] {
  const names = [...text.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^",]+?))\s*(?:,|$)/gy)];
  const read = names.map(([, quoted, bare]) => (quoted === undefined ? bare! : unescape(quoted)));
  const length = names.reduce((sum, [all]) => sum + all.length, 0);
  if (length !== text.length || read.length === 0 || /,\s*$/.test(text))
    throw mistake(`'{${text}}' is no metric schema`);
  return read;
}

const unescape = (text: string): string => text.replace(/\\(.)/g, '$1');

function tokensOf(text: string): Token[] {
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([()=])|([^\s()="]+))/y;
  const tokens: Token[] = [];
  for (;;) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      const rest = text.slice(before).trim();
      if (rest !== '') throw mistake(`unexpected '${rest[0]}'`);
      return [...tokens, { kind: 'end', text: 'the end' }];
    }
    const [, quoted, sign, word] = match;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unescape(quoted) });
    else tokens.push({ kind: sign ? 'sign' : 'word', text: (sign ?? word)! });
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  /** Of all terms within `MetricName=(…)`. */
  #property: string | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#any();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw mistake(`unexpected '${rest.text}'`);
    return condition;
  }

  #any(): Condition {
    const of = [this.#all()];
    while (this.#takes('OR')) of.push(this.#all());
    return of.length === 1 ? of[0]! : { type: 'or', of };
  }

  /** Terms that follow each other are all wanted, with AND between them or without. */
  #all(): Condition {
    const of = [this.#one()];
    for (;;) {
      if (this.#takes('AND')) of.push(this.#one());
      else if (this.#beginsTerm()) of.push(this.#one());
      else return of.length === 1 ? of[0]! : { type: 'and', of };
    }
  }

  #beginsTerm(): boolean {
    const { kind, text } = this.#peek();
    if (kind === 'sign') return text === '(';
    return kind !== 'end' && !(kind === 'word' && text === 'OR');
  }

  #one(): Condition {
    if (this.#takes('NOT')) return { type: 'not', of: this.#one() };
    const token = this.#take();
    if (token.kind === 'sign' && token.text === '(') return this.#closed();
    if (token.kind === 'sign' || token.kind === 'end') throw mistake(`unexpected '${token.text}'`);
    const { kind, text } = this.#peek();
    if (kind !== 'sign' || text !== '=') return termOf(token, this.#property);
    this.#take();
    const value = this.#take();
    if (value.kind === 'sign' && value.text === '(') return this.#each(token.text);
    if (value.kind === 'sign' || value.kind === 'end') throw mistake(`unexpected '${value.text}'`);
    return termOf(value, token.text);
  }

  #closed(): Condition {
    const inner = this.#any();
    const close = this.#take();
    if (close.kind !== 'sign' || close.text !== ')') throw mistake(`expected ')' before '${close.text}'`);
    return inner;
  }

  // AWS: in public dashboards: `MetricName=("Errors" OR "Throttles")`.
  #each(property: string): Condition {
    const outer = this.#property;
    this.#property = property;
    const inner = this.#closed();
    this.#property = outer;
    return inner;
  }

  #takes(word: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== 'word' || text !== word) return false;
    this.#take();
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }
}

const termOf = ({ kind, text }: Token, property: string | undefined): Term => ({
  type: 'term',
  property,
  text,
  isExact: kind === 'quoted',
});
