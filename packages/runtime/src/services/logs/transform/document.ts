import { own } from '../../../base/own.ts';

/** An event on its way through a transformer: its message, what is known of it, and what it has become so far. */
export interface Document {
  readonly message: string;
  /** `@logGroupName` and its like. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly root: Fields;
}

export type Fields = Record<string, unknown>;

/** A step that could not be done: the event stays as it was. */
export class TransformFault extends Error {}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is at `a.b.0`. */
export function valueAt(root: Fields, path: string): unknown {
  let found: unknown = root;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = own(found as Fields, name);
  }
  return found;
}

/** The text at a path. */
export function textAt(root: Fields, path: string): string {
  const value = valueAt(root, path);
  if (typeof value !== 'string') throw new TransformFault(`${path} holds no text`);
  return value;
}

/** Puts a value at a path, making what leads there. What is there already stays, unless it is to be overwritten. */
export function putAt(
  root: Fields,
  path: string,
  { value, over }: { readonly value: unknown; readonly over: boolean },
) {
  const names = path.split('.');
  const last = names.pop()!;
  let place = root;
  for (const name of names) {
    const next = own(place, name);
    if (isFields(next)) place = next;
    else place = define(place, name, {}) as Fields;
  }
  if (over || own(place, last) === undefined) define(place, last, value);
}

/** Whatever the name is: `__proto__` is one like any other. */
function define(place: Fields, name: string, value: unknown): unknown {
  Object.defineProperty(place, name, { value, enumerable: true, writable: true, configurable: true });
  return value;
}

/** Takes away what is at a path, and answers it. */
export function takeAt(root: Fields, path: string): unknown {
  const dot = path.lastIndexOf('.');
  const place = dot < 0 ? root : valueAt(root, path.slice(0, dot));
  if (!isFields(place)) return undefined;
  const name = path.slice(dot + 1);
  const value = own(place, name);
  delete place[name];
  return value;
}

/** Adds fields at a path, or to the root. */
export function spread(
  root: Fields,
  fields: Iterable<readonly [string, unknown]>,
  destination?: string,
): void {
  if (destination !== undefined && !isFields(valueAt(root, destination)))
    putAt(root, destination, { value: {}, over: true });
  const place = destination === undefined ? root : (valueAt(root, destination) as Fields);
  for (const [name, value] of fields) define(place, name, value);
}
