import type { AwsError } from '../../base/aws-error.ts';
import type { Answer } from '../answer.ts';
import type { Body, Incoming, Selected } from '../incoming.ts';
import type { OperationModel, ProtocolName } from '../schema/operation-model.ts';
import type { ServiceModel } from '../schema/service-model.ts';

/** One of AWS's ways to put calls into HTTP. */
export interface Protocol {
  readonly name: ProtocolName;
  /** Whether the operation can be told without the body, so that the body may stream. */
  readonly selectsByHead: boolean;
  /** Which operation is meant; refuses what is none. */
  select(model: ServiceModel, incoming: Incoming, body: Buffer): Selected;
  /** The input, of the types that the schema demands. */
  read(call: ReadCall): Record<string, unknown>;
  write(call: WriteCall): Answer;
  fail(failure: Failure): Answer;
}

export interface ReadCall {
  readonly model: ServiceModel;
  readonly incoming: Incoming;
  readonly selected: Selected;
  readonly body: Body;
}

export interface WriteCall {
  readonly model: ServiceModel;
  readonly incoming: Incoming;
  readonly operation: OperationModel;
  readonly output: unknown;
}

export interface Failure {
  /** Unknown where the request did not even say which service it wants. */
  readonly model: ServiceModel | undefined;
  readonly incoming: Incoming;
  readonly error: AwsError;
}
