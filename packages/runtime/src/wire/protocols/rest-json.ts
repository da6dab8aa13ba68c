import { isBlobRange, isBlobRef } from '../../base/blob.ts';
import { isBodiless, isStream, type Answer } from '../answer.ts';
import { eventStream, eventStreamType, liveEventStream } from '../formats/event-stream.ts';
import { jsonText, jsonTextOfMembers, openingsOfMembers } from '../formats/json-text.ts';
import { parseJson, readJson } from '../formats/json.ts';
import type { Body, Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { Member, StructureShape } from '../schema/shape.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { normalizedPath } from '../sigv4/canonical-request.ts';
import { jsonError, resolve } from './failure.ts';
import { bindingsOf, labelText, readBindings, writeHeaders } from './http-bindings.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const names = { jsonName: true };

/** restJson: operations by method and path, members in path, query, headers and a JSON body. */
export const restJson: Protocol = {
  name: 'rest-json',
  selectsByHead: true,

  select(model: ServiceModel, incoming: Incoming): Selected {
    const routed = model.routes.find({
      method: incoming.method,
      path: normalizedPath(incoming.path),
      parameters: incoming.parameters,
      hasHeader: (name) => incoming.headers.has(name),
      bucket: false,
    });
    if (!routed) throw new Refusal('UnknownOperation', '');
    const labels = new Map([...routed.labels].map(([name, text]) => [name, labelText(text)]));
    return { operation: routed.operation, labels };
  },

  read({ incoming, selected, body }: ReadCall): Record<string, unknown> {
    const { input } = selected.operation;
    const bindings = bindingsOf(input);
    const bound = readBindings(bindings, incoming, selected);
    if (bindings.payload) {
      const value = readPayload(bindings.payload, body);
      return value === undefined ? bound : { ...bound, [bindings.payload.name]: value };
    }
    if (bindings.body.length === 0 || !(body instanceof Buffer) || body.length === 0) return bound;
    return { ...readBody(input, bindings.body, parseJson(body)), ...bound };
  },

  write({ incoming, operation, output }: WriteCall): Answer {
    const bindings = bindingsOf(operation.output);
    const value = (output ?? {}) as Record<string, unknown>;
    const bound = writeHeaders(bindings, value);
    const status = (bindings.status && (value[bindings.status.name] as number)) ?? operation.http?.[2] ?? 200;
    const payload = bindings.payload && value[bindings.payload.name];
    const body = bindings.payload
      ? payloadBody(bindings.payload, payload)
      : bindings.body.length > 0 || (operation.hasOutput && !isBodiless(status))
        ? jsonTextOfMembers(openingsOfMembers(bindings.body, names), value, names)
        : '';
    const events = bindings.payload && isEvents(bindings.payload, payload);
    const headers = {
      'x-amzn-RequestId': incoming.id,
      'content-type': typeOf(body),
      ...bound,
      ...(events && { 'content-type': eventStreamType }),
    };
    return { status, headers, body: isBodiless(status) ? '' : body };
  },

  fail(failure: Failure): Answer {
    const { name, status, model, fault } = resolve(failure);
    // AWS: Lambda's exceptions say by `Type` whose fault it was.
    const typed = model?.shape.byName.has('Type') && failure.error.members['Type'] === undefined;
    const first = typed ? { Type: fault === 'client' ? 'User' : 'Service' } : {};
    const headers = {
      'x-amzn-RequestId': failure.incoming.id,
      'content-type': 'application/json',
      'x-amzn-errortype': name,
    };
    return { status, headers, body: jsonError(failure, first) };
  },
};

/** Only members that belong in the body are read there. */
function readBody(input: StructureShape, members: readonly Member[], json: unknown): Record<string, unknown> {
  const all = readJson(input, json, names) as Record<string, unknown>;
  if (members.length === input.members.length) return all;
  return Object.fromEntries(members.flatMap(({ name }) => (name in all ? [[name, all[name]]] : [])));
}

function readPayload({ shape }: Member, body: Body): unknown {
  if (!(body instanceof Buffer)) return body;
  if (body.length === 0) return undefined;
  if (shape.kind === 'blob') return body;
  return shape.kind === 'string' ? body.toString('utf8') : readJson(shape, parseJson(body), names);
}

const typeOf = (body: Answer['body']): string =>
  typeof body === 'string' ? 'application/json' : 'application/octet-stream';

type Event = Readonly<Record<string, unknown>>;

/** A union is one thing of several; many of them are the events of a stream, some of which may be still to happen. */
const isEvents = ({ shape }: Member, value: unknown): value is readonly Event[] | AsyncIterable<Event> =>
  shape.kind === 'structure' && shape.union && (Array.isArray(value) || isStream(value));

const noError = () => false;

function payloadBody(payload: Member, value: unknown): Answer['body'] {
  const { shape } = payload;
  if (value === undefined || value === null) return '';
  if (isEvents(payload, value)) {
    const union = shape as StructureShape;
    return Array.isArray(value)
      ? eventStream(union, value as readonly Event[])
      : liveEventStream(value as AsyncIterable<Event>, { union, names, isError: noError });
  }
  if (value instanceof Uint8Array || isBlobRef(value) || isBlobRange(value)) return value;
  return shape.kind === 'string' ? String(value) : jsonText(shape, value, names);
}
