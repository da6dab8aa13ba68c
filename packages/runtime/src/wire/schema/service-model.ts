import { assert } from '../../base/assert.ts';
import { own as ownEntry } from '../../base/own.ts';
import type { Service } from '../../dispatch/service.ts';
import type { ConstraintLibrary, ServiceConstraints } from '../constraints/service-constraints.ts';
import type { ErrorModel, OperationModel, ProtocolName } from './operation-model.ts';
import type { StructureShape } from './shape.ts';
import { schemasOf } from './model-schemas.ts';
import { ShapeCompiler } from './shape-compiler.ts';
import { RouteTable } from '../route.ts';

/** A service as its SDK and its model describe it: all that `wire` has to know to speak for it. */
export interface ServiceModel {
  readonly service: Service;
  /** What the SDK speaks. */
  readonly protocol: ProtocolName;
  /** All that may be spoken, the SDK's included. */
  readonly protocols: ReadonlySet<ProtocolName>;
  /** `1.0` or `1.1`, for awsJson. */
  readonly jsonVersion: string;
  /** Errors carry their query name beside. */
  readonly queryCompatible: boolean;
  /** The bucket is in the host name or the first segment of the path, not in the schema's paths. */
  readonly bucketAddressed: boolean;
  /** What is before the dot in X-Amz-Target. */
  readonly targetPrefix: string;
  /** The namespace of its shapes: `com.amazonaws.cloudwatch`. */
  readonly namespace: string;
  readonly apiVersion: string;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By the name of the shape, and by the code in query answers. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
  readonly routes: RouteTable;
}

type OperationSchema = readonly [
  9,
  string,
  string,
  Record<string, unknown> | number,
  () => unknown,
  () => unknown,
];
type ErrorSchema = readonly [-3, string, string, Record<string, unknown> | number, ...unknown[]];

interface ClientConfig {
  readonly protocol: { readonly name?: string } & object;
  readonly protocolSettings: Readonly<Record<string, string | boolean | undefined>>;
}

export async function loadServiceModel(service: Service, library: ConstraintLibrary): Promise<ServiceModel> {
  const [exported, constraints] = await Promise.all([
    schemasOfService(service, library),
    library.of(service.model),
  ]);
  const { protocol, protocolSettings: settings } = clientConfig(service.name, exported);
  const protocolClass = protocol.name ?? protocol.constructor.name;
  const own = protocolOf(protocolClass);
  const compiler = new ShapeCompiler(constraints.shapes);
  const operations = operationsOf(service, exported, constraints, compiler);
  const bucketAddressed = own === 's3-rest-xml';
  // Services that used to speak the query protocol are still asked in it by older clients.
  const queryCompatible = Boolean(settings['awsQueryCompatible']);
  const spoken = constraints.protocols
    .map((name) => protocolNames[name])
    .filter((name) => name !== undefined);
  return {
    service,
    protocol: own,
    protocols: new Set<ProtocolName>([own, ...spoken, ...(queryCompatible ? (['aws-query'] as const) : [])]),
    jsonVersion: protocolClass.includes('1_0') ? '1.0' : '1.1',
    queryCompatible,
    bucketAddressed,
    targetPrefix: String(settings['serviceTarget']),
    namespace: String(settings['defaultNamespace']),
    apiVersion: String(settings['version']),
    xmlNamespace: String(settings['xmlNamespace'] ?? ''),
    operations,
    errors: errorsOf(exported, compiler),
    routes: new RouteTable([...operations.values()], bucketAddressed),
  };
}

/** What the official client exports; where the service has none with schemas, the same made of its model. */
export async function schemasOfService(
  service: Service,
  library: ConstraintLibrary,
): Promise<Readonly<Record<string, unknown>>> {
  if (service.sdk) return (await service.sdk()) as Readonly<Record<string, unknown>>;
  const model = await library.model(service.model);
  assert(model, `${service.name} has a client or a model`);
  return schemasOf(model);
}

/** botocore's names for protocols. */
const protocolNames: Readonly<Record<string, ProtocolName>> = {
  json: 'aws-json',
  query: 'aws-query',
  ec2: 'ec2-query',
  'rest-json': 'rest-json',
  'rest-xml': 'rest-xml',
  'smithy-rpc-v2-cbor': 'rpc-cbor',
};

