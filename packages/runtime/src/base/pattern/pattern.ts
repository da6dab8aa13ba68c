import { PatternFault } from './fault.ts';
import { matcherOf, type Matcher } from './matchers.ts';

/** What a pattern says of an event: a JSON object, read. */
export type Pattern = (event: unknown) => boolean;

/**
 * Reads the language in which EventBridge's rules and SNS's filter policies say what they want: an object of names,
 * each with an object for what lies deeper or a list of values and comparisons, one of which must hold; `$or` for
 * alternatives. What it answers takes no longer than the pattern and the event are long.
 */
// AWS: EventBridge user guide, "Comparison operators for use in event patterns"; SNS developer guide, "Subscription
// filter policies".
export function readPattern(text: string): Pattern {
  const document = parsed(text);
  if (!isObject(document)) throw new PatternFault('Filter is not an object');
  return objectPattern(document, 1);
}

const depthMax = 32;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PatternFault(error.message);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectPattern(pattern: Fields, depth: number): Pattern {
  if (depth > depthMax) throw new PatternFault('The pattern is nested too deeply');
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternFault('Empty objects are not allowed');
  const members = entries.map(([name, wanted]) =>
    isAlternatives(name, wanted) ? alternatives(wanted, depth) : member(name, wanted, depth),
  );
  return (event) => members.every((holds) => holds(event));
}

/** `$or` is a field's name like any other, unless it lists two objects or more. */
const isAlternatives = (name: string, wanted: unknown): wanted is readonly Fields[] =>
  name === '$or' && Array.isArray(wanted) && wanted.length >= 2 && wanted.every(isObject);

function alternatives(wanted: readonly Fields[], depth: number): Pattern {
  const each = wanted.map((pattern) => objectPattern(pattern, depth + 1));
  return (event) => each.some((holds) => holds(event));
}

function member(name: string, wanted: unknown, depth: number): Pattern {
  if (isObject(wanted)) return deeper(name, objectPattern(wanted, depth + 1));
  if (!Array.isArray(wanted)) throw new PatternFault(`"${name}" must be an object or an array`);
  if (wanted.length === 0) throw new PatternFault('Empty arrays are not allowed');
  const matchers = wanted.map((each: unknown) => matcherOf(each));
  return (event) => {
    const value = fieldOf(event, name);
    // Most fields hold one value: no list is made of it.
    if (value !== undefined && (typeof value !== 'object' || value === null))
      return matchers.some(({ exists, test }) => (exists === undefined ? test(value) : exists));
    const values = leavesOf(value);
    return matchers.some((matcher) => holds(matcher, values));
  };
}

/** What lies in a list is looked at one by one: all that the pattern says must hold of the same one. */
function deeper(name: string, pattern: Pattern): Pattern {
  return (event) => {
    const value = fieldOf(event, name);
    return Array.isArray(value) ? value.some(pattern) : pattern(isObject(value) ? value : {});
  };
}

const fieldOf = (event: unknown, name: string): unknown =>
  isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;

/** The values of a field: a list has those in it, and what goes deeper has none. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value];
}

function holds(matcher: Matcher, values: readonly unknown[]): boolean {
  if (matcher.exists !== undefined) return matcher.exists === values.length > 0;
  return values.some(matcher.test);
}
