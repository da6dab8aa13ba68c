import type * as sdk from '@aws-sdk/client-cloudcontrol';
import { assert } from '../../../../base/assert.ts';
import type { Call } from '../../../../dispatch/service.ts';
import { requestFlowId, type RequestState } from '../records.ts';

export function stateOf(call: Call, token: string): RequestState {
  const state = call.flows.state<RequestState>(requestFlowId(call, token));
  assert(state, 'a request that is listed has a flow');
  return state;
}

export function statusOf({ outcome, cancelling }: RequestState): sdk.OperationStatus {
  return outcome?.status ?? (cancelling ? 'CANCEL_IN_PROGRESS' : 'IN_PROGRESS');
}

/** A request as callers see it. */
export function progressEvent(state: RequestState): sdk.ProgressEvent {
  const { outcome, token, at, job, typeName, identifier } = state;
  return {
    TypeName: typeName,
    ...(identifier !== undefined && { Identifier: identifier }),
    RequestToken: token,
    Operation: job.work,
    OperationStatus: statusOf(state),
    EventTime: new Date(at),
    ...(outcome?.status === 'SUCCESS' && outcome.model !== undefined && { ResourceModel: outcome.model }),
    ...(outcome?.status === 'FAILED' && { StatusMessage: outcome.message, ErrorCode: outcome.code }),
  };
}
