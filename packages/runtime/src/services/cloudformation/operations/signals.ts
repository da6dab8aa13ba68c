import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchStack, notSignalled, resourceNotFound } from '../errors.ts';
import { resourceEvent } from '../events.ts';
import { findStack, partKey, resources, signals, type ResourceRecord, type StackRecord } from '../records.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SignalResource.html */
export const signalResource: Handler<Given<sdk.SignalResourceCommandInput>, object> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const record = resources.get(call.tx, call, partKey(stack.key, input.LogicalResourceId));
  if (!record) return resourceNotFound(input.LogicalResourceId, stack.name);
  if (!record.status.endsWith('_IN_PROGRESS')) notSignalled(input.LogicalResourceId, record.status);
  const key = partKey(stack.key, `${record.operation}|${record.logicalId}|${input.UniqueId}`);
  // AWS: a signal of the same id counts once.
  if (signals.get(call.tx, call, key)) return {};
  signals.put(call.tx, call, key, input.Status);
  note(call, stack, record, `Received ${input.Status} signal with UniqueId ${input.UniqueId}`);
  return {};
};

function note(call: Call, stack: StackRecord, record: ResourceRecord, reason: string): void {
  const { logicalId, status, made, definition } = record;
  const change = { logicalId, type: definition.Type, status, reason };
  resourceEvent(call, stack, { ...change, physicalId: made?.physicalId });
}

/** The house's own: what a resource's work has come to is told among its stack's events. */
export const noteProgress: Handler<Asked & { readonly reason: string }, object> = (input, call) => {
  const stack = findStack(call.tx, call, input.stackId)!;
  const record = resources.get(call.tx, call, partKey(stack.key, input.logicalId))!;
  note(call, stack, record, input.reason);
  return {};
};

interface Asked {
  readonly stackId: string;
  readonly logicalId: string;
}

/** The house's own: how often a resource has been signalled in the operation that makes it. */
export const countSignals: Handler<Asked, { readonly successes: number; readonly failures: number }> = (
  { stackId, logicalId },
  call,
) => {
  const stack = findStack(call.tx, call, stackId)!;
  const record = resources.get(call.tx, call, partKey(stack.key, logicalId))!;
  const all = signals.list(call.tx, call, {
    prefix: partKey(stack.key, `${record.operation}|${logicalId}|`),
  });
  const successes = all.filter((status) => status === 'SUCCESS').length;
  return { successes, failures: all.length - successes };
};
