import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  changeSetNotFound,
  invalidNextToken,
  noSuchStack,
  nothingNamed,
  operationNotFound,
} from '../errors.ts';
import { stackType } from '../events.ts';
import {
  changeSetArn,
  events,
  findStack,
  operationId,
  operations,
  partKey,
  stackArn,
  stacks,
  type ChangeSetRecord,
  type EventRecord,
  type StackRecord,
  type Validation,
} from '../records.ts';
import { findChangeSet } from './change-sets.ts';

const pageMax = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export const describeStackEvents: Handler<
  Given<sdk.DescribeStackEventsCommandInput>,
  Answered<sdk.DescribeStackEventsCommandOutput>
> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const after =
    input.NextToken === undefined ? undefined : Buffer.from(input.NextToken, 'base64url').toString();
  const prefix = `${call.account}|${call.region}|${partKey(stack.key, '')}`;
  const rows = call.tx.list<EventRecord>(events.name, {
    prefix,
    reverse: true,
    limit: pageMax + 1,
    ...(after !== undefined && { after }),
  });
  const shown = rows.slice(0, pageMax);
  return {
    StackEvents: shown.map(({ value }) => eventAnswer(call, stack, value)),
    ...(rows.length > pageMax && { NextToken: Buffer.from(shown.at(-1)!.key).toString('base64url') }),
  };
};

function eventAnswer(scope: Scope, stack: StackRecord, event: EventRecord): sdk.StackEvent {
  return {
    StackId: stackArn(scope, stack.key),
    EventId: event.id,
    StackName: stack.name,
    OperationId: operationId(stack.key, event.operation),
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status as sdk.ResourceStatus,
    ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    ...(event.properties !== undefined && { ResourceProperties: event.properties }),
    ...(event.token !== undefined && { ClientRequestToken: event.token }),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
export const describeEvents: Handler<
  Given<sdk.DescribeEventsCommandInput>,
  Answered<sdk.DescribeEventsCommandOutput>
> = (input, call) => {
  const page = pageOf(operationEvents(input, call), ({ EventId }) => EventId!, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidNextToken,
  });
  return {
    OperationEvents: [...page.items],
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function operationEvents(
  input: Given<sdk.DescribeEventsCommandInput>,
  call: Call,
): readonly sdk.OperationEvent[] {
  const failed = input.Filters?.FailedEvents ?? false;
  if (input.ChangeSetName !== undefined) {
    const named = { ChangeSetName: input.ChangeSetName, StackName: input.StackName };
    const found = findChangeSet(call, named) ?? changeSetNotFound(input.ChangeSetName);
    const validations = (found.validations ?? []).map((each, index) =>
      validationEvent(call, found, { ...each, index }),
    );
    return failed ? validations : [changeSetEvent(call, found), ...validations];
  }
  const stack = stackAskedFor(input, call);
  return events
    .list(call.tx, call, { prefix: partKey(stack.key, ''), reverse: true })
    .filter(({ operation }) => isOperation(input.OperationId, stack, operation))
    .filter(({ status }) => !failed || status.endsWith('_FAILED'))
    .map((event) => operationEvent(call, stack, event));
}

function stackAskedFor(
  { StackName: name, OperationId: id }: Given<sdk.DescribeEventsCommandInput>,
  call: Call,
): StackRecord {
  if (name !== undefined) return findStack(call.tx, call, name) ?? noSuchStack(name);
  if (id === undefined) return nothingNamed();
  const key = operations.get(call.tx, call, id);
  return key === undefined ? operationNotFound(id) : stacks.get(call.tx, call, key)!;
}

const isOperation = (id: string | undefined, { key }: StackRecord, operation: number): boolean =>
  id === undefined || operationId(key, operation) === id;

function operationEvent(scope: Scope, stack: StackRecord, event: EventRecord): sdk.OperationEvent {
  const { StackName: _name, ...answer } = eventAnswer(scope, stack, event);
  const { operationType: OperationType } = event;
  const of = { ...answer, ...(OperationType && { OperationType }) };
  if (event.type === stackType && event.logicalId === stack.name)
    return { ...of, EventType: 'STACK_EVENT', OperationStatus: outcomeOf(event.status) };
  return { ...of, EventType: event.status.endsWith('_FAILED') ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT' };
}

// AWS: unverified which statuses of a stack count as what; a rollback is the failure of what it takes back.
function outcomeOf(status: EventRecord['status']): sdk.BeaconStackOperationStatus {
  if (status.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS';
  return status.endsWith('_FAILED') || status.includes('ROLLBACK') ? 'FAILED' : 'SUCCEEDED';
}

/** What a change set has been seen to fail by, before it is executed. */
function validationEvent(
  scope: Scope,
  found: ChangeSetRecord,
  { index, ...validation }: Validation & { readonly index: number },
): sdk.OperationEvent {
  const { name, logicalId, type, path, reason } = validation;
  const { EventId: id, StackId, OperationId, OperationType, Timestamp } = changeSetEvent(scope, found);
  return {
    EventId: derivedUuid(id!, name, index),
    StackId,
    OperationId,
    OperationType,
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: logicalId,
    ResourceType: type,
    Timestamp,
    ValidationFailureMode: 'FAIL',
    ValidationName: name,
    ValidationStatus: 'FAILED',
    ValidationStatusReason: reason,
    ValidationPath: path,
  };
}

/** A change set is complete, or has failed, when it is there. */
function changeSetEvent(scope: Scope, found: ChangeSetRecord): sdk.OperationEvent {
  const id = changeSetArn(scope, found.id);
  const at = new Date(found.createdAt);
  return {
    EventId: derivedUuid(id, 'event'),
    StackId: stackArn(scope, found.stackKey),
    OperationId: derivedUuid(id, 'operation'),
    OperationType: 'CREATE_CHANGESET',
    OperationStatus: found.status === 'FAILED' ? 'FAILED' : 'SUCCEEDED',
    EventType: 'STACK_EVENT',
    Timestamp: at,
    StartTime: at,
    EndTime: at,
    ...(found.validations && { DetailedStatus: 'VALIDATION_FAILED' as const }),
    ...(found.statusReason !== undefined && { ResourceStatusReason: found.statusReason }),
  };
}
