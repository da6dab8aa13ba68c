import type * as sdk from '@aws-sdk/client-cloudcontrol';
import type { Answered, Given } from '../../../../base/given.ts';
import { pageOf } from '../../../../base/pagination.ts';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import { invalidNextToken, notCancellable, requestTokenNotFound } from '../errors.ts';
import type { CancellationRequested } from '../flow/request.ts';
import { clientTokens, requestFlowId, requests, type RequestRecord } from '../records.ts';
import { progressEvent, stateOf, statusOf } from './progress-events.ts';

const dayMs = 24 * 60 * 60 * 1000;
// AWS: user guide: "Resource requests expire after seven days."
const keptMs = 7 * dayMs;

/** The request of a token; one that has expired is none. */
export function requestOf(call: Call, token: string): RequestRecord {
  const found = requests.get(call.tx, call, token);
  return found && found.at + keptMs > call.now ? found : requestTokenNotFound(token);
}

/** Forgets requests that have expired and are over, with all that they were found by. */
export function forgetExpired(call: Call): void {
  for (const { token, at, clientToken } of requests.list(call.tx, call)) {
    if (at + keptMs > call.now || !stateOf(call, token).outcome) continue;
    requests.delete(call.tx, call, token);
    if (clientToken !== undefined) clientTokens.delete(call.tx, call, clientToken);
    call.flows.remove(requestFlowId(call, token));
  }
}

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResourceRequestStatus.html */
export const getResourceRequestStatus: Handler<
  Given<sdk.GetResourceRequestStatusCommandInput>,
  Answered<sdk.GetResourceRequestStatusCommandOutput>
> = ({ RequestToken }, call) => ({
  ProgressEvent: progressEvent(stateOf(call, requestOf(call, RequestToken).token)),
});

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_CancelResourceRequest.html */
export const cancelResourceRequest: Handler<
  Given<sdk.CancelResourceRequestCommandInput>,
  Answered<sdk.CancelResourceRequestCommandOutput>
> = ({ RequestToken }, call) => {
  const state = stateOf(call, requestOf(call, RequestToken).token);
  const status = statusOf(state);
  if (status !== 'IN_PROGRESS') notCancellable(RequestToken, status);
  const fact: CancellationRequested = { type: 'CancellationRequested' };
  call.flows.tell(requestFlowId(call, RequestToken), fact);
  return { ProgressEvent: progressEvent({ ...state, cancelling: true }) };
};

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_ListResourceRequests.html */
export const listResourceRequests: Handler<
  Given<sdk.ListResourceRequestsCommandInput>,
  Answered<sdk.ListResourceRequestsCommandOutput>
> = (input, call) => {
  const { Operations = [], OperationStatuses = [] } = input.ResourceRequestStatusFilter ?? {};
  const wanted = requests
    .list(call.tx, call)
    .filter(({ at }) => at + keptMs > call.now)
    .map(({ token }) => stateOf(call, token))
    .filter(({ job }) => Operations.length === 0 || Operations.includes(job.work))
    .filter((state) => OperationStatuses.length === 0 || OperationStatuses.includes(statusOf(state)))
    // AWS: unverified that the latest comes first.
    .toSorted((a, b) => b.at - a.at);
  const page = pageOf(wanted, ({ token }) => token, {
    token: input.NextToken,
    limit: input.MaxResults ?? 20,
    invalid: invalidNextToken,
  });
  return {
    ResourceRequestStatusSummaries: page.items.map(progressEvent),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
