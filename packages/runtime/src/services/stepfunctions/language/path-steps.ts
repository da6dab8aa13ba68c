import { regularExpressionOf } from '../../../base/regular-expression.ts';
import type { Json } from './json.ts';

/** One step of a path from a value to others. */
export type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly every: true }
  | { readonly from: number; readonly to: number | undefined }
  | { readonly names: readonly string[] }
  | { readonly indexes: readonly number[] }
  /** `..`: to the value, and to everything in it. */
  | { readonly anywhere: true }
  | { readonly wanted: Condition }
  /** The last one of a path: what a function makes of what was found. */
  | { readonly call: string };

/** What a filter asks of a value, by `@`. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly exists: Operand }
  | { readonly left: Operand; readonly operator: Operator; readonly right: Operand };
type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~';
export type Operator = Comparison | 'in' | 'nin' | 'subsetof' | 'anyof' | 'noneof' | 'size' | 'empty';
const operatorPattern = /\s*(?:==|!=|<=|>=|=~|<|>)\s*|\s+(?:in|nin|subsetof|anyof|noneof|size|empty)\s+/y;

/** Functions of a path, of which one may be its last step. As Jayway's JsonPath has them; unverified of AWS. */
const functionPattern = /\.(?:length|min|max|avg|sum|stddev|keys|first|last)\(\)/y;

export type Operand =
  | { readonly literal: Json }
  /** A regular expression, as it is written. */
  | { readonly pattern: string }
  | { readonly root: '@' | '$'; readonly steps: readonly Step[] };

/** The beginning of a path, and the variable's name in it. */
export const rootPattern = /^\$(?:\$|([\p{ID_Start}_][\p{ID_Continue}]*))?/u;

/** How deep filters may be in filters: a path is no program. */
const depthMax = 20;

/**
 * The steps of a path; undefined where it is none. AWS: developer guide, "Paths": JsonPath's syntax, with the operators
 * `@`, `..`, `,`, `:`, `?` and `*`.
 */
