import { isObject, StateError, type Json, type JsonObject } from './json.ts';

/** What paths begin at. */
export interface Roots {
  /** `$` */
  readonly input: Json;
  /** `$$` */
  readonly context: Json;
  /** `$name` */
  readonly variables: JsonObject;
}

/** The beginning of a path, and the variable's name in it. */
const rootPattern = /^\$(?:\$|([\p{ID_Start}_][\p{ID_Continue}]*))?/u;

type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly every: true }
  | { readonly from: number; readonly to: number | undefined };

/** The names, indexes, wildcards and slices of a path; undefined where it is none, or has filters or `..`. */
export function parsePath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  const token = /\.(\*|[^.[\]*'"$?@()]+)|\[(?:'([^']*)'|"([^"]*)"|(\*)|(-?\d+)|(\d*):(\d*))\]/y;
  token.lastIndex = rootPattern.exec(path)![0].length;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (!match) return undefined;
    steps.push(stepOf(match));
  }
  return steps;
}

function stepOf([, dotted, single, double, star, index, from, to]: RegExpExecArray): Step {
  if (dotted === '*' || star) return { every: true };
  const name = dotted ?? single ?? double;
  if (name !== undefined) return { name };
  if (index !== undefined) return { index: Number(index) };
  return { from: Number(from ?? 0), to: to ? Number(to) : undefined };
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
  const found = steps.reduce<readonly Json[]>(
    (values, step) => values.flatMap((value) => taken(value, step)),
    [document],
  );
  return steps.every(isDefinite) ? found[0] : found;
}

function taken(value: Json, step: Step): readonly Json[] {
  if ('name' in step) return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]!] : [];
  if ('every' in step) return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  if (!Array.isArray(value)) return [];
  const list: readonly Json[] = value;
  if ('from' in step) return list.slice(step.from, step.to);
  const at = list.at(step.index);
  return at === undefined ? [] : [at];
}

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
