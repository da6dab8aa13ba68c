import type * as sdk from '@aws-sdk/client-cloudcontrol';
import type { Scope } from '../../../base/scope.ts';
import type { Had, Wanted } from '../../../dispatch/resource.ts';
import { flowId } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import type { Answer } from '../flow/play.ts';

/** One request to make, change or delete one resource: what its flow knows. */
export interface RequestState {
  readonly scope: Scope;
  readonly token: string;
  readonly at: number;
  readonly typeName: string;
  /** A role's ARN, or a service principal. */
  readonly as: string;
  /** Properties or attributes that tell one resource of the type from another. */
  readonly primaryIdentifier: readonly string[];
  readonly job: RequestJob;
  readonly answers: readonly Answer[];
  readonly asked?: string;
  /** House time when what is waited for is late. */
  readonly lateAt?: number;
  readonly cancelling?: true;
  readonly identifier?: string;
  readonly outcome?: RequestOutcome;
}

export type RequestJob =
  | { readonly work: 'CREATE'; readonly wanted: Wanted }
  | { readonly work: 'UPDATE'; readonly wanted: Wanted; readonly had: Had }
  | { readonly work: 'DELETE'; readonly had: Had };

export type RequestOutcome =
  | { readonly status: 'SUCCESS'; readonly model?: string }
  | { readonly status: 'FAILED'; readonly code: sdk.HandlerErrorCode; readonly message: string }
  | { readonly status: 'CANCEL_COMPLETE' };

/** What a request is found by. */
export interface RequestRecord {
  readonly token: string;
  readonly at: number;
  readonly clientToken?: string;
}

export interface ClientTokenRecord {
  readonly token: string;
  readonly at: number;
  /** What was asked by it. */
  readonly asked: string;
}

/** By token. */
export const requests = collection<RequestRecord>('cloudcontrol.requests');
/** By the token that a client chose. */
export const clientTokens = collection<ClientTokenRecord>('cloudcontrol.client-tokens');
export const requestKind = 'cloudcontrol.request';

export const requestFlowId = (scope: Scope, token: string): string => flowId(requestKind, scope, token);
