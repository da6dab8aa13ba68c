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
import { bucketAddress } from './bucket-address.ts';
import { resolve } from './failure.ts';
import { bindingsOf, labelText, readBindings, writeHeaders, type Bindings } from './http-bindings.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** restXml, which is S3: operations by method, path and query; members in all of them, or an XML body. */
export const restXml: Protocol = {
  name: 'rest-xml',
  selectsByHead: true,

  select(model: ServiceModel, incoming: Incoming): Selected {
    const { bucket, path } = model.bucketAddressed
      ? bucketAddress(incoming)
      : { bucket: undefined, path: normalizedPath(incoming.path) };
    const routed = model.routes.find({
      method: incoming.method,
      path,
      parameters: incoming.parameters,
      hasHeader: (name) => incoming.headers.has(name),
      bucket: bucket !== undefined,
    });
    if (!routed)
      throw new Refusal('UnknownOperation', 'The specified method is not allowed against this resource.', {
        Method: incoming.method,
        ResourceType: bucket === undefined ? 'SERVICE' : path === '/' ? 'BUCKET' : 'OBJECT',
      });
    const labels = new Map([...routed.labels].map(([name, text]) => [name, labelText(text)]));
    if (bucket !== undefined) labels.set('Bucket', labelText(bucket));
    return { operation: routed.operation, labels };
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

  write({ model, incoming, operation, output }: WriteCall): Answer {
    const bindings = bindingsOf(operation.output);
    const value = (output ?? {}) as Record<string, unknown>;
    const bound = writeHeaders(bindings, value);
    const body = bodyOf({ model, operation, bindings, value });
    const status = bound['content-range'] === undefined ? (operation.http?.[2] ?? 200) : 206;
    const type = typeof body === 'string' && body !== '' ? { 'content-type': 'application/xml' } : {};
    return {
      status,
      headers: { ...headersOf(incoming), ...type, ...bound },
      body: isBodiless(status) ? '' : body,
    };
  },

  fail(failure: Failure): Answer {
    const { code, status, members } = resolve(failure);
    const { id } = failure.incoming;
    const own = Object.entries(members)
      .filter(([name, value]) => value !== undefined && value !== null && name !== 'DeleteMarker')
      .map(([name, value]) => `<${name}>${escapedXml(String(value))}</${name}>`)
      .join('');
    const error =
      `${prolog}<Error><Code>${escapedXml(code)}</Code><Message>${escapedXml(failure.error.message)}</Message>` +
      `${own}<RequestId>${id}</RequestId><HostId>${hostId(id)}</HostId></Error>`;
    const headers = {
      ...headersOf(failure.incoming),
      'content-type': 'application/xml',
      ...errorHeaders(members),
    };
    return { status, headers, body: isBodiless(status) || failure.incoming.method === 'HEAD' ? '' : error };
  },
};

/** What S3 says of an error in its head, too: also where an answer has no body. */
function errorHeaders({ Region, DeleteMarker }: Readonly<Record<string, unknown>>): Record<string, string> {
  return {
    // Who is told that a bucket is elsewhere follows this.
    ...(typeof Region === 'string' && { 'x-amz-bucket-region': Region }),
    ...(DeleteMarker === true && { 'x-amz-delete-marker': 'true' }),
  };
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
  // AWS: the trait s3UnwrappedXmlOutput, which the SDK's schema has lost; only GetBucketLocation bears it.
  if (model.bucketAddressed && operation.name === 'GetBucketLocation')
    return (
      prolog +
      enclosed('LocationConstraint', namespace, escapedXml(String(value['LocationConstraint'] ?? '')))
    );
  const { output } = operation;
  return prolog + enclosed(rootName(output.traits, output), namespace, xmlOfMembers(bindings.body, value));
}

function headersOf({ id }: Incoming): Record<string, string> {
  return { 'x-amz-request-id': id, 'x-amz-id-2': hostId(id) };
}

/** S3's second id; here it only has its shape. */
function hostId(id: string): string {
  return Buffer.from(`${id}/penstock`).toString('base64');
}
