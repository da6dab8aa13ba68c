import { isUtf8 } from 'node:buffer';
import { Refusal } from '../refusal.ts';
import type { Member, NumberShape, Shape, StructureShape } from '../schema/shape.ts';
import { fits, readBase64 } from './scalar-text.ts';
import { readTimestamp } from './timestamp.ts';

/** What differs between awsJson and restJson: the second spells some members otherwise. */
export interface JsonNames {
  readonly jsonName: boolean;
}

export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw serialization('Request body is not valid UTF-8');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw serialization('Request body is not valid JSON');
  }
}

function serialization(message: string): Refusal {
  return new Refusal('Malformed', message);
}

/** Types nest no deeper than this; what is deeper is not meant well. */
const depthMax = 128;

/**
 * Reads parsed JSON, or CBOR (which has bytes and times of its own), as a shape: known members, of the right types.
 * Unknown members and nulls are left out, as AWS does.
 */
export function readJson(shape: Shape, value: unknown, names: JsonNames, depth = 0): unknown {
  if (depth > depthMax) throw serialization('Request body is nested too deeply');
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, value, names, depth);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(value, 'list');
      return value.map((item) => (item === null ? null : readJson(shape.item.shape, item, names, depth + 1)));
    case 'map':
      return readMap(shape.value, value, names, depth);
    case 'string':
      if (typeof value !== 'string') throw mismatch(value, 'String');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(value, 'Boolean');
      return value;
    case 'number':
      return readNumber(shape, value);
    case 'blob':
      return value instanceof Uint8Array ? value : readBlob(value);
    case 'timestamp':
      return value instanceof Date ? value : readTime(value);
    case 'document':
      return value;
  }
}

function readStructure(shape: StructureShape, value: unknown, names: JsonNames, depth: number): object {
  if (!isObject(value)) throw mismatch(value, 'structure');
  const structure: Record<string, unknown> = {};
  for (const name in value) {
    const member = names.jsonName ? byJsonName(shape, name) : shape.byName.get(name);
    const inner = value[name];
    if (member && inner !== null && inner !== undefined)
      structure[member.name] = readJson(member.shape, inner, names, depth + 1);
  }
  return structure;
}

const jsonNames = new WeakMap<StructureShape, ReadonlyMap<string, Member>>();

function byJsonName(shape: StructureShape, name: string): Member | undefined {
  let members = jsonNames.get(shape);
  if (!members) {
    members = new Map(shape.members.map((member) => [member.traits.jsonName ?? member.name, member]));
    jsonNames.set(shape, members);
  }
  return members.get(name);
}

function readMap(item: Member, value: unknown, names: JsonNames, depth: number): object {
  if (!isObject(value)) throw mismatch(value, 'map');
  const map: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (inner !== null && inner !== undefined) put(map, key, readJson(item.shape, inner, names, depth + 1));
  }
  return map;
}

/** Sets a key that a caller chose: `__proto__` too is only a key. */
export function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}

const numberWords = new Set(['NaN', 'Infinity', '-Infinity']);
const numberTypes = { integer: 'Integer', long: 'Long', float: 'Double', number: 'Number' } as const;

function readNumber(shape: NumberShape, value: unknown): number {
  if (shape.type === 'float' && typeof value === 'string' && numberWords.has(value)) return Number(value);
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !fits(shape, number)) throw mismatch(value, numberTypes[shape.type]);
  return number;
}

function readTime(value: unknown): Date {
  const time = typeof value === 'number' || typeof value === 'string' ? readTimestamp(value) : undefined;
  if (!time) throw mismatch(value, 'Date');
  return time;
}

function readBlob(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw mismatch(value, 'Blob');
  const bytes = readBase64(value);
  if (!bytes) throw serialization('Invalid base64 in a blob');
  return bytes;
}

/** An object of JSON or CBOR, not a list, bytes or a time. */
export function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Uint8Array) && !(value instanceof Date);
}

// AWS: the words of its JSON reader, as seen in answers of DynamoDB and CodePipeline.
export function mismatch(value: unknown, wanted: string): Refusal {
  if (Array.isArray(value)) return serialization('Start of list found where not expected');
  if (typeof value === 'object' && value !== null)
    return serialization('Start of structure or map found where not expected.');
  if (wanted === 'list' || wanted === 'structure' || wanted === 'map')
    return serialization(`Expected ${wanted} or null`);
  const found =
    typeof value === 'string' ? 'STRING' : typeof value === 'number' ? 'NUMBER' : String(value).toUpperCase();
  return serialization(
    `${found}_VALUE can not be converted to ${wanted === 'Integer' ? 'an' : 'a'} ${wanted}`,
  );
}
