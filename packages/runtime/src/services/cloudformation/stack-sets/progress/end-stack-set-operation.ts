import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import { driftOf } from '../drift-details.ts';
import {
  instanceKey,
  operationKey,
  resultKey,
  resultsOf,
  stackInstances,
  stackSetOperations,
  stackSetResults,
  stackSets,
  type InstanceRecord,
  type OperationRecord,
} from '../records.ts';
import { moveOperation, tellInstance } from '../telling.ts';
import { startQueued } from './queue.ts';

interface Ended {
  readonly stackSet: string;
  readonly operation: string;
  readonly status: sdk.StackSetOperationStatus;
}

/** The house's own: the operation is over. What it has not come to is cancelled, and the next of the queue begin. */
export const endStackSetOperation: Handler<Ended, object> = (input, call) => {
  const before = stackSetOperations.get(call.tx, call, operationKey(input.stackSet, input.operation))!;
  end(call, input.stackSet, { ...before, status: input.status, endedAt: call.now });
  startQueued(call, input.stackSet);
  return {};
};

/** Ends an operation that nothing is under way for. */
export function end(call: Call, set: string, operation: OperationRecord): void {
  cancel(call, set, operation);
  moveOperation(call, set, operation);
  if (operation.action !== 'DETECT_DRIFT') return;
  const record = stackSets.get(call.tx, call, set)!;
  const drift = driftOf(operation, resultsOf(call.tx, call, set, operation.id));
  stackSets.put(call.tx, call, set, { ...record, drift });
}

// AWS: what results say beyond the tolerance: "Cancelled since failure tolerance has exceeded". Unverified of a stop.
const cancellations: Readonly<Record<string, string>> = {
  FAILED: 'Cancelled since failure tolerance has exceeded',
  STOPPED: 'Cancelled since the operation was stopped by user',
};

function cancel(call: Call, set: string, operation: OperationRecord): void {
  const reason = cancellations[operation.status];
  for (const result of resultsOf(call.tx, call, set, operation.id)) {
    if (result.status !== 'PENDING') continue;
    const cancelled = { ...result, status: 'CANCELLED', ...(reason !== undefined && { reason }) } as const;
    stackSetResults.put(call.tx, call, resultKey(set, operation.id, result), cancelled);
    const instance = stackInstances.get(call.tx, call, instanceKey(set, result));
    if (instance?.lastOperationId !== operation.id || operation.action === 'DETECT_DRIFT') continue;
    const after: InstanceRecord = {
      ...instance,
      detailedStatus: 'CANCELLED',
      ...(reason !== undefined && { reason }),
    };
    stackInstances.put(call.tx, call, instanceKey(set, result), after);
    tellInstance(call, set, operation, after);
  }
}
