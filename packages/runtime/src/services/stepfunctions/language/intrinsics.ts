import { createHash } from 'node:crypto';
import { derivedUuid } from '../../../base/ids.ts';
import { isObject, parsedJson, StateError, type Json } from './json.ts';
import { pathAt } from './path-steps.ts';
import { requiredAt, type Roots } from './paths.ts';

/** What an expression may refer to. What is random in it follows from the seed. */
export interface Scope extends Roots {
  readonly seed: string;
}

export const isIntrinsic = (text: string): boolean => /^States\.\w+\(/.test(text);

/** `States.Format('Hello {}', $.name)`. AWS: developer guide, "Intrinsic functions". */
export function intrinsic(text: string, scope: Scope): Json {
  const reader = new ExpressionReader(text, scope);
  const value = reader.expression();
  if (!reader.isDone) throw failure(`Invalid expression '${text}'`);
  return value;
}

const failure = (cause: string): StateError => new StateError('States.IntrinsicFailure', cause);

/** Whether it can be read at all: asked when a definition is checked. */
export function isReadable(text: string): boolean {
  return /^States\.(\w+)\(.*\)$/s.test(text) && Object.hasOwn(functions, /^States\.(\w+)/.exec(text)![1]!);
}

class ExpressionReader {
  readonly #text: string;
  readonly #scope: Scope;
  #at = 0;
  #calls = 0;

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#scope = scope;
  }

  get isDone(): boolean {
    return this.#at === this.#text.length;
  }

  expression(): Json {
    const name = this.#take(/States\.(\w+)\(/y);
    if (name) return this.#call(name[1]!);
    const string = this.#take(/'((?:[^'\\]|\\.)*)'/y);
    if (string) return string[1]!.replace(/\\(['{}\\])/g, '$1');
    const literal = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null/y);
    if (literal) return JSON.parse(literal[0]) as Json;
    const path = pathAt(this.#text, this.#at);
    this.#at += path.length;
    if (path) return requiredAt(path, this.#scope);
    throw failure(`Invalid expression '${this.#text}'`);
  }

  #call(name: string): Json {
    const given: Json[] = [];
    this.#take(/\s*/y);
    if (!this.#take(/\)/y))
      do {
        this.#take(/\s*/y);
        given.push(this.expression());
        this.#take(/\s*/y);
      } while (this.#take(/,/y));
    if (this.#text[this.#at - 1] !== ')' && !this.#take(/\)/y))
      throw failure(`Invalid expression '${this.#text}'`);
    const body = Object.hasOwn(functions, name) ? functions[name]! : undefined;
    if (!body) throw failure(`There is no intrinsic function States.${name}`);
    return body(given, `${this.#scope.seed}|${this.#calls++}`);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }
}

type Body = (given: readonly Json[], seed: string) => Json;

const functions: Readonly<Record<string, Body>> = {
  Array: (given) => given,
  ArrayContains: ([list, wanted]) => listIn(list).some((each) => isSame(each, wanted)),
  ArrayGetItem: ([list, index]) => listIn(list)[numberIn(index)] ?? fail('There is no item of this index'),
  ArrayLength: ([list]) => listIn(list).length,
  ArrayPartition: ([list, size]) => partitioned(listIn(list), numberIn(size)),
  ArrayRange: ([from, to, by]) => range(numberIn(from), numberIn(to), numberIn(by)),
  ArrayUnique: ([list]) =>
    listIn(list).filter((each, at, all) => all.findIndex((other) => isSame(other, each)) === at),
  Base64Decode: ([text]) => Buffer.from(textIn(text), 'base64').toString(),
  Base64Encode: ([text]) => Buffer.from(textIn(text)).toString('base64'),
  Format: ([template, ...values]) => formatted(textIn(template), values),
  Hash: ([value, algorithm]) => hashed(value ?? null, textIn(algorithm)),
  JsonMerge: ([one, other]) => merged(one, other),
  JsonToString: ([value]) => JSON.stringify(value),
  MathAdd: ([one, other]) => numberIn(one) + numberIn(other),
  MathRandom: ([from, to], seed) =>
    numberIn(from) + Math.floor(fraction(seed) * (numberIn(to) - numberIn(from))),
  StringSplit: ([text, by]) =>
    textIn(text)
      .split(new RegExp(`[${escaped(textIn(by))}]`))
      .filter((part) => part !== ''),
  StringToJson: ([text]) => (parsedJson(textIn(text)) ?? fail('The text is no JSON')).value,
  UUID: (_, seed) => derivedUuid('uuid', seed),
};

/** What `States.<name>` does, for those who call it by another name. */
export const intrinsicOf = (name: keyof typeof functions): Body => functions[name]!;

const fail = (cause: string): never => {
  throw failure(cause);
};
const listIn = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : fail('An array was expected');
const textIn = (value: Json | undefined): string =>
  typeof value === 'string' ? value : fail('A string was expected');
const numberIn = (value: Json | undefined): number =>
  typeof value === 'number' ? value : fail('A number was expected');
const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
const escaped = (characters: string): string => characters.replace(/[\\\]^-]/g, '\\$&');

/** Between 0 and 1, and the same whenever it is asked for. */
export const fraction = (seed: string): number =>
  Number.parseInt(createHash('sha256').update(seed).digest('hex').slice(0, 12), 16) / 2 ** 48;

function partitioned(list: readonly Json[], size: number): Json {
  if (!(size > 0)) fail('The size of a chunk has to be a positive integer');
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

/** AWS: "up to 1000 elements". */
function range(from: number, to: number, by: number): Json {
  const count = by === 0 ? Infinity : Math.floor((to - from) / by) + 1;
  if (count > 1000) return fail('A range has at most 1000 elements');
  return Array.from({ length: Math.max(0, count) }, (_, at) => from + at * by);
}

function formatted(template: string, values: readonly Json[]): string {
  let next = 0;
  const text = template.replace(/\{\}/g, () => {
    if (next >= values.length) fail('There are fewer arguments than {} in the template');
    const value = values[next++]!;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return next === values.length ? text : fail('There are more arguments than {} in the template');
}

const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hashed(value: Json, name: string): string {
  const algorithm = algorithms[name] ?? fail(`There is no algorithm ${name}`);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(algorithm).update(text).digest('hex');
}

/** AWS: "only the shallow merging mode". */
function merged(one: Json | undefined, other: Json | undefined): Json {
  return isObject(one) && isObject(other) ? { ...one, ...other } : fail('Objects were expected');
}