export function parsePath(path: string): readonly Step[] | undefined {
  const root = rootPattern.exec(path);
  if (!root) return undefined;
  const reader = new Reader(path, root[0].length);
  const steps = reader.steps(/[^.[\]*'"$?@()]+/y);
  return reader.isAtEnd ? steps : undefined;
}

/** The path that begins there, in an expression: as far as it goes. */
export function pathAt(text: string, at: number): string {
  const root = rootPattern.exec(text.slice(at));
  if (!root) return '';
  const reader = new Reader(text, at + root[0].length);
  reader.steps(/[^\s.[\]*'"$?@(),]+/y);
  return text.slice(at, reader.at);
}

class Reader {
  #at: number;
  #depth = 0;
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** As many as there are; what is left over then is none. */
  steps(name: RegExp): readonly Step[] {
    const steps: Step[] = [];
    for (;;) {
      const before = this.#at;
      const call = this.#take(functionPattern);
      if (call !== undefined) return [...steps, { call: call.slice(1, -2) }];
      const next = this.#step(name);
      if (!next) {
        this.#at = before;
        return steps;
      }
      steps.push(...next);
    }
  }

  #step(name: RegExp): readonly Step[] | undefined {
    if (this.#take(/\.\./y) !== undefined) {
      const step = this.#named(name) ?? this.#bracket();
      return step && [{ anywhere: true }, step];
    }
    // AWS: the same page: `$.abc.['def ghi']`.
    const step = this.#take(/\./y) === undefined ? this.#bracket() : (this.#named(name) ?? this.#bracket());
    return step && [step];
  }

  #named(name: RegExp): Step | undefined {
    if (this.#take(/\*/y) !== undefined) return { every: true };
    const found = this.#take(name);
    return found === undefined ? undefined : { name: found };
  }

  #bracket(): Step | undefined {
    if (this.#take(/\[/y) === undefined) return undefined;
    const step = this.#inBracket();
    return this.#take(/\]/y) === undefined ? undefined : step;
  }

  #inBracket(): Step | undefined {
    if (this.#take(/\*/y) !== undefined) return { every: true };
    if (this.#take(/\?\(\s*/y) !== undefined) {
      const wanted = this.#condition();
      return wanted && this.#take(/\s*\)/y) !== undefined ? { wanted } : undefined;
    }
    const slice = this.#take(/-?\d*:-?\d*/y);
    if (slice !== undefined) {
      const [from, to] = slice.split(':');
      return { from: Number(from), to: to ? Number(to) : undefined };
    }
    const indexes = this.#take(/-?\d+(?:\s*,\s*-?\d+)*/y)
      ?.split(',')
      .map(Number);
    if (indexes) return indexes.length === 1 ? { index: indexes[0]! } : { indexes };
    const names = this.#take(/(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*/y)
      ?.match(/'[^']*'|"[^"]*"/g)
      ?.map((quoted) => quoted.slice(1, -1));
    return names && (names.length === 1 ? { name: names[0]! } : { names });
  }

  #condition(): Condition | undefined {
    if (++this.#depth > depthMax) return undefined;
    const any = this.#separated(
      /\s*\|\|\s*/y,
      () => this.#separated(/\s*&&\s*/y, () => this.#single(), 'all'),
      'any',
    );
    this.#depth--;
    return any;
  }

  #separated(separator: RegExp, read: () => Condition | undefined, as: 'all' | 'any'): Condition | undefined {
    const conditions: Condition[] = [];
    do {
      const condition = read();
      if (!condition) return undefined;
      conditions.push(condition);
    } while (this.#take(separator) !== undefined);
    if (conditions.length === 1) return conditions[0];
    return as === 'all' ? { all: conditions } : { any: conditions };
  }

  #single(): Condition | undefined {
    const isNot = this.#take(/!\s*/y) !== undefined;
    if (this.#take(/\(\s*/y) !== undefined) {
      const inside = this.#condition();
      if (!inside || this.#take(/\s*\)/y) === undefined) return undefined;
      return isNot ? { not: inside } : inside;
    }
    const left = this.#operand();
    if (!left) return undefined;
    const operator = isNot ? undefined : this.#take(operatorPattern)?.trim();
    if (operator === undefined) {
      if ('literal' in left) return undefined;
      return isNot ? { not: { exists: left } } : { exists: left };
    }
    const right = operator === '=~' ? this.#pattern() : this.#operand();
    return right && { left, operator: operator as Operator, right };
  }

  #operand(): Operand | undefined {
    if (this.#take(/\[\s*/y) !== undefined) return this.#list();
    const root = this.#take(/[@$](?=[.[\s)=!<>&|\],])/y);
    if (root !== undefined)
      return { root: root as '@' | '$', steps: this.steps(/[^\s.[\]*'"$?@()=!<>&|,]+/y) };
    const literal = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true\b|false\b|null\b/y);
    if (literal !== undefined) return { literal: JSON.parse(literal) };
    const quoted = this.#take(/'[^']*'|"[^"]*"/y);
    return quoted === undefined ? undefined : { literal: quoted.slice(1, -1) };
  }

  /** A list of literals, whose bracket has been read. */
  #list(): Operand | undefined {
    const list: Json[] = [];
    if (this.#take(/\]/y) !== undefined) return { literal: list };
    do {
      const each = this.#operand();
      if (!each || !('literal' in each)) return undefined;
      list.push(each.literal);
    } while (this.#take(/\s*,\s*/y) !== undefined);
    return this.#take(/\s*\]/y) === undefined ? undefined : { literal: list };
  }

  /** `/^a.*$/i` */
  #pattern(): Operand | undefined {
    const [, text, flags] = this.#take(/\/(?:[^/\\]|\\.)+\/i?/y)?.match(/^\/(.*)\/(i?)$/) ?? [];
    const pattern = `${flags ? '(?i)' : ''}${text?.replaceAll('\\/', '/')}`;
    return text === undefined || !regularExpressionOf(pattern) ? undefined : { pattern };
  }

  /** What a pattern finds right here. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    return found;
  }
}
