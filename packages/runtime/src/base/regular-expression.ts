import { RE2JS, RE2JSException } from 're2js';

/** A regular expression that a caller wrote, searched for in time linear in the text. */
export interface RegularExpression {
  /** Whether it is found anywhere in the text. */
  test(text: string): boolean;
  /** What its named groups hold of the first place it is found at; undefined where it is not found. */
  groups(text: string): Readonly<Record<string, string | undefined>> | undefined;
  /** The text with every place it is found at put otherwise. */
  replaced(text: string, by: string): string;
  /** Every place it is found at, from left to right, none of which reaches into another. */
  places(text: string): readonly Place[];
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
    places(subject) {
      const matcher = compiled.matcher(subject);
      const found: Place[] = [];
      while (matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    },
    replaced: (subject, by) => compiled.matcher(subject).replaceAll(by),
  };
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
