import type { RegistryType } from '../../../base/registry-type.ts';
import type { Properties } from '../../../dispatch/resource.ts';
import { isValues, type Value, type Values } from '../template/template.ts';
import { neverRead } from '../template/write-only.ts';

export interface Told {
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly physicalId: string;
}

/** What a resource is known by: the values of its primary identifier, joined by `|`. */
export function identifierOf(primaryIdentifier: readonly string[], told: Told): string {
  const { properties, attributes, physicalId } = told;
  const values = primaryIdentifier.map((name) => attributes[name] ?? properties[name]);
  const unknown = values.filter((value) => value === undefined).length;
  const isWhole = physicalId.split('|').length === values.length && values.length > 1;
  // What nobody tells is what the resource is called itself.
  return unknown > 1 || (unknown > 0 && isWhole)
    ? physicalId
    : values.map((value) => value ?? physicalId).join('|');
}

/** The values of an identifier, by name: as many as the type's has. The last has the rest. */
export function valuesIn(primaryIdentifier: readonly string[], identifier: string): Properties {
  const parts = identifier.split('|');
  const last = primaryIdentifier.length - 1;
  return Object.fromEntries(
    primaryIdentifier.map((name, index) => [
      name,
      index === last ? parts.slice(index).join('|') : (parts[index] ?? ''),
    ]),
  );
}

/** A resource as it is: its properties that can be read, and what it answers besides. */
export function modelOf(typeName: string, { properties, attributes }: Omit<Told, 'physicalId'>): Values {
  const model: Record<string, Value> = {};
  for (const [name, value] of Object.entries(attributes)) nest(model, name.split('.'), value as Value);
  for (const [name, value] of Object.entries(properties))
    if (value !== undefined && !neverRead(typeName, [name])) model[name] = value as Value;
  return model;
}

/** `Endpoint.Address` is a member of a member. */
function nest(model: Record<string, Value>, [name = '', ...rest]: readonly string[], value: Value): void {
  if (value === undefined) return;
  if (rest.length === 0) {
    // What is within it may be there already.
    model[name] = isValues(value) ? { ...value, ...(model[name] as Values | undefined) } : value;
    return;
  }
  const inner = { ...(model[name] as Values | undefined) };
  nest(inner, rest, value);
  model[name] = inner;
}

/** Names of what only answers, and cannot be asked for. */
export const readOnlyNames = (type: RegistryType): ReadonlySet<string> =>
  new Set(
    Object.keys(type.attributes)
      .map((name) => name.split('.')[0]!)
      .filter((name) => !Object.hasOwn(type.properties, name)),
  );
