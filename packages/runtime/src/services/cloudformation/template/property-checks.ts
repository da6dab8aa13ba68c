import { own } from '../../../base/own.ts';
import type {
  RegistryProperties,
  RegistryScalar,
  RegistryType,
  RegistryValue,
} from '../../../base/registry-type.ts';
import { isList, isUnknown, isValues, type Value, type Values } from './template.ts';

/** Properties as their type wants them, and what is wrong with them. */
export interface CheckedProperties {
  readonly properties: Values;
  /** AWS's sentences, a line each; none, where nothing is wrong. */
  readonly complaints: readonly string[];
}

/** Types whose properties are whatever a template says. */
const free: ReadonlySet<string> = new Set(['AWS::CloudFormation::CustomResource']);

/**
 * Reads evaluated properties by the registry: text becomes a number or a boolean, and a number text, where the type has
 * that. What is not known yet is taken as it is.
 */
// AWS: user guide, "CloudFormation converts values to the type of the property"; unverified in its details.
export function checkProperties(type: RegistryType, properties: Values): CheckedProperties {
  if (free.has(type.name)) return { properties, complaints: [] };
  const reading = new Reading(type);
  const read = reading.members(properties, type.properties, '#');
  return { properties: read, complaints: reading.complaints };
}

/** Why a resource whose properties are wrong is not made. */
// AWS: seen as the reason of CREATE_FAILED events.
export function propertiesFailure(logicalId: string, complaints: readonly string[]): string {
  return `Properties validation failed for resource ${logicalId} with message:\n${complaints.join('\n')}`;
}

class Reading {
  readonly complaints: string[] = [];
  readonly #type: RegistryType;

  constructor(type: RegistryType) {
    this.#type = type;
  }

  members(values: Values, properties: RegistryProperties, path: string): Values {
    const open = Object.keys(properties).length === 0 && path !== '#';
    for (const [name, { required }] of Object.entries(properties))
      if (required && own(values, name) === undefined)
        this.#complain(path, `required key [${name}] not found`);
    const read = Object.entries(values).map(([name, value]) => {
      const property = own(properties, name);
      if (!property && !open) this.#complain(path, `extraneous key [${name}] is not permitted`);
      return [name, property ? this.#value(value, property.type, `${path}/${name}`) : value] as const;
    });
    return Object.fromEntries(read);
  }

  #value(value: Value, wanted: RegistryValue, path: string): Value {
    if (typeof value === 'string' && isUnknown(value)) return value;
    if (typeof wanted === 'string') return this.#scalar(value, wanted, path);
    if ('oneOf' in wanted) return this.#oneOf(value, wanted.oneOf, path);
    if ('list' in wanted) {
      if (!isList(value)) return this.#mismatch(value, 'JSONArray', path);
      return value.map((item, index) => this.#value(item, wanted.list, `${path}/${index}`));
    }
    if (!isValues(value)) return this.#mismatch(value, 'JSONObject', path);
    if ('object' in wanted)
      return this.members(value, own(this.#type.definitions, wanted.object) ?? {}, path);
    const read = Object.entries(value).map(
      ([name, member]) => [name, this.#value(member, wanted.map, `${path}/${name}`)] as const,
    );
    return Object.fromEntries(read);
  }

  #scalar(value: Value, wanted: RegistryScalar, path: string): Value {
    switch (wanted) {
      case 'json':
        return value;
      case 'tag':
        return isValues(value)
          ? this.members(value, tagProperties, path)
          : this.#mismatch(value, 'JSONObject', path);
      case 'string':
      case 'date-time':
        if (typeof value === 'string') return value;
        return typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : this.#mismatch(value, 'String', path);
      case 'boolean':
        if (typeof value === 'boolean') return value;
        return value === 'true' || value === 'false'
          ? value === 'true'
          : this.#mismatch(value, 'Boolean', path);
      case 'integer':
      case 'number':
        return this.#number(value, wanted, path);
    }
  }

  #number(value: Value, wanted: 'integer' | 'number', path: string): Value {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const fits =
      typeof number === 'number' && (wanted === 'integer' ? Number.isInteger(number) : !Number.isNaN(number));
    return fits ? number : this.#mismatch(value, wanted === 'integer' ? 'Integer' : 'Number', path);
  }

  /** The first that takes it as it is, or else the first that takes it at all. */
  #oneOf(value: Value, choices: readonly RegistryValue[], path: string): Value {
    const tried = choices.map((choice) => {
      const reading = new Reading(this.#type);
      return { read: reading.#value(value, choice, path), complaints: reading.complaints };
    });
    const fitting = tried.filter(({ complaints }) => complaints.length === 0);
    const best = fitting.find(({ read }) => typeof read === typeof value) ?? fitting[0] ?? tried[0]!;
    this.complaints.push(...best.complaints);
    return best.read;
  }

  #mismatch(value: Value, wanted: string, path: string): Value {
    this.#complain(path, `expected type: ${wanted}, found: ${nameOf(value)}`);
    return value;
  }

  #complain(path: string, sentence: string): void {
    this.complaints.push(`${path}: ${sentence}`);
  }
}

const tagProperties: RegistryProperties = {
  Key: { type: 'string', required: true },
  Value: { type: 'string', required: true },
  PropagateAtLaunch: { type: 'boolean' },
};

/** What AWS's validator calls a value. */
function nameOf(value: Value): string {
  if (isList(value)) return 'JSONArray';
  if (isValues(value)) return 'JSONObject';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'BigDecimal';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
}
