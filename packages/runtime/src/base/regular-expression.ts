import { RE2JS, RE2JSException } from 're2js';

/**
 * A regular expression that a caller wrote. To find it once takes time linear in the text. To find it everywhere may
 * take the square of that, where each place is looked for up to the end: undefined where it would take too long.
 */
export interface RegularExpression {
  /** Whether it is found anywhere in the text. */
  test(text: string): boolean;
  /** What its named groups hold of the first place it is found at; undefined where it is not found. */
  groups(text: string): Readonly<Record<string, string | undefined>> | undefined;
  /** The text with every place it is found at put otherwise. */
  replaced(text: string, by: string): string | undefined;
  /** Every place it is found at, from left to right, none of which reaches into another. */
  places(text: string): readonly Place[] | undefined;
  readonly names: readonly string[];
}

/** From where to where, exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Undefined where the text is none, or one that cannot be had in linear time: looking around, referring back. */
export function regularExpressionOf(text: string): RegularExpression | undefined {
  const compiled = compiledOf(text);
  if (!compiled) return undefined;
  const native = isQuick(text) ? new RegExp(text) : undefined;
  const names = Object.keys(compiled.namedGroups() as Record<string, number>);
  return {
    names,
    test: native ? (subject) => native.test(subject) : (subject) => compiled.test(subject),
    groups(subject) {
      const matcher = compiled.matcher(subject);
      if (!matcher.find()) return undefined;
      return Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined]));
    },
    places: (subject) =>
      unlessEndless(() => {
        const matcher = compiled.matcher(bounded(subject, compiled));
        const found: Place[] = [];
        while (matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
        return found;
      }),
    replaced: (subject, by) =>
      unlessEndless(() => compiled.matcher(bounded(subject, compiled)).replaceAll(by)),
  };
}

/** A search has looked at its text too often. */
export class EndlessSearch extends Error {}

/** How often a text may still be looked at. */
export interface Patience {
  left: number;
}

/**
 * A text that counts how often it is looked at, and throws `EndlessSearch` where that is too often; a look for a large
 * expression, which has more to follow for each, counts more.
 */
export const patient = (text: string, patience: Patience, slowness = 1): string =>
  // The engine takes whatever is a String, and looks at it by these alone.
  new CountedText(text, patience, slowness) as unknown as string;

/** How many times as long as for a small expression a look may take for this one. */
export const slownessOf = (expression: RE2JS): number =>
  Math.ceil(expression.programSize() / instructionsPerLook);

class CountedText extends String {
  readonly #text: string;
  readonly #patience: Patience;
  readonly #slowness: number;

  constructor(text: string, patience: Patience, slowness: number) {
    super(text);
    this.#text = text;
    this.#patience = patience;
    this.#slowness = slowness;
  }

  override charCodeAt(index: number): number {
    this.#look(this.#slowness);
    return this.#text.charCodeAt(index);
  }

  /** Sixty-four letters at a time are looked at as quickly as one. */
  override indexOf(text: string, from = 0): number {
    const found = this.#text.indexOf(text, from);
    this.#look(((found < 0 ? this.#text.length : found) - from) / 64);
    return found;
  }

  #look(times: number): void {
    this.#patience.left -= times;
    if (this.#patience.left < 0) throw new EndlessSearch('The search goes on for too long');
  }
}

/** So often each letter may be looked at, and so often all of them together: where it is linear, it is a few times. */
const looksPerLetter = 50;
const looksMin = 5_000_000;
/** Instructions of an expression that can be followed in the time of one look. */
const instructionsPerLook = 25;

/** Long texts are counted: half a second of looking, for any expression. */
function bounded(text: string, expression: RE2JS): string {
  const slowness = slownessOf(expression);
  if (text.length ** 2 * slowness <= looksMin / 50) return text;
  return patient(text, { left: Math.max(looksMin, looksPerLetter * text.length) }, slowness);
}

function unlessEndless<T>(search: () => T): T | undefined {
  try {
    return search();
  } catch (error) {
    if (error instanceof EndlessSearch) return undefined;
    throw error;
  }
}

function compiledOf(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** Without repetitions nothing is ever tried twice: the engine of the language, a hundred times as fast, will do. */
const isQuick = (text: string): boolean =>
  /^(?:[\w\s"'=:;,/<>@#%&~-]|[.|^$]|\\[dwDWbB.\\/[\](){}|^$-])*$/.test(text);
