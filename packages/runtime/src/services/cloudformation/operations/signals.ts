import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { noSuchStack, notSignalled, resourceNotFound } from '../errors.ts';
import { findStack, partKey, resources, signals } from '../records.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SignalResource.html */
export const signalResource: Handler<Given<sdk.SignalResourceCommandInput>, object> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const record = resources.get(call.tx, call, partKey(stack.key, input.LogicalResourceId));
  if (!record) return resourceNotFound(input.LogicalResourceId, stack.name);
  if (!record.status.endsWith('_IN_PROGRESS')) notSignalled(input.LogicalResourceId, record.status);
  const key = partKey(stack.key, `${record.operation}|${record.logicalId}|${input.UniqueId}`);
  // AWS: a signal of the same id counts once.
  if (!signals.get(call.tx, call, key)) signals.put(call.tx, call, key, input.Status);
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