function protocolOf(className: string): ProtocolName {
  if (className.includes('Ec2Query')) return 'ec2-query';
  if (className.includes('Query')) return 'aws-query';
  if (className.includes('RestJson')) return 'rest-json';
  if (className.includes('RestXml')) return className.startsWith('S3') ? 's3-rest-xml' : 'rest-xml';
  return className.includes('Cbor') ? 'rpc-cbor' : 'aws-json';
}

/** A client is made for what its configuration says, and never used. */
function clientConfig(service: string, exported: Readonly<Record<string, unknown>>): ClientConfig {
  const name = Object.keys(exported).find((key) => /^[A-Z]\w*Client$/.test(key));
  assert(name !== undefined, `the SDK of ${service} has a client`);
  const Client = exported[name] as new (options: object) => { readonly config: ClientConfig };
  return new Client({ region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } })
    .config;
}

function operationsOf(
  service: Service,
  exported: Readonly<Record<string, unknown>>,
  constraints: ServiceConstraints,
  compiler: ShapeCompiler,
): ReadonlyMap<string, OperationModel> {
  const operations = new Map<string, OperationModel>();
  for (const value of Object.values(exported)) {
    if (!Array.isArray(value) || value[0] !== 9) continue;
    const schema = value as unknown as OperationSchema;
    const name = schema[2];
    const model = constraints.operations[name];
    operations.set(
      name,
      new LazyOperation(schema, compiler, {
        served: Object.hasOwn(service.operations, name),
        summed: ownEntry(service.summed, name),
        errors: new Set(model?.errors),
        inputModel: model?.input,
      }),
    );
  }
  return operations;
}

interface OperationFacts {
  readonly served: boolean;
  readonly summed: string | undefined;
  readonly errors: ReadonlySet<string>;
  readonly inputModel: string | undefined;
}

class LazyOperation implements OperationModel {
  readonly name: string;
  readonly http: OperationModel['http'];
  readonly checksummed: boolean;
  readonly summed: string | undefined;
  readonly served: boolean;
  readonly errors: ReadonlySet<string>;
  readonly #make: { readonly input: () => StructureShape; readonly output: () => StructureShape };
  #input: StructureShape | undefined;
  #output: StructureShape | undefined;

  constructor(schema: OperationSchema, compiler: ShapeCompiler, facts: OperationFacts) {
    const [, , name, traits, input, output] = schema;
    const known = typeof traits === 'object' ? traits : {};
    this.name = name;
    this.http = known['http'] as OperationModel['http'];
    this.checksummed = known['httpChecksum'] !== undefined && this.http?.[0] !== 'GET';
    this.summed = facts.summed;
    this.served = facts.served;
    this.errors = facts.errors;
    this.#make = {
      input: () => compiler.structure(input(), facts.inputModel),
      output: () => compiler.structure(output()),
    };
  }

  get input(): StructureShape {
    return (this.#input ??= this.#make.input());
  }

  get output(): StructureShape {
    return (this.#output ??= this.#make.output());
  }

  get hasOutput(): boolean {
    return this.output.name !== 'Unit';
  }
}

function errorsOf(
  exported: Readonly<Record<string, unknown>>,
  compiler: ShapeCompiler,
): ReadonlyMap<string, ErrorModel> {
  const errors = new Map<string, ErrorModel>();
  for (const value of Object.values(exported)) {
    if (!Array.isArray(value) || value[0] !== -3) continue;
    const [, , name, traits] = value as unknown as ErrorSchema;
    const known = typeof traits === 'object' ? traits : {};
    const [code, queryStatus] = (known['awsQueryError'] as [string, number] | undefined) ?? [];
    const error: ErrorModel = {
      name,
      code: code ?? name,
      status: (known['httpError'] as number | undefined) ?? queryStatus,
      fault: known['error'] === 'server' ? 'server' : 'client',
      shape: compiler.structure(value),
    };
    errors.set(name, error);
    if (code !== undefined && !errors.has(code)) errors.set(code, error);
  }
  return errors;
}
