/** Where something is said: a file and a line of it, or an endpoint. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export type Path = readonly (string | number)[];

/** The properties of a thing as CloudFormation spells them. What is not known yet is a text with `${…}` in it. */
export type Properties = Readonly<Record<string, unknown>>;

/** One thing that somebody says there is: a resource of a template, a command, an input file, something that runs. */
export interface Declared {
  /** CloudFormation's type; `Output` of a template; `Buildspec` for a file that CodeBuild reads. */
  readonly type: string;
  /** Its logical id in a template; otherwise its name. */
  readonly id: string;
  readonly properties: Properties;
  readonly from: 'template' | 'command' | 'input' | 'live';
  /** Within one scope, `${Id}` means the thing of that id. */
  readonly scope: string;
  place(path?: Path): Place;
}

/** Errors cannot work; warnings work otherwise than they seem to; notes cannot be told from what was read. */
export type Level = 'error' | 'warning' | 'note';

/** What a rule has to say about one thing. */
export interface Finding {
  readonly level: Level;
  readonly place: Place;
  /** What it is about, in a few words: `alarm High5xxErrorRate`. */
  readonly about: string;
  /** What is so, and why that is bad: the evidence. */
  readonly message: string;
  /** What to change. */
  readonly fix: string;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const objectsOf = (value: unknown): readonly Record<string, unknown>[] =>
  listOf(value).filter(isObject);

/** A text whose every character is known. */
export const isKnown = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('${');

/** `${Id}` or `${Id.Attribute}` alone: what it refers to. */
export function referenceOf(value: unknown): { id: string; attribute?: string } | undefined {
  const [, id, attribute] = (typeof value === 'string' && /^\$\{([^.}]+)(?:\.([^}]+))?\}$/.exec(value)) || [];
  return id === undefined ? undefined : { id, ...(attribute !== undefined && { attribute }) };
}

/** Numbers come as texts too: from parameters, and from command lines. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
