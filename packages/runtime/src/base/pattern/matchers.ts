import { cidrOf, isIn } from './addresses.ts';
import { own } from '../own.ts';
import { PatternFault } from './fault.ts';

/** One comparison: of a field's being there, or of any of its values. */
export type Matcher =
  | { readonly exists: boolean; readonly test?: undefined }
  | { readonly exists?: undefined; readonly test: Test };

type Test = (value: unknown) => boolean;

export function matcherOf(wanted: unknown): Matcher {
  if (typeof wanted !== 'object' || wanted === null) return { test: exactly(wanted) };
  if (Array.isArray(wanted))
    throw new PatternFault('Match value must be String, number, true, false, or null');
  const entries = Object.entries(wanted) as [string, unknown][];
  const [first] = entries;
  if (!first || entries.length > 1) throw new PatternFault('Only one key allowed in match expression');
  const [name, argument] = first;
  if (name === 'exists') {
    if (typeof argument !== 'boolean')
      throw new PatternFault('exists match pattern must be either true or false.');
    return { exists: argument };
  }
  const comparison = own(comparisons, name);
  if (!comparison) throw new PatternFault(`Unrecognized match type ${name}`);
  return { test: comparison(argument) };
}

const exactly =
  (wanted: unknown): Test =>
  (value) =>
    value === wanted;

const comparisons: Readonly<Record<string, (argument: unknown) => Test>> = {
  prefix: (argument) => affix('prefix', argument),
  suffix: (argument) => affix('suffix', argument),
  'equals-ignore-case': (argument) => {
    const wanted = textOf(argument, 'equals-ignore-case').toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
  },
  wildcard: (argument) => wildcard(textOf(argument, 'wildcard')),
  cidr: (argument) => {
    const network = cidrOf(textOf(argument, 'cidr'));
    if (!network) throw new PatternFault("Malformed CIDR, one '/' required");
    return (value) => typeof value === 'string' && isIn(network, value);
  },
  numeric,
  'anything-but': anythingBut,
};

function textOf(argument: unknown, name: string): string {
  if (typeof argument !== 'string') throw new PatternFault(`${name} match pattern must be a string`);
  return argument;
}

function affix(name: 'prefix' | 'suffix', argument: unknown): Test {
  const has = (value: string, part: string) =>
    name === 'prefix' ? value.startsWith(part) : value.endsWith(part);
  if (typeof argument === 'object' && argument !== null) {
    const [[key, inner] = ['', undefined], ...more] = Object.entries(argument) as [string, unknown][];
    if (key !== 'equals-ignore-case' || more.length > 0)
      throw new PatternFault(`Unsupported ${name} pattern: ${key}`);
    const wanted = textOf(inner, name).toLowerCase();
    return (value) => typeof value === 'string' && has(value.toLowerCase(), wanted);
  }
  const wanted = textOf(argument, name);
  return (value) => typeof value === 'string' && has(value, wanted);
}

/** `*` is any number of characters; `\*` is itself. Goes back to the last star alone, so it is never slow. */
function wildcard(text: string): Test {
  const pieces = piecesOf(text);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  return (value) => {
    if (typeof value !== 'string') return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return value.length - last.length >= at && value.endsWith(last);
  };
}

/** What stands between the stars. */
function piecesOf(text: string): string[] {
  const pieces = [''];
  for (let i = 0; i < text.length; i++) {
    const here = text[i]!;
    if (here === '\\') {
      const escaped = text[++i];
      if (escaped !== '*' && escaped !== '\\')
        throw new PatternFault('Invalid escape character in wildcard pattern');
      pieces[pieces.length - 1] += escaped;
    } else if (here !== '*') pieces[pieces.length - 1] += here;
    else if (text[i + 1] === '*') throw new PatternFault('Consecutive wildcard characters are not allowed');
    else pieces.push('');
  }
  return pieces;
}

const relations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
/** AWS: "EventBridge … numeric matching … between -5.0e9 and +5.0e9 inclusive, with 15 digits of precision". */
const numberMax = 5e9;

function numeric(argument: unknown): Test {
  if (!Array.isArray(argument) || argument.length === 0)
    throw new PatternFault('Value of numeric must be an array.');
  if (argument.length !== 2 && argument.length !== 4)
    throw new PatternFault('Numeric match must have one or two comparisons of an operator and a number');
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < argument.length; i += 2) {
    const [operator, bound] = argument.slice(i, i + 2) as [unknown, unknown];
    const relation =
      typeof operator === 'string' && Object.hasOwn(relations, operator) && relations[operator];
    if (!relation) throw new PatternFault(`Unrecognized numeric range operator: ${String(operator)}`);
    if (typeof bound !== 'number' || Math.abs(bound) > numberMax)
      throw new PatternFault('Value of numeric operator must be a number within -5.0E9 and 5.0E9');
    tests.push((value: number) => relation(value, bound));
  }
  if (argument.length === 4) checkRange(argument as unknown as Comparisons);
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

type Comparisons = readonly [first: string, low: number, second: string, high: number];

/** AWS: the words of its open matcher, event-ruler. */
function checkRange([first, low, second, high]: Comparisons): void {
  if (!first.startsWith('>')) throw new PatternFault('Too many terms in numeric range expression');
  if (!second.startsWith('<')) throw new PatternFault(`Bad numeric range operator: ${second}`);
  if (high <= low) throw new PatternFault('Bottom must be less than top');
}

function anythingBut(argument: unknown): Test {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const [[name, inner] = ['', undefined], ...more] = Object.entries(argument) as [string, unknown][];
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name) || more.length > 0)
      throw new PatternFault(`Unsupported anything-but pattern: ${name}`);
    const tests = list(inner).map((each) => comparisons[name]!(each));
    return (value) => !tests.some((test) => test(value));
  }
  const unwanted = list(argument);
  const kinds = new Set(unwanted.map((each) => typeof each));
  if (kinds.size > 1 || !unwanted.every((each) => typeof each === 'string' || typeof each === 'number'))
    throw new PatternFault('Value of anything-but must be an array or single string/number value.');
  return (value) => !unwanted.some((each) => each === value);
}

function list(argument: unknown): readonly unknown[] {
  const all: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (all.length === 0) throw new PatternFault('Empty arrays are not allowed');
  return all;
}
