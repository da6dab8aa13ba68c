import { own } from '../../../base/own.ts';
import type { RegistryProperties, RegistryType, RegistryValue } from '../../../base/registry-type.ts';
import type { Value, Values } from './template.ts';

/** A resource type's schema, as the registry tells it: what this house knows of it, without prose and patterns. */
// AWS: CloudFormation CLI user guide, "Resource type schema".
export function schemaOf(type: RegistryType): string {
  const attributes = Object.entries(type.attributes).filter(([name]) => !own(type.properties, name));
  const readOnly = attributes.map(([name]) => name);
  const replacing = Object.entries(type.properties).flatMap(([name, { replaces }]) =>
    replaces === 'always' ? [name] : [],
  );
  return JSON.stringify({
    typeName: type.name,
    description: `Resource Type definition for ${type.name}`,
    additionalProperties: false,
    properties: {
      ...propertiesOf(type.properties),
      ...Object.fromEntries(attributes.map(([name, value]) => [name.replaceAll('.', '/'), shapeOf(value)])),
    },
    definitions: Object.fromEntries(
      Object.entries(type.definitions).map(([name, properties]) => [name, objectOf(properties)]),
    ),
    required: requiredOf(type.properties),
    primaryIdentifier: pointersTo(type.primaryIdentifier),
    ...(readOnly.length > 0 && { readOnlyProperties: pointersTo(readOnly) }),
    ...(replacing.length > 0 && { createOnlyProperties: pointersTo(replacing) }),
    tagging: type.tags
      ? {
          taggable: true,
          tagOnCreate: true,
          tagUpdatable: true,
          tagProperty: `/properties/${type.tags.property}`,
        }
      : { taggable: false },
  });
}

/** Whether something of a type can be changed in place. */
export const isMutable = ({ properties }: RegistryType): boolean =>
  Object.values(properties).some(({ replaces }) => replaces !== 'always');

const pointersTo = (names: readonly string[]): readonly string[] =>
  names.map((name) => `/properties/${name.replaceAll('.', '/')}`);

const propertiesOf = (properties: RegistryProperties): Values =>
  Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, shapeOf(type)]));

const requiredOf = (properties: RegistryProperties): readonly string[] =>
  Object.entries(properties).flatMap(([name, { required }]) => (required ? [name] : []));

function objectOf(properties: RegistryProperties): Values {
  const required = requiredOf(properties);
  return {
    type: 'object',
    additionalProperties: false,
    properties: propertiesOf(properties),
    ...(required.length > 0 && { required }),
  };
}

const scalars: Readonly<Record<string, Value>> = {
  json: { type: 'object' },
  'date-time': { type: 'string', format: 'date-time' },
  tag: {
    type: 'object',
    additionalProperties: false,
    properties: { Key: { type: 'string' }, Value: { type: 'string' } },
    required: ['Key', 'Value'],
  },
};

function shapeOf(value: RegistryValue): Value {
  if (typeof value === 'string') return own(scalars, value) ?? { type: value };
  if ('list' in value) return { type: 'array', items: shapeOf(value.list) };
  if ('map' in value)
    return { type: 'object', additionalProperties: false, patternProperties: { '.*': shapeOf(value.map) } };
  if ('object' in value) return { $ref: `#/definitions/${value.object}` };
  return { anyOf: value.oneOf.map(shapeOf) };
}
