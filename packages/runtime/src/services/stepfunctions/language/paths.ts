import { regularExpressionOf } from '../../../base/regular-expression.ts';
import { isObject, StateError, type Json, type JsonObject } from './json.ts';
import {
  parsePath,
  rootPattern,
  type Condition,
  type Operand,
  type Operator,
  type Step,
} from './path-steps.ts';

/** What paths begin at. */
export interface Roots {
  /** `$` */
  readonly input: Json;
  /** `$$` */
  readonly context: Json;
  /** `$name` */
  readonly variables: JsonObject;
}

/** A path looks at no more values: `..` upon `..`, and filters in filters, look at the same again and again. Ours. */
const looksMax = 1_000_000;

/** One path being followed. */
interface Search {
  readonly root: Json;
  looks: number;
}

const isDefinite = (step: Step): boolean => 'name' in step || 'index' in step;

/** A path that names one place, as ResultPath has to. */
export const isReferencePath = (path: string): boolean =>
  rootPattern.exec(path)?.[0] === '$' &&
  (parsePath(path)?.every((step) => 'name' in step || ('index' in step && step.index >= 0)) ?? false);

/** What a path finds: one value, or the list of all of them where it may find many; undefined where nothing is. */
function valueAt(path: string, document: Json): Json | undefined {
  const steps = parsePath(path);
  if (!steps) throw new StateError('States.Runtime', `Invalid path '${path}'`);
  return reached(document, steps, { root: document, looks: 0 });
}

function reached(document: Json, steps: readonly Step[], search: Search): Json | undefined {
  const last = steps.at(-1);
  if (last && 'call' in last) {
    const value = reached(document, steps.slice(0, -1), search);
    return value === undefined ? undefined : calledOn(value, last.call);
  }
  const found = followed([document], steps, search);
  return steps.every(isDefinite) ? found[0] : found;
}

/** Undefined where there is nothing to be made of the value. */
function calledOn(value: Json, name: string): Json | undefined {
  const list: readonly Json[] | undefined = Array.isArray(value) ? value : undefined;
  if (name === 'length') return typeof value === 'string' ? value.length : (list ?? inside(value)).length;
  if (name === 'keys') return isObject(value) ? Object.keys(value) : undefined;
  if (name === 'first') return list?.[0];
  if (name === 'last') return list?.at(-1);
  const numbers = list?.filter((each) => typeof each === 'number') ?? [];
  return numbers.length === 0 ? undefined : statistics[name]!(numbers);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
const statistics: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  sum,
  avg: mean,
  min: (numbers) => numbers.reduce((least, each) => Math.min(least, each)),
  max: (numbers) => numbers.reduce((most, each) => Math.max(most, each)),
  stddev: (numbers) => Math.sqrt(mean(numbers.map((each) => (each - mean(numbers)) ** 2))),
};

function followed(values: readonly Json[], steps: readonly Step[], search: Search): readonly Json[] {
  return steps.reduce((before, step, index) => {
    const previous = steps[index - 1];
    // As Jayway's JsonPath does, unverified of AWS: after `..` a filter asks each value itself, not what is in it.
    const isSearch = 'wanted' in step && previous !== undefined && 'anywhere' in previous;
    const found: Json[] = [];
    for (const value of before) {
      const next =
        isSearch && holds(step.wanted, value, search) ? [value] : isSearch ? [] : taken(value, step, search);
      looked(search, 1 + next.length);
      for (const each of next) found.push(each);
    }
    return found;
  }, values);
}

function looked(search: Search, count: number): void {
  search.looks += count;
  if (search.looks > looksMax)
    throw new StateError('States.Runtime', `A path looks at more than ${looksMax} values`);
}

function taken(value: Json, step: Step, search: Search): readonly Json[] {
  if ('name' in step) return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]!] : [];
  if ('names' in step) return step.names.flatMap((name) => taken(value, { name }, search));
  if ('every' in step) return inside(value);
  if ('anywhere' in step) return everything(value, search);
  if ('wanted' in step) {
    const asked = Array.isArray(value) ? inside(value) : [value];
    return asked.filter((each) => holds(step.wanted, each, search));
  }
  if (!Array.isArray(value)) return [];
  const list: readonly Json[] = value;
  if ('call' in step) return [];
  if ('from' in step) return list.slice(step.from, step.to);
  if ('indexes' in step) return step.indexes.flatMap((index) => taken(value, { index }, search));
  const at = list.at(step.index);
  return at === undefined ? [] : [at];
}

const inside = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];

