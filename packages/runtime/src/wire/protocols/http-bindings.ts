import { isUtf8 } from 'node:buffer';
import { assert } from '../../base/assert.ts';
import { readText, scalarText } from '../formats/scalar-text.ts';
import { put } from '../formats/json.ts';
import type { Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ListShape, MapShape, Member, ScalarShape, StructureShape } from '../schema/shape.ts';
import { percentDecodedBytes } from '../sigv4/percent-encoding.ts';

/** Where each member of a structure travels. */
export interface Bindings {
  readonly labels: readonly Member[];
  readonly queries: readonly Member[];
  readonly headers: readonly Member[];
  readonly prefixes: readonly Member[];
  readonly restOfQuery: Member | undefined;
  readonly status: Member | undefined;
  /** The one member that is the body. */
  readonly payload: Member | undefined;
  /** Without a payload: the members that are in the body. */
  readonly body: readonly Member[];
}

const known = new WeakMap<StructureShape, Bindings>();

export function bindingsOf(shape: StructureShape): Bindings {
  let bindings = known.get(shape);
  if (!bindings) known.set(shape, (bindings = made(shape.members)));
  return bindings;
}

function made(members: readonly Member[]): Bindings {
  const by = (bound: (traits: Member['traits']) => unknown) => members.filter(({ traits }) => bound(traits));
  return {
    labels: by((traits) => traits.httpLabel),
    queries: by((traits) => traits.httpQuery),
    headers: by((traits) => traits.httpHeader),
    prefixes: by((traits) => traits.httpPrefixHeaders),
    restOfQuery: by((traits) => traits.httpQueryParams)[0],
    status: by((traits) => traits.httpResponseCode)[0],
    payload: by((traits) => traits.httpPayload)[0],
    body: by(
      (traits) =>
        !traits.httpLabel &&
        !traits.httpQuery &&
        !traits.httpHeader &&
        !traits.httpPrefixHeaders &&
        !traits.httpQueryParams &&
        !traits.httpResponseCode &&
        !traits.httpPayload,
    ),
  };
}

/** Reads what is outside the body. */
export function readBindings(
  bindings: Bindings,
  incoming: Incoming,
  selected: Selected,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const member of bindings.labels) {
    const text = selected.labels.get(member.name);
    if (text !== undefined) input[member.name] = readValue(member, member.name, [text]);
  }
  for (const member of bindings.queries) {
    const name = member.traits.httpQuery ?? '';
    const values = incoming.parameters.get(name);
    if (values) input[member.name] = readValue(member, name, values);
  }
  for (const member of bindings.headers) {
    const name = member.traits.httpHeader ?? '';
    const values = incoming.headers.all(name.toLowerCase());
    if (values.length > 0) input[member.name] = readValue(member, name, headerValues(member, values));
  }
  for (const member of bindings.prefixes) {
    const map = prefixed(incoming, (member.traits.httpPrefixHeaders ?? '').toLowerCase());
    if (Object.keys(map).length > 0) input[member.name] = map;
  }
  if (bindings.restOfQuery) input[bindings.restOfQuery.name] = restOfQuery(bindings, incoming);
  return input;
}

/** A list in a header is divided by commas, unless its items are dates, which have one. */
function headerValues({ shape }: Member, values: readonly string[]): readonly string[] {
  const texts = values.map(utf8Header);
  if (shape.kind !== 'list') return [texts.join(',')];
  if (shape.item.shape.kind === 'timestamp') return texts;
  return texts.flatMap((text) => text.split(',').map((item) => item.trim()));
}

/** Node reads headers as Latin-1; AWS's clients write UTF-8. */
function utf8Header(text: string): string {
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

function readValue(member: Member, name: string, texts: readonly string[]): unknown {
  const { shape } = member;
  if (shape.kind === 'list')
    return texts.map((text) => readScalar((shape as ListShape).item.shape as ScalarShape, name, text));
  return readScalar(shape as ScalarShape, name, texts[0] ?? '');
}

function readScalar(shape: ScalarShape, name: string, text: string): unknown {
  const value = readText(shape, text);
  if (value === undefined) {
    const sentence =
      shape.kind === 'number' ? `Provided ${name} not an integer or within integer range` : `Invalid ${name}`;
    throw new Refusal('InvalidArgument', sentence, { ArgumentName: name, ArgumentValue: text });
  }
  return value;
}

function prefixed({ headers }: Incoming, prefix: string): Record<string, string> {
  const map: Record<string, string> = {};
  for (const name of headers.names())
    if (name.startsWith(prefix) && name.length > prefix.length)
      put(map, name.slice(prefix.length), utf8Header(headers.get(name) ?? ''));
  return map;
}

function restOfQuery(bindings: Bindings, { parameters }: Incoming): Record<string, unknown> {
  const shape = bindings.restOfQuery?.shape as MapShape;
  const bound = new Set(bindings.queries.map(({ traits }) => traits.httpQuery));
  const map: Record<string, unknown> = {};
  for (const [name, values] of parameters)
    if (!bound.has(name)) put(map, name, shape.value.shape.kind === 'list' ? values : (values[0] ?? ''));
  return map;
}

/** Decodes a label; what is not percent-encoding of UTF-8 is refused. */
export function labelText(encoded: string): string {
  const bytes = percentDecodedBytes(encoded);
  if (/%(?![0-9a-fA-F]{2})/.test(encoded) || !isUtf8(bytes)) throw new Refusal('MalformedUri', '');
  return bytes.toString('utf8');
}

/** Headers that an output's members make. */
export function writeHeaders(bindings: Bindings, output: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const member of bindings.headers) {
    const value = output[member.name];
    const text = value === undefined || value === null ? '' : headerText(member, value);
    if (text !== '') headers[(member.traits.httpHeader ?? '').toLowerCase()] = safeHeader(text);
  }
  for (const { name, traits } of bindings.prefixes)
    for (const [key, text] of Object.entries((output[name] ?? {}) as Record<string, string>))
      headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = safeHeader(text);
  return headers;
}

function headerText({ name, shape }: Member, value: unknown): string {
  if (shape.kind !== 'list') return scalarText(shape as ScalarShape, value, 'http-date');
  assert(Array.isArray(value), `${name} is a list`);
  return value.map((item) => scalarText(shape.item.shape as ScalarShape, item, 'http-date')).join(', ');
}

/** What HTTP cannot carry in a header is encoded as RFC 2047 has it, as S3 does with metadata. */
function safeHeader(text: string): string {
  return /^[\x20-\x7e\t]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}
