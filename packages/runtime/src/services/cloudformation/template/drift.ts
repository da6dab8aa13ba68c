import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import { own } from '../../../base/own.ts';
import type { RegistryProperties, RegistryType, RegistryValue } from '../../../base/registry-type.ts';
import { instantOf } from '../../../base/instant.ts';
import { isSame, pointerOf, toldAs } from './differences.ts';
import { isList, isValues, type Value, type Values } from './template.ts';
import { neverRead } from './write-only.ts';

/** How a resource differs from what its template asks for. */
export interface Drift {
  readonly differences: readonly PropertyDifference[];
  /** What is there of the properties that the template asks for. */
  readonly actual: Values;
}

/**
 * Compares what a template asks of a resource, all functions resolved, with what is there. What it does not ask for
 * is not looked at, but for members of lists and maps that it does ask for.
 */
// AWS: user guide, "Detect unmanaged configuration changes": only explicitly set property values are compared.
export function driftOf(type: RegistryType | undefined, expected: Values, actual: Values): Drift {
  const comparing = new Comparing(type);
  comparing.members(expected, actual, { path: [], properties: type?.properties });
  const asked = Object.keys(expected).filter((name) => own(actual, name) !== undefined);
  return {
    differences: comparing.differences,
    actual: Object.fromEntries(asked.map((name) => [name, actual[name]!])),
  };
}

interface Place {
  readonly path: readonly string[];
  readonly value?: RegistryValue | undefined;
}

class Comparing {
  readonly differences: PropertyDifference[] = [];
  readonly #type: RegistryType | undefined;

  constructor(type: RegistryType | undefined) {
    this.#type = type;
  }

  members(
    expected: Values,
    actual: Values,
    {
      path,
      properties,
    }: { readonly path: readonly string[]; readonly properties: RegistryProperties | undefined },
  ): void {
    for (const [name, value] of Object.entries(expected))
      this.#compare(value, own(actual, name), { path: [...path, name], value: own(properties, name)?.type });
  }

  #compare(expected: Value, actual: Value | undefined, place: Place): void {
    const { path, value } = place;
    if (actual === undefined) {
      if (!isEmpty(expected) && !neverRead(this.#type?.name, path)) this.#tell(place, { expected });
      return;
    }
    const there = asWritten(expected, actual);
    if (isList(expected) && isList(there)) this.#lists(expected, there, place);
    else if (isValues(expected) && isValues(there)) {
      if (isMap(value)) this.#maps(expected, there, place);
      else this.members(expected, there, { path, properties: this.#propertiesOf(value) });
    } else if (!isSame(expected, there) && !(value === 'date-time' && isSameInstant(expected, there)))
      this.#tell(place, { expected, actual: there });
  }

  #maps(expected: Values, actual: Values, { path, value }: Place): void {
    const inner = typeof value === 'object' && 'map' in value ? value.map : undefined;
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const place = { path: [...path, name], value: inner };
      const [wanted, there] = [own(expected, name), own(actual, name)];
      if (wanted === undefined) this.#tell(place, { actual: there });
      else this.#compare(wanted, there, place);
    }
  }

  /** Members are compared wherever they stand: most lists have no order. */
  #lists(expected: readonly Value[], actual: readonly Value[], { path, value }: Place): void {
    const inner = typeof value === 'object' && 'list' in value ? value.list : undefined;
    const placeOf = (index: number): Place => ({ path: [...path, String(index)], value: inner });
    const unmatched = new Map(actual.entries());
    const missing: [number, Value][] = [];
    for (const [index, wanted] of expected.entries()) {
      const found = [...unmatched].find(([, there]) => this.#fits(wanted, there, placeOf(index)));
      if (found) unmatched.delete(found[0]);
      else missing.push([index, wanted]);
    }
    const others = [...unmatched];
    for (const [index, wanted] of missing) {
      const position = others.findIndex(([, there]) => isCounterpart(wanted, there));
      const [other] = position < 0 ? [] : others.splice(position, 1);
      if (other) this.#compare(wanted, other[1], placeOf(index));
      else this.#tell(placeOf(index), { expected: wanted });
    }
    for (const [index, there] of others) this.#tell(placeOf(index), { actual: there });
  }

  #fits(expected: Value, actual: Value, place: Place): boolean {
    const comparing = new Comparing(this.#type);
    comparing.#compare(expected, actual, place);
    return comparing.differences.length === 0;
  }

  #propertiesOf(value: RegistryValue | undefined): RegistryProperties | undefined {
    return typeof value === 'object' && 'object' in value
      ? own(this.#type?.definitions, value.object)
      : undefined;
  }

  #tell(
    { path }: Place,
    { expected, actual }: { expected?: Value | undefined; actual?: Value | undefined },
  ): void {
    this.differences.push({
      PropertyPath: pointerOf(path),
      ExpectedValue: toldAs(expected) ?? 'null',
      ActualValue: toldAs(actual) ?? 'null',
      DifferenceType: expected === undefined ? 'ADD' : actual === undefined ? 'REMOVE' : 'NOT_EQUAL',
    });
  }
}

/** An empty text or list, or an object of nothing else, that is asked for is not there where nothing is. */
const isEmpty = (value: Value): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.values(value).every(isEmpty));

const isSameInstant = (expected: Value, actual: Value): boolean =>
  instantOf(String(expected)) === instantOf(String(actual));

const isMap = (value: RegistryValue | undefined): boolean =>
  value === 'json' || (typeof value === 'object' && 'map' in value);

/** JSON that is asked for as an object may be there as text. */
function asWritten(expected: Value, actual: Value): Value {
  if (typeof expected !== 'object' || typeof actual !== 'string') return actual;
  try {
    return JSON.parse(actual) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return actual;
    throw error;
  }
}

/** Whether one member of a list has become another: a tag by its key, an object by its name. */
function isCounterpart(expected: Value, actual: Value): boolean {
  if (!isValues(expected) || !isValues(actual)) return false;
  const names = ['Key', 'Name', 'Id', 'Sid'].filter((name) => own(expected, name) !== undefined);
  return names.every((name) => isSame(own(expected, name), own(actual, name)));
}
