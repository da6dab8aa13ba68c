import type { StructureShape } from './shape.ts';

/** Of `rest-xml`, S3 speaks a dialect of its own. */
export type ProtocolName =
  'aws-json' | 'aws-query' | 'ec2-query' | 'rest-json' | 'rest-xml' | 's3-rest-xml' | 'rpc-cbor';

export interface OperationModel {
  readonly name: string;
  /** Method, URI pattern and status, for the REST protocols. */
  readonly http: readonly [method: string, uri: string, status: number] | undefined;
  /** Checksum headers of a request are of its body. */
  readonly checksummed: boolean;
  /** What a body is summed up by that comes without a checksum. */
  readonly summed?: string | undefined;
  readonly served: boolean;
  /** Made on first use. */
  readonly input: StructureShape;
  readonly output: StructureShape;
  readonly hasOutput: boolean;
  /** Names of the errors the model lists. */
  readonly errors: ReadonlySet<string>;
}

export interface ErrorModel {
  readonly name: string;
  /** What query answers call it. */
  readonly code: string;
  readonly status: number | undefined;
  readonly fault: 'client' | 'server';
  readonly shape: StructureShape;
}
