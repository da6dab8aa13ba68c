import { parameters } from '../query-string.ts';
import { Refusal } from '../refusal.ts';
import type { ListShape, MapShape, Member, ScalarShape, StructureShape } from '../schema/shape.ts';
import { put } from './json.ts';
import { readText } from './scalar-text.ts';

/** The parameters of a query request by the parts of their names: `Tags.member.1.Key=a`. */
export interface FormNode {
  value?: string;
  children?: Map<string, FormNode>;
}

const parametersMax = 10_000;
const depthMax = 32;

/** Reads a form into a tree. Where a name is repeated, the first counts. */
export function formOf(...forms: readonly string[]): FormNode {
  const root: FormNode = {};
  let count = 0;
  for (const form of forms) {
    for (const [name, value] of parameters(form)) {
      if (++count > parametersMax) throw malformed('The request has too many parameters.');
      const parts = name.split('.');
      if (parts.length > depthMax) throw malformed('A parameter is nested too deeply.');
      let node = root;
      for (const part of parts) {
        const children = (node.children ??= new Map());
        let child = children.get(part);
        if (!child) children.set(part, (child = {}));
        node = child;
      }
      node.value ??= value;
    }
  }
  return root;
}

/** How names are made: EC2 capitalises them and flattens every list. */
export interface QueryNames {
  readonly ec2: boolean;
}

export function readForm(shape: StructureShape, node: FormNode, names: QueryNames): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of shape.members) {
    const child = node.children?.get(nameOf(member, names));
    const value = child && readNode(member, child, names);
    if (value !== undefined) structure[member.name] = value;
  }
  return structure;
}

function nameOf({ name, traits }: Member, { ec2 }: QueryNames): string {
  if (!ec2) return traits.xmlName ?? name;
  if (traits.ec2QueryName) return traits.ec2QueryName;
  const own = traits.xmlName ?? name;
  return own.charAt(0).toUpperCase() + own.slice(1);
}

function readNode(member: Member, node: FormNode, names: QueryNames): unknown {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      if (!node.children && node.value) return mismatch();
      return readForm(shape, node, names);
    case 'list':
      return readList(shape, names.ec2 || Boolean(member.traits.xmlFlattened), node, names);
    case 'map':
      return readMap(shape, Boolean(member.traits.xmlFlattened), node, names);
    case 'document':
      return mismatch();
    default:
      return readScalar(shape, node.value);
  }
}

function readScalar(shape: ScalarShape, text: string | undefined): unknown {
  if (text === undefined) return mismatch();
  const value = readText(shape, text);
  if (value === undefined) throw malformed(`Value (${text.slice(0, 64)}) is not a valid ${shape.kind}.`);
  return value;
}

function readList(shape: ListShape, flattened: boolean, node: FormNode, names: QueryNames): unknown {
  const items = flattened ? node : (node.children?.get(shape.item.traits.xmlName ?? 'member') ?? {});
  if (!items.children) return node.value ? mismatch() : [];
  return numbered(items).map((item) => readNode(shape.item, item, names));
}

function readMap(shape: MapShape, flattened: boolean, node: FormNode, names: QueryNames): unknown {
  const entries = flattened ? node : (node.children?.get('entry') ?? {});
  if (!entries.children) return node.value ? mismatch() : {};
  const map: Record<string, unknown> = {};
  for (const entry of numbered(entries)) {
    const key = entry.children?.get(shape.key.traits.xmlName ?? 'key');
    const value = entry.children?.get(shape.value.traits.xmlName ?? 'value');
    if (key?.value === undefined) return mismatch();
    if (value) put(map, key.value, readNode(shape.value, value, names));
  }
  return map;
}

/** Children `1`, `2`, `3` … in the order of their numbers. */
function numbered({ children = new Map() }: FormNode): readonly FormNode[] {
  const items: [number, FormNode][] = [];
  for (const [name, child] of children) {
    if (!/^[1-9]\d{0,8}$/.test(name)) return mismatch();
    items.push([Number(name), child]);
  }
  return items.sort(([a], [b]) => a - b).map(([, child]) => child);
}

function mismatch(): never {
  // AWS: the query reader's word for a parameter whose name does not fit the input.
  throw malformed('Start of structure or map found where not expected.');
}

function malformed(message: string): Refusal {
  return new Refusal('Malformed', message);
}
