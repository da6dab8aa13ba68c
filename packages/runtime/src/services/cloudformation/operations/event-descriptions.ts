import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, noSuchStack, stackNameMissing } from '../errors.ts';
import {
  events,
  findStack,
  operationId,
  partKey,
  stackArn,
  type EventRecord,
  type StackRecord,
} from '../records.ts';

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

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html: of a stack's operations,
 * or one of them. Creating a change set has no events here: nothing is validated beforehand that is not refused.
 */
export const describeEvents: Handler<
  Given<sdk.DescribeEventsCommandInput>,
  Answered<sdk.DescribeEventsCommandOutput>
> = (input, call) => {
  const { StackName: name, ChangeSetName: changeSet, OperationId: operation, Filters: filters } = input;
  if (changeSet !== undefined) return { OperationEvents: [] };
  const stack = name === undefined ? undefined : (findStack(call.tx, call, name) ?? noSuchStack(name));
  if (!stack) return stackNameMissing();
  const all = events.list(call.tx, call, { prefix: partKey(stack.key, ''), reverse: true });
  const wanted = all.filter(
    (event) =>
      (operation === undefined || operationId(stack.key, event.operation) === operation) &&
      (!filters?.FailedEvents || event.status.endsWith('_FAILED')),
  );
  const page = pageOf(wanted, ({ id }) => id, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidNextToken,
  });
  return {
    OperationEvents: page.items.map((event) => ({
      ...eventAnswer(call, stack, event),
      EventType: 'STACK_EVENT' as const,
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
