import { parseArn } from '../../../../base/arn.ts';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import type { Outcome } from '../flow/instance-job.ts';
import {
  instanceDrifts,
  instanceKey,
  memberships,
  operationKey,
  resultKey,
  stackInstances,
  stackSetArn,
  stackSetOperations,
  stackSetResults,
  type InstanceRecord,
  type OperationRecord,
} from '../records.ts';
import { tellInstance } from '../telling.ts';
import type { AtTarget } from './begin-stack-instance.ts';

interface Ended extends AtTarget {
  readonly outcome: Outcome;
}

/** The house's own: writes down what came of an operation at one of its targets. */
export const endStackInstance: Handler<Ended, object> = (input, call) => {
  const { stackSet, account, region, outcome } = input;
  const operation = stackSetOperations.get(call.tx, call, operationKey(stackSet, input.operation))!;
  const { status, reason, gate, drift } = outcome;
  stackSetResults.put(call.tx, call, resultKey(stackSet, operation.id, input), {
    account,
    region,
    status,
    ...(reason !== undefined && { reason }),
    ...(gate && { gate }),
    ...(drift && { drift: drift.status }),
  });
  const before = stackInstances.get(call.tx, call, instanceKey(stackSet, input));
  if (!before) return {};
  if (operation.action === 'DETECT_DRIFT') return detected(call, input, before);
  if (operation.action === 'DELETE' && status === 'SUCCEEDED') return left(call, input, before);
  const after = afterwards(operation, before, outcome);
  stackInstances.put(call.tx, call, instanceKey(stackSet, input), after);
  tellInstance(call, stackSet, operation, after);
  if (after.stackId !== undefined) join(call, stackSet, after.stackId);
  return {};
};

/** AWS: API reference, StackInstance, Status and StackInstanceComprehensiveStatus, DetailedStatus. */
function afterwards(operation: OperationRecord, before: InstanceRecord, outcome: Outcome): InstanceRecord {
  const { reason: _reason, ...rest } = before;
  const { stackId = before.stackId, reason, overrides = before.overrides } = outcome;
  const known = { ...rest, overrides, ...(stackId !== undefined && { stackId }) };
  if (outcome.status === 'SUCCEEDED') return { ...known, status: 'CURRENT', detailedStatus: 'SUCCEEDED' };
  const failed = { ...known, ...(reason !== undefined && { reason }) };
  if (operation.action === 'DELETE') return { ...failed, status: 'INOPERABLE', detailedStatus: 'INOPERABLE' };
  if (operation.imports) return { ...failed, status: 'INOPERABLE', detailedStatus: 'FAILED_IMPORT' };
  return { ...failed, status: 'OUTDATED', detailedStatus: 'FAILED' };
}

function detected(call: Call, input: Ended, before: InstanceRecord): object {
  const { drift } = input.outcome;
  if (!drift) return {};
  stackInstances.put(call.tx, call, instanceKey(input.stackSet, input), {
    ...before,
    drift: { status: drift.status, at: Date.parse(drift.at) },
  });
  const key = resultKey(input.stackSet, input.operation, input);
  instanceDrifts.put(call.tx, call, key, drift.resources);
  return {};
}

/** The instance is not one of the set any more; its stack is gone, or is its own. */
function left(call: Call, input: Ended, before: InstanceRecord): object {
  stackInstances.delete(call.tx, call, instanceKey(input.stackSet, input));
  const stack = before.stackId === undefined ? undefined : parseArn(before.stackId);
  if (stack) memberships.delete(call.tx, stack, stack.resource.slice('stack/'.length));
  return {};
}

function join(call: Call, set: string, stackId: string): void {
  const stack = parseArn(stackId)!;
  memberships.put(call.tx, stack, stack.resource.slice('stack/'.length), stackSetArn(call, set));
}
