import type { Call } from '../../../dispatch/service.ts';
import {
  stackSetArn,
  stackSetOperations,
  operationKey,
  type InstanceRecord,
  type OperationRecord,
  type StackSetRecord,
} from './records.ts';

// AWS: user guide, "CloudFormation events": the members of detail, of each of the three.

export function tellStackSet(call: Call, { id, status }: StackSetRecord): void {
  emit(call, id, 'StackSet Status Change', { 'status-details': { status } });
}

/** Gives an operation its next status, with the event that says so. */
export function moveOperation(call: Call, set: string, operation: OperationRecord): void {
  stackSetOperations.put(call.tx, call, operationKey(set, operation.id), operation);
  emit(call, set, 'StackSet Operation Status Change', {
    'stack-set-operation-id': operation.id,
    'status-details': { status: operation.status },
  });
}

export function tellInstance(
  call: Call,
  set: string,
  { action }: Pick<OperationRecord, 'action'>,
  { stackId, status, reason = '', detailedStatus }: InstanceRecord,
): void {
  emit(call, set, 'StackSet StackInstance Status Change', {
    'stack-id': stackId ?? '',
    action,
    'status-details': { status, 'status-reason': reason, 'detailed-status': detailedStatus },
  });
}

function emit(call: Call, set: string, type: string, detail: object): void {
  const arn = stackSetArn(call, set);
  call.emit({
    source: 'aws.cloudformation',
    detailType: `CloudFormation ${type}`,
    resources: [arn],
    detail: { 'stack-set-arn': arn, ...detail },
  });
}
