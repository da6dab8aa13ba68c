import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { noSuchStack } from '../errors.ts';
import { events, findStack, partKey, stackArn, type EventRecord, type StackRecord } from '../records.ts';

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
