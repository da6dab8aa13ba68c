import type * as sdk from '@aws-sdk/client-cloudformation';
import { derivedUuid } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import type { Properties } from '../../dispatch/resource.ts';
import { events, partKey, stackArn, stacks, type EventRecord, type StackRecord } from './records.ts';
import { tell } from './telling.ts';

export interface StackChange {
  readonly status: sdk.StackStatus;
  readonly reason?: string | undefined;
}

/** Gives a stack its next status, with the event that says so. */
export function moveStack(call: Call, stack: StackRecord, { status, reason }: StackChange): StackRecord {
  const { statusReason: _former, ...rest } = stack;
  const moved: StackRecord = { ...rest, status, ...(reason !== undefined && { statusReason: reason }) };
  stacks.put(call.tx, call, stack.key, moved);
  const id = call.ids.uuid();
  const arn = stackArn(call, stack.key);
  append(call, stack, () => id, { logicalId: stack.name, physicalId: arn, type: stackType, status, reason });
  return moved;
}

export const stackType = 'AWS::CloudFormation::Stack';

export interface ResourceChange {
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly status: sdk.ResourceStatus;
  readonly reason?: string | undefined;
  readonly properties?: Properties | undefined;
}

/** Adds an event of a resource. */
// AWS: an event's id is "<logical id>-<status>-<time>" for a resource, and a UUID for the stack itself. Seen that what
// is deleted while a stack is cleaned up has a UUID in the place of status and time, and tells no properties.
export function resourceEvent(call: Call, stack: StackRecord, change: ResourceChange): void {
  const { physicalId = '', properties: all, ...rest } = change;
  const cleaned = change.status.startsWith('DELETE_') && stack.status.endsWith('_CLEANUP_IN_PROGRESS');
  const properties = cleaned ? undefined : all;
  const idOf = (at: number): string =>
    cleaned
      ? `${change.logicalId}-${derivedUuid(stack.key, stack.operation, physicalId, change.status)}`
      : `${change.logicalId}-${change.status}-${new Date(at).toISOString()}`;
  append(call, stack, idOf, {
    ...rest,
    physicalId,
    ...(properties && { properties: JSON.stringify(properties) }),
  });
}

interface Appended {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: sdk.ResourceStatus | sdk.StackStatus;
  readonly reason?: string | undefined;
  readonly properties?: string;
}

function append(
  call: Call,
  stack: StackRecord,
  idOf: (at: number) => string,
  { reason, ...event }: Appended,
): void {
  const number = call.tx.next(`cloudformation.event|${call.account}|${call.region}|${stack.key}`);
  const before = events.get(call.tx, call, partKey(stack.key, number - 1));
  // Clients order a stack's events by their times, and leave out an id that they have seen.
  const at = Math.max(call.now, (before?.at ?? 0) + 1);
  const record: EventRecord = {
    id: idOf(at),
    at,
    operation: stack.operation,
    ...(stack.operationType && { operationType: stack.operationType }),
    ...event,
    ...(reason !== undefined && { reason }),
    ...(stack.operationToken !== undefined && { token: stack.operationToken }),
  };
  events.put(call.tx, call, partKey(stack.key, number), record);
  tell(call, stack, record, number);
}
