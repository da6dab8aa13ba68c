import { own } from '../../../base/own.ts';
import type { RegistryProperty, RegistryType, RegistryValue } from '../../../base/registry-type.ts';
import { textIn } from './evaluate.ts';
import { isList, isValues, type Value, type Values } from './template.ts';

/** One place where two values differ; undefined where there is nothing. */
export interface Difference {
  /** Names and indices, from the outside in. */
  readonly path: readonly string[];
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/**
 * Where two values differ, as deep as both are objects, or lists of one length. A scalar is what it is spelled as:
 * `true` and `"true"` are the same.
 */
export function* differencesOf(
  before: Value | undefined,
  after: Value | undefined,
  path: readonly string[] = [],
): Generator<Difference> {
  const [membersBefore, membersAfter] = [membersOf(before), membersOf(after)];
  const alike = isList(before ?? null) === isList(after ?? null);
  if (membersBefore && membersAfter && alike) {
    if (!isList(before!) || membersBefore.size === membersAfter.size) {
      for (const name of new Set([...membersBefore.keys(), ...membersAfter.keys()]))
        yield* differencesOf(membersBefore.get(name), membersAfter.get(name), [...path, name]);
      return;
    }
  } else if (before === after || isSameScalar(before, after)) return;
  yield { path, before, after };
}

export function isSame(before: Value | undefined, after: Value | undefined): boolean {
  return differencesOf(before, after).next().done === true;
}

function membersOf(value: Value | undefined): ReadonlyMap<string, Value> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function isSameScalar(before: Value | undefined, after: Value | undefined): boolean {
  const text = textIn(before);
  return text !== undefined && text === textIn(after);
}

/** What a change at a path does to a resource of a type. */
// AWS: CloudFormation's registry: createOnlyProperties, conditionalCreateOnlyProperties.
export function recreationOf(
  type: RegistryType | undefined,
  path: readonly string[],
): 'Never' | 'Conditionally' | 'Always' {
  if (!type) return 'Never';
  if (type.replacing?.some((replacing) => startsWith(withoutIndices(path), replacing))) return 'Always';
  let properties: RegistryProperties | undefined = type.properties;
  for (const name of withoutIndices(path)) {
    const property: RegistryProperty | undefined = own(properties, name);
    if (!property) break;
    if (property.replaces) return property.replaces === 'always' ? 'Always' : 'Conditionally';
    properties = propertiesIn(type, property.type);
  }
  return 'Never';
}

type RegistryProperties = RegistryType['properties'];

const withoutIndices = (path: readonly string[]): readonly string[] =>
  path.filter((name) => !/^\d+$/.test(name));

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.filter((name) => name !== '*').every((name, index) => path[index] === name);

/** The members of the objects that a value is made of. */
export function propertiesIn(type: RegistryType, value: RegistryValue): RegistryProperties | undefined {
  if (typeof value === 'string') return undefined;
  if ('object' in value) return own(type.definitions, value.object);
  if ('list' in value) return propertiesIn(type, value.list);
  if ('map' in value) return undefined;
  return value.oneOf.map((each) => propertiesIn(type, each)).find((each) => each !== undefined);
}

/** Whether a resource can be changed from one set of properties to another only by making it anew. */
export function replaces(type: RegistryType | undefined, before: Values, after: Values): boolean {
  for (const { path } of differencesOf(before, after)) if (recreationOf(type, path) === 'Always') return true;
  return false;
}

/** `/Properties/Tags/0/Value`. */
export function pointerOf(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A value as change sets and drift tell it: a scalar's text, or JSON. */
export function toldAs(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  return textIn(value) ?? JSON.stringify(value);
}

/** Members of an object that are there. */
export function present(value: Value | undefined): Values {
  return value !== undefined && isValues(value) ? value : {};
}
