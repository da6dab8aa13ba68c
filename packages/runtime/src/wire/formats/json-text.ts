import { assert } from '../../base/assert.ts';
import type { Member, Shape, StructureShape } from '../schema/shape.ts';
import { isObject, type JsonNames } from './json.ts';
import { dateOf, timestampText } from './timestamp.ts';

/** The JSON of what a handler answered, in one walk. Members that the schema does not know stay behind. */
export function jsonText(shape: Shape, value: unknown, names: JsonNames): string {
  switch (shape.kind) {
    case 'structure':
      return jsonTextOfMembers(openingsOf(shape, names), value, names);
    case 'list':
      return listText(shape.item.shape, value, names);
    case 'map':
      return mapText(shape.value.shape, value, names);
    case 'timestamp':
      return shape.format === undefined || shape.format === 'epoch-seconds'
        ? String(dateOf(value).getTime() / 1_000)
        : `"${timestampText(value, shape.format)}"`;
    case 'blob':
      assert(value instanceof Uint8Array, 'a blob in an answer is bytes');
      return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`;
    case 'number':
      assert(typeof value === 'number' || typeof value === 'bigint', 'a number in an answer is one');
      return Number.isFinite(Number(value)) ? String(Number(value)) : `"${value}"`;
    case 'string':
    case 'boolean':
      if (typeof value !== shape.kind)
        throw new Error(`assertion failed: a ${shape.kind} in an answer is ${typeof value}`);
      return JSON.stringify(value);
    case 'document':
      return JSON.stringify(value);
  }
}

/** A member, and how its text begins: `"name":`. */
export interface Opening {
  readonly member: Member;
  readonly text: string;
}

const plainOpenings = new WeakMap<StructureShape, readonly Opening[]>();
const renamedOpenings = new WeakMap<StructureShape, readonly Opening[]>();

function openingsOf(shape: StructureShape, names: JsonNames): readonly Opening[] {
  const known = names.jsonName ? renamedOpenings : plainOpenings;
  let openings = known.get(shape);
  if (!openings) known.set(shape, (openings = openingsOfMembers(shape.members, names)));
  return openings;
}

export function openingsOfMembers(members: readonly Member[], names: JsonNames): readonly Opening[] {
  return members.map((member) => ({
    member,
    text: `${JSON.stringify((names.jsonName && member.traits.jsonName) || member.name)}:`,
  }));
}

/** The JSON of some members of a structure. */
export function jsonTextOfMembers(openings: readonly Opening[], value: unknown, names: JsonNames): string {
  assert(isObject(value), 'a structure in an answer is an object');
  let members = '';
  for (const { member, text } of openings) {
    const inner = value[member.name];
    if (inner === undefined || inner === null) continue;
    members += (members === '' ? text : `,${text}`) + jsonText(member.shape, inner, names);
  }
  return `{${members}}`;
}

function listText(item: Shape, value: unknown, names: JsonNames): string {
  assert(Array.isArray(value), 'a list in an answer is an array');
  if (item.kind === 'structure' && arePlain(typesOf(item, names), value)) return JSON.stringify(value);
  return `[${value.map((inner) => jsonText(item, inner, names)).join(',')}]`;
}

/** The types of a structure's members, where JSON writes values of them as they are to be written. */
type Types = ReadonlyMap<string, string>;

const plainTypes = new WeakMap<readonly Opening[], Types>();
const noTypes: Types = new Map();

function typesOf(shape: StructureShape, names: JsonNames): Types {
  const openings = openingsOf(shape, names);
  let types = plainTypes.get(openings);
  if (!types) {
    const isPlain = openings.every(
      ({ member, text }) =>
        ['string', 'boolean', 'number'].includes(member.shape.kind) &&
        text === `${JSON.stringify(member.name)}:`,
    );
    types = isPlain ? new Map(shape.members.map((member) => [member.name, member.shape.kind])) : noTypes;
    plainTypes.set(openings, types);
  }
  return types;
}

/** Whether a list can be written at once, as it is: thousands of log events are, in half the time. */
function arePlain(types: Types, list: readonly unknown[]): boolean {
  if (types.size === 0) return false;
  for (const inner of list) {
    if (!isObject(inner)) return false;
    for (const name in inner) {
      const value = inner[name];
      if (typeof value !== types.get(name)) return false;
      if (typeof value === 'number' && !Number.isFinite(value)) return false;
    }
  }
  return true;
}

function mapText(item: Shape, value: unknown, names: JsonNames): string {
  assert(isObject(value), 'a map in an answer is an object');
  const entries: string[] = [];
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (inner !== undefined && inner !== null)
      entries.push(`${JSON.stringify(key)}:${jsonText(item, inner, names)}`);
  }
  return `{${entries.join(',')}}`;
}
