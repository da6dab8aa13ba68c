import { assert } from '../../base/assert.ts';
import type {
  ListShape,
  MapShape,
  Member,
  ScalarShape,
  Shape,
  StructureShape,
  TimestampFormat,
} from '../schema/shape.ts';
import { isObject, put } from './json.ts';
import { readText, scalarText } from './scalar-text.ts';
import { escapedXml, malformed, type XmlElement } from './xml-document.ts';

/** Reads an element as a shape. Lists and maps that are flattened are found among the element's siblings. */
export function readXml(shape: Shape, element: XmlElement, flattened?: readonly XmlElement[]): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape.members, element);
    case 'list':
      return readList(shape, flattened ?? itemsOf(element, shape.item.traits.xmlName ?? 'member'));
    case 'map':
      return readMap(shape, flattened ?? itemsOf(element, 'entry'));
    case 'document':
      throw malformed();
    default:
      return readScalar(shape, element);
  }
}

function readScalar(shape: ScalarShape, element: XmlElement): unknown {
  const value = element.children.length > 0 ? undefined : readText(shape, element.text);
  if (value === undefined) throw malformed();
  return value;
}

/** Reads the given members; where a name is repeated, the first counts. */
export function readStructure(members: readonly Member[], element: XmlElement): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  if (element.children.length === 0 && element.text.trim() !== '') throw malformed();
  for (const member of members) {
    const name = member.traits.xmlName ?? member.name;
    if (member.traits.xmlAttribute) {
      const text = element.attributes.get(name);
      if (text !== undefined) structure[member.name] = text;
      continue;
    }
    const found = itemsOf(element, name);
    const first = found[0];
    if (first)
      structure[member.name] = readXml(member.shape, first, member.traits.xmlFlattened ? found : undefined);
  }
  return structure;
}

function itemsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function readList(shape: ListShape, items: readonly XmlElement[]): readonly unknown[] {
  return items.map((item) => readXml(shape.item.shape, item));
}

function readMap(shape: MapShape, entries: readonly XmlElement[]): object {
  const map: Record<string, unknown> = {};
  for (const entry of entries) {
    const key = itemsOf(entry, shape.key.traits.xmlName ?? 'key')[0];
    const value = itemsOf(entry, shape.value.traits.xmlName ?? 'value')[0];
    if (!key || !value) throw malformed();
    put(map, key.text, readXml(shape.value.shape, value));
  }
  return map;
}

const timestampFormat: TimestampFormat = 'date-time';

/** Writes an element of the given name. */
export function xmlOf(name: string, shape: Shape, value: unknown, attributes = ''): string {
  switch (shape.kind) {
    case 'structure':
      return xmlOfStructure(name, shape, value, attributes);
    case 'list':
      assert(Array.isArray(value), 'a list in an answer is an array');
      return enclosed(name, attributes, itemsText(shape.item.traits.xmlName ?? 'member', shape, value));
    case 'map':
      return enclosed(name, attributes, entriesText('entry', shape, value));
    case 'document':
      throw new Error('XML has no documents');
    default:
      return enclosed(name, attributes, escapedXml(scalarText(shape, value, timestampFormat)));
  }
}

function xmlOfStructure(name: string, shape: StructureShape, value: unknown, attributes: string): string {
  assert(isObject(value), 'a structure in an answer is an object');
  const own = shape.members
    .filter((member) => member.traits.xmlAttribute && value[member.name] !== undefined)
    .map((member) => ` ${member.traits.xmlName ?? member.name}="${escapedXml(String(value[member.name]))}"`);
  return enclosed(name, attributes + own.join(''), xmlOfMembers(shape.members, value));
}

/** The elements of members, one after another: what a structure encloses. */
export function xmlOfMembers(members: readonly Member[], value: unknown): string {
  assert(isObject(value), 'a structure in an answer is an object');
  let text = '';
  for (const member of members) {
    const inner = value[member.name];
    if (inner === undefined || inner === null || member.traits.xmlAttribute) continue;
    const name = member.traits.xmlName ?? member.name;
    const { shape } = member;
    if (shape.kind === 'list' && member.traits.xmlFlattened) text += itemsText(name, shape, inner);
    else if (shape.kind === 'map' && member.traits.xmlFlattened) text += entriesText(name, shape, inner);
    else text += xmlOf(name, shape, inner, namespaceOf(member));
  }
  return text;
}

function itemsText(name: string, shape: ListShape, value: unknown): string {
  assert(Array.isArray(value), 'a list in an answer is an array');
  return value.map((item) => xmlOf(name, shape.item.shape, item, namespaceOf(shape.item))).join('');
}

function entriesText(name: string, shape: MapShape, value: unknown): string {
  assert(isObject(value), 'a map in an answer is an object');
  const keyName = shape.key.traits.xmlName ?? 'key';
  const valueName = shape.value.traits.xmlName ?? 'value';
  return Object.keys(value)
    .filter((key) => value[key] !== undefined && value[key] !== null)
    .map((key) =>
      enclosed(
        name,
        '',
        enclosed(keyName, '', escapedXml(key)) + xmlOf(valueName, shape.value.shape, value[key]),
      ),
    )
    .join('');
}

/** ` xmlns="…"`, where a member has a namespace of its own. */
export function namespaceOf({ traits }: Pick<Member, 'traits'>): string {
  if (!traits.xmlNamespace) return '';
  const [prefix, uri] = traits.xmlNamespace;
  return ` xmlns${prefix ? `:${prefix}` : ''}="${escapedXml(uri)}"`;
}

export function enclosed(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}
