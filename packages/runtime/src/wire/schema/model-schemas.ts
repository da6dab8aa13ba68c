import type { BotocoreModel, BotocoreShape, Reference } from '../constraints/botocore.ts';

/** A schema, in the arrays that the SDK's clients carry: those of `@smithy/core/schema`. */
type Schema = readonly unknown[] | number | (() => Schema);

/** The numbers by which those arrays begin, and the simple types' own. */
const kinds = { error: -3, list: 1, map: 2, structure: 3, operation: 9 } as const;
const simple: Readonly<Record<string, number>> = {
  string: 0,
  character: 0,
  integer: 1,
  long: 1,
  float: 1,
  double: 1,
  boolean: 2,
  timestamp: 4,
  blob: 21,
};
const timestamps: Readonly<Record<string, number>> = { iso8601: 5, rfc822: 6, unixTimestamp: 7 };
const document = 15;
const streamingBlob = 42;

/**
 * What the official client of a service would export, where there is none with runtime schemas: the same schemas,
 * made of the model that the AWS CLI speaks by. For the protocols that carry JSON.
 */
export function schemasOf(model: BotocoreModel): Readonly<Record<string, unknown>> {
  const { metadata, operations, shapes } = model;
  const namespace = `com.amazonaws.${metadata.endpointPrefix}`;
  const maker = new SchemaMaker(namespace, shapes);
  const exported: Record<string, unknown> = { ModelClient: clientOf(model, namespace) };
  for (const [name, { http, input, output }] of Object.entries(operations)) {
    const { method, requestUri, responseCode = 200 } = http;
    const traits = metadata.protocol === 'json' ? 0 : { http: [method, requestUri, responseCode] };
    const shapeOf = (reference: Reference | undefined) => () =>
      reference ? maker.schema(reference.shape) : 'unit';
    exported[`${name}$`] = [kinds.operation, namespace, name, traits, shapeOf(input), shapeOf(output)];
  }
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.exception) exported[`${name}$`] = maker.schema(name);
  }
  return exported;
}

/** Of a client, only what its configuration says of the protocol is asked. */
function clientOf({ metadata }: BotocoreModel, namespace: string): object {
  const { protocol, jsonVersion = '1.1', targetPrefix = '', apiVersion } = metadata;
  const name =
    protocol === 'json' ? `AwsJson${jsonVersion.replace('.', '_')}Protocol` : 'AwsRestJsonProtocol';
  return class ModelClient {
    readonly config = {
      protocol: { name },
      protocolSettings: { serviceTarget: targetPrefix, defaultNamespace: namespace, version: apiVersion },
    };
  };
}

class SchemaMaker {
  readonly #namespace: string;
  readonly #shapes: BotocoreModel['shapes'];
  readonly #made = new Map<string, Schema>();

  constructor(namespace: string, shapes: BotocoreModel['shapes']) {
    this.#namespace = namespace;
    this.#shapes = shapes;
  }

  schema(name: string): Schema {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const schema = this.#make(name, this.#shapes[name]!);
    this.#made.set(name, schema);
    return schema;
  }

  #make(name: string, shape: BotocoreShape): Schema {
    switch (shape.type) {
      case 'structure':
        return this.#structure(name, shape);
      case 'list':
        return [kinds.list, this.#namespace, name, 0, () => this.schema(shape.member!.shape)];
      case 'map': {
        const [key, value] = [shape.key!, shape.value!];
        return [
          kinds.map,
          this.#namespace,
          name,
          0,
          () => this.schema(key.shape),
          () => this.schema(value.shape),
        ];
      }
      default:
        return this.#plain(name, shape);
    }
  }

  #plain(name: string, { type, timestampFormat, sensitive, streaming }: BotocoreShape): Schema {
    const kind = streaming ? streamingBlob : (timestamps[timestampFormat ?? ''] ?? simple[type] ?? document);
    return sensitive ? [0, this.#namespace, name, { sensitive: 1 }, kind] : kind;
  }

  /** Required members come first, and are counted. */
  #structure(name: string, shape: BotocoreShape): Schema {
    const { members = {}, required = [], exception, error, payload } = shape;
    if (shape.document) return document;
    const names = [...required, ...Object.keys(members).filter((member) => !required.includes(member))];
    const schemas = names.map((member) => this.#member(member, members[member]!, member === payload));
    const fault = error?.senderFault === false || shape.fault ? 'server' : 'client';
    const status = error?.httpStatusCode;
    const traits = exception ? { error: fault, ...(status !== undefined && { httpError: status }) } : 0;
    const kind = exception ? kinds.error : kinds.structure;
    return [kind, this.#namespace, name, traits, names, schemas, required.length];
  }

  #member(name: string, reference: Reference, isPayload: boolean): Schema {
    const { shape, location, locationName, idempotencyToken } = reference;
    const traits: Record<string, unknown> = {
      ...(idempotencyToken && { idempotencyToken: 1 }),
      ...(isPayload && { httpPayload: 1 }),
      ...(location === 'uri' && { httpLabel: 1 }),
      ...(location === 'header' && { httpHeader: locationName }),
      ...(location === 'headers' && { httpPrefixHeaders: locationName }),
      ...(location === 'querystring' && { httpQuery: locationName }),
      ...(location === 'statusCode' && { httpResponseCode: 1 }),
      ...(location === undefined &&
        locationName !== undefined &&
        locationName !== name && { jsonName: locationName }),
    };
    const schema = () => this.schema(shape);
    return Object.keys(traits).length > 0 ? [schema, traits] : schema;
  }
}
