import jsonata from 'jsonata';
import { RE2JS, type Matcher } from 're2js';
import { patient, slownessOf, type Patience } from '../../../base/regular-expression.ts';
import { fraction, intrinsicOf } from './intrinsics.ts';
import { isObject, StateError, type Json, type JsonObject } from './json.ts';

/** What expressions of a state may refer to. What is random in them follows from the seed. */
export interface Known {
  /** `$states`: input, context, and what there is of a result and an error. */
  readonly states: JsonObject;
  readonly variables: JsonObject;
  readonly seed: string;
  /** House time. */
  readonly now: number;
}

/** An expression has failed, or has found nothing. */
export class QueryEvaluationError extends StateError {
  /** The field that it is in: `Output/name`. */
  readonly location: string;

  constructor(source: string, location: string, what: string) {
    // AWS: as seen in the wild.
    const of = `The JSONata expression '${source}' specified for the field '${location}'`;
    super('States.QueryEvaluationError', `${of} ${what}`);
    this.location = location;
  }
}

/** The expression in `{% … %}`; undefined of a text that is what it says. */
export const expressionIn = (text: Json | undefined): string | undefined =>
  typeof text === 'string' ? /^\{%([\s\S]*)%\}$/.exec(text)?.[1]?.trim() : undefined;

/** Why an expression cannot be read; undefined where it can. */
export function expressionMistake(source: string): string | undefined {
  try {
    compiled(source);
    return undefined;
  } catch (error) {
    return said(error);
  }
}

/** A value with all expressions in it evaluated, however deep. */
export function filledIn(value: Json, location: string, known: Known): Json {
  const source = expressionIn(value);
  if (source !== undefined) return found(source, location, known);
  if (Array.isArray(value))
    return value.map((each: Json, at) => filledIn(each, `${location}[${at}]`, inside(known, at)));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, each]): [string, Json] => [
    key,
    filledIn(each, `${location}/${key}`, inside(known, key)),
  ]);
  return Object.fromEntries(members);
}

const inside = (known: Known, at: string | number): Known => ({ ...known, seed: `${known.seed}|${at}` });

/** The same, of what has to be of one type. */
export function typedIn<T extends 'boolean' | 'number' | 'string'>(
  type: T,
  value: Json,
  location: string,
  known: Known,
): { boolean: boolean; number: number; string: string }[T] {
  const evaluated = filledIn(value, location, known);
  if (typeof evaluated === type) return evaluated as never;
  const given = Array.isArray(evaluated) ? 'array' : evaluated === null ? 'null' : typeof evaluated;
  const what = `Expected '${type}', but was '${given}' for value: ${JSON.stringify(evaluated)}`;
  const source = expressionIn(value) ?? String(value);
  throw new QueryEvaluationError(source, location, `returned an unexpected result type. ${what}`);
}

function found(source: string, location: string, known: Known): Json {
  let value: unknown;
  patience.left = looksMax;
  try {
    value = compiled(source).evaluate(undefined, { ...known.variables, ...bindings(known) });
  } catch (error) {
    throw new QueryEvaluationError(source, location, `threw an error during evaluation. ${said(error)}`);
  }
  // What the library answers has marks of its own, and functions may be in it.
  const text = JSON.stringify(value, (_key, each: unknown) => (isLambda(each) ? undefined : each));
  if (text === undefined) throw new QueryEvaluationError(source, location, 'returned nothing (undefined).');
  return JSON.parse(text) as Json;
}

const isLambda = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '_jsonata_lambda' in value;

/** The library throws plain objects, functions of ours a StateError, and a recursion without end a RangeError. */
function said(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code === undefined ? (message ?? 'The expression failed') : `${code}: ${message}`;
}

interface Compiled {
  evaluate(input: undefined, bindings: Readonly<Record<string, unknown>>): unknown;
}

/** So many expressions are kept compiled. */
const keptMax = 1000;
const kept = new Map<string, Compiled>();

function compiled(source: string): Compiled {
  const before = kept.get(source);
  if (before) return before;
  const compile = jsonata as unknown as (source: string, options: object) => Compiled;
  const expression = compile(source, { RegexEngine: LinearRegExp });
  if (kept.size >= keptMax) kept.clear();
  kept.set(source, expression);
  return expression;
}

/** So often an evaluation may look at texts in search of regular expressions: some tenths of a second. */
const looksMax = 5_000_000;
/** Of the evaluation that goes on: there is one at a time. */
const patience: Patience = { left: looksMax };

/** What the library wants of a regular expression: found once, it is in time linear in the text. */
class LinearRegExp {
  lastIndex = 0;
  readonly #compiled: RE2JS;
  readonly #slowness: number;

  constructor({ source, flags }: RegExp) {
    const asked =
      (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('m') ? RE2JS.MULTILINE : 0);
    this.#compiled = RE2JS.compile(source, asked);
    this.#slowness = slownessOf(this.#compiled);
  }

  exec(text: string): object | null {
    const matcher: Matcher = this.#compiled.matcher(patient(text, patience, this.#slowness));
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) return null;
    this.lastIndex = matcher.end();
    const groups = Array.from(
      { length: matcher.groupCount() + 1 },
      (_, at) => matcher.group(at) ?? undefined,
    );
    return Object.assign(groups, { index: matcher.start() });
  }
}

/** An expression goes round and down so often at most: the house waits for it. AWS: unverified limits. */
const stepsMax = 250_000;
const depthMax = 500;

/**
 * Functions that Step Functions adds, and those of the library's that know of time and chance. AWS: developer guide,
 * "JSONata functions provided by Step Functions"; "`$eval` is not supported".
 */
function bindings({ states, seed, now }: Known): Record<string, unknown> {
  let chances = 0;
  const chance = (given?: number) => fraction(given === undefined ? `${seed}|${chances++}` : `seed ${given}`);
  return {
    states,
    eval: undefined,
    now: (picture?: string, timezone?: string) => timeText(now, picture, timezone),
    millis: () => now,
    random: chance,
    uuid: () => intrinsicOf('UUID')([], `${seed}|${chances++}`),
    shuffle: (list: readonly Json[]) => shuffled(list, chance),
    partition: (list: Json, size: Json) => intrinsicOf('ArrayPartition')([list, size], seed),
    range: (from: Json, to: Json, by: Json) => intrinsicOf('ArrayRange')([from, to, by], seed),
    hash: (value: Json, algorithm: Json) => intrinsicOf('Hash')([value, algorithm], seed),
    parse: (text: Json) => intrinsicOf('StringToJson')([text], seed),
    ...guards(now),
  };
}

/** Called by the library as it enters and leaves each part of an expression. */
function guards(now: number): Record<string, unknown> {
  let steps = 0;
  let depth = 0;
  return {
    __evaluate_entry(_part: unknown, _input: unknown, environment: { timestamp: Date }) {
      environment.timestamp = new Date(now);
      if (++steps > stepsMax || ++depth > depthMax) throw new Error('The expression goes on for too long');
    },
    __evaluate_exit: () => depth--,
  };
}

const timeText = (now: number, picture?: string, timezone?: string): unknown =>
  compiled('$fromMillis($ms, $picture, $timezone)').evaluate(undefined, { ms: now, picture, timezone });

function shuffled(list: readonly Json[], chance: () => number): Json[] {
  const order = list.map((value) => ({ value, at: chance() }));
  return order.sort((one, other) => one.at - other.at).map(({ value }) => value);
}
