import { isBlobRange, isBlobRef } from '../../base/blob.ts';
import { isBodiless, type Answer } from '../answer.ts';
import { malformed, escapedXml, parseXml } from '../formats/xml-document.ts';
import { enclosed, namespaceOf, readStructure, readXml, xmlOf, xmlOfMembers } from '../formats/xml.ts';
import type { Body, Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { OperationModel } from '../schema/operation-model.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import type { Member, StructureShape, Traits } from '../schema/shape.ts';
import { normalizedPath } from '../sigv4/canonical-request.ts';
import { awsQuery } from './aws-query.ts';
import { bindingsOf, labelText, readBindings, writeHeaders, type Bindings } from './http-bindings.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

export const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** restXml: operations by method, path and query; members in all of them, or an XML body. Errors are awsQuery's. */
export const restXml: Protocol = {
  name: 'rest-xml',
  selectsByHead: true,

  select(model: ServiceModel, incoming: Incoming): Selected {
    const routed = routedIn(model, incoming, { bucket: undefined, path: normalizedPath(incoming.path) });
    // AWS: "Common errors" of Route 53's API reference.
    if (!routed) throw new Refusal('UnknownOperation', 'The action or operation requested is invalid.');
    return routed;
  },

  read({ incoming, selected, body }: ReadCall): Record<string, unknown> {
    const { input } = selected.operation;
    const bindings = bindingsOf(input);
    const bound = readBindings(bindings, incoming, selected);
    if (!(body instanceof Buffer))
      return bindings.payload ? { ...bound, [bindings.payload.name]: body } : bound;
    if (bindings.payload) {
      const value = readPayload(bindings.payload, body);
      return value === undefined ? bound : { ...bound, [bindings.payload.name]: value };
    }
    if (bindings.body.length === 0 || body.length === 0) return bound;
    return { ...readStructure(bindings.body, rootOf(body, rootName(input.traits, input))), ...bound };
  },

  write(call: WriteCall): Answer {
    const { status, headers, body } = written(call);
    return { status, headers: { 'x-amzn-RequestId': call.incoming.id, ...headers }, body };
  },

  fail: (failure: Failure): Answer => awsQuery.fail(failure),
};

/** The operation that a path is routed to, and what the path says. */
export function routedIn(
  model: ServiceModel,
  incoming: Incoming,
  { bucket, path }: { readonly bucket: string | undefined; readonly path: string },
): Selected | undefined {
  const routed = model.routes.find({
    method: incoming.method,
    path,
    parameters: incoming.parameters,
    hasHeader: (name) => incoming.headers.has(name),
    bucket: bucket !== undefined,
  });
  if (!routed) return undefined;
  const labels = new Map([...routed.labels].map(([name, text]) => [name, labelText(text)]));
  if (bucket !== undefined) labels.set('Bucket', labelText(bucket));
  return { operation: routed.operation, labels };
}

/** What is answered, but for the ids that each kind of service puts in the head. */
export function written({ model, operation, output }: WriteCall): Answer {
  const bindings = bindingsOf(operation.output);
  const value = (output ?? {}) as Record<string, unknown>;
  const status = operation.http?.[2] ?? 200;
  const body = bodyOf({ model, operation, bindings, value });
  const type = typeof body === 'string' && body !== '' ? { 'content-type': 'application/xml' } : {};
  const headers = { ...type, ...writeHeaders(bindings, value) };
  return { status, headers, body: isBodiless(status) ? '' : body };
}

function rootName(traits: Traits, shape: StructureShape): string {
  return traits.xmlName ?? shape.traits.xmlName ?? shape.name;
}

function rootOf(body: Buffer, name: string) {
  const root = parseXml(body.toString('utf8'));
  if (root.name !== name) throw malformed();
  return root;
}

function readPayload({ shape, traits }: Member, body: Body): unknown {
  if (!(body instanceof Buffer) || shape.kind === 'blob') return body;
  if (body.length === 0) return undefined;
  if (shape.kind === 'structure') return readXml(shape, rootOf(body, rootName(traits, shape)));
  return body.toString('utf8');
}

interface Writing {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly bindings: Bindings;
  readonly value: Record<string, unknown>;
}

function bodyOf({ model, operation, bindings, value }: Writing): Answer['body'] {
  const { payload } = bindings;
  const namespace = ` xmlns="${escapedXml(model.xmlNamespace)}"`;
  if (payload) {
    const inner = value[payload.name];
    if (inner === undefined || inner === null) return '';
    if (inner instanceof Uint8Array || isBlobRef(inner) || isBlobRange(inner)) return inner;
    const { shape, traits } = payload;
    if (shape.kind !== 'structure') return String(inner);
    return prolog + xmlOf(rootName(traits, shape), shape, inner, namespaceOf(payload) || namespace);
  }
  if (bindings.body.length === 0) return '';
  const { output } = operation;
  return prolog + enclosed(rootName(output.traits, output), namespace, xmlOfMembers(bindings.body, value));
}