/** The value and all that is in it, what contains before what is contained. */
function everything(value: Json, search: Search): readonly Json[] {
  const found: Json[] = [];
  const left: Json[] = [value];
  while (left.length > 0) {
    const next = left.pop()!;
    looked(search, 1);
    found.push(next);
    for (const each of inside(next).toReversed()) left.push(each);
  }
  return found;
}

function holds(condition: Condition, value: Json, search: Search): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, value, search));
  if ('any' in condition) return condition.any.some((each) => holds(each, value, search));
  if ('not' in condition) return !holds(condition.not, value, search);
  if ('exists' in condition) return operandOf(condition.exists, value, search) !== undefined;
  const [left, right] = [operandOf(condition.left, value, search), operandOf(condition.right, value, search)];
  return compare(left, condition.operator, right);
}

function operandOf(operand: Operand, value: Json, search: Search): Json | undefined {
  if ('literal' in operand) return operand.literal;
  if ('pattern' in operand) return operand.pattern;
  const found = reached(operand.root === '@' ? value : search.root, operand.steps, search);
  const isNone = Array.isArray(found) && found.length === 0 && !operand.steps.every(isDefinite);
  return isNone ? undefined : found;
}

/** What is of two kinds is unequal, and neither is more. */
function compare(left: Json | undefined, operator: Operator, right: Json | undefined): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const byWord = words[operator];
  if (byWord) return byWord(left, right);
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const other = right as typeof left;
  switch (operator) {
    case '<':
      return left < other;
    case '<=':
      return left <= other;
    case '>':
      return left > other;
    default:
      return left >= other;
  }
}

type Compare = (left: Json | undefined, right: Json | undefined) => boolean;

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const isIn = (value: Json | undefined, list: Json | undefined): boolean =>
  listIn(list).some((each) => JSON.stringify(each) === JSON.stringify(value));
const sizeOf = (value: Json | undefined): number | undefined =>
  typeof value === 'string' ? value.length : Array.isArray(value) ? value.length : undefined;

/** As Jayway's JsonPath has them; unverified of AWS. */
const words: Partial<Record<Operator, Compare>> = {
  '=~': (left, right) =>
    typeof left === 'string' && (regularExpressionOf(`^(?:${String(right)})$`)?.test(left) ?? false),
  in: isIn,
  nin: (left, right) => !isIn(left, right),
  subsetof: (left, right) => Array.isArray(left) && listIn(left).every((each) => isIn(each, right)),
  anyof: (left, right) => listIn(left).some((each) => isIn(each, right)),
  noneof: (left, right) => !listIn(left).some((each) => isIn(each, right)),
  size: (left, right) => sizeOf(left) !== undefined && sizeOf(left) === (sizeOf(right) ?? right),
  empty: (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right,
};

/** The same, from wherever the path begins. */
export function foundAt(path: string, { input, context, variables }: Roots): Json | undefined {
  const [root, name] = rootPattern.exec(path) ?? [];
  if (root === '$$') return valueAt(path, context);
  if (name === undefined) return valueAt(path, input);
  // AWS: unverified words.
  if (!Object.hasOwn(variables, name))
    throw new StateError('States.Runtime', `The variable '${name}' in '${path}' has not been assigned`);
  return valueAt(path, variables[name]!);
}

/** The same, of what has to be there. AWS: as its errors read. */
export function requiredAt(path: string, roots: Roots): Json {
  const value = foundAt(path, roots);
  if (value !== undefined) return value;
  const where = path.startsWith('$$') ? 'the context object' : 'the input';
  throw new StateError(
    'States.ParameterPathFailure',
    `The JSONPath '${path}' could not be found in ${where}`,
  );
}

/** The document with a value put at a reference path; what is missing on the way is made. */
export function withValueAt(path: string, document: Json, value: Json): Json {
  return put(document, parsePath(path)!, value, path);
}

function put(document: Json, steps: readonly Step[], value: Json, path: string): Json {
  const [step, ...rest] = steps;
  if (!step) return value;
  if ('name' in step) {
    if (document !== null && !isObject(document)) throw mismatch(path);
    const before = document ?? {};
    return { ...before, [step.name]: put(before[step.name] ?? null, rest, value, path) };
  }
  if (!('index' in step) || !Array.isArray(document) || step.index >= document.length) throw mismatch(path);
  return document.map((each: Json, index) => (index === step.index ? put(each, rest, value, path) : each));
}

const mismatch = (path: string): StateError =>
  new StateError(
    'States.ResultPathMatchFailure',
    `Unable to apply ResultPath '${path}' to the state's input`,
  );
