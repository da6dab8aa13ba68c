import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchStack, resourceNotFound, stackNotFound, validationError } from '../errors.ts';
import {
  events,
  findStack,
  partKey,
  resources,
  stackArn,
  stacks,
  type EventRecord,
  type ResourceRecord,
  type StackParameter,
  type StackRecord,
} from '../records.ts';

const pageMax = 100;
const invalidToken = (): never => validationError('Invalid NextToken');

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: Handler<
  Given<sdk.DescribeStacksCommandInput>,
  Answered<sdk.DescribeStacksCommandOutput>
> = (input, call) => {
  const name = input.StackName;
  if (name !== undefined)
    return { Stacks: [stackAnswer(call, findStack(call.tx, call, name) ?? stackNotFound(name))] };
  const living = stacks.list(call.tx, call).filter(({ status }) => status !== 'DELETE_COMPLETE');
  const page = pageOf(living, ({ key }) => key, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidToken,
  });
  return {
    Stacks: page.items.map((stack) => stackAnswer(call, stack)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function stackAnswer(scope: Scope, stack: StackRecord): sdk.Stack {
  const { wish } = stack;
  return {
    StackId: stackArn(scope, stack.key),
    StackName: stack.name,
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(wish.description !== undefined && { Description: wish.description }),
    ...(wish.parameters.length > 0 && { Parameters: wish.parameters.map(parameterAnswer) }),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt !== undefined && { DeletionTime: new Date(stack.deletedAt) }),
    RollbackConfiguration: (wish.rollbackConfiguration ?? {}) as sdk.RollbackConfiguration,
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...wish.notificationArns],
    ...(stack.timeoutMinutes !== undefined && { TimeoutInMinutes: stack.timeoutMinutes }),
    ...(wish.capabilities.length > 0 && { Capabilities: [...wish.capabilities] }),
    ...(stack.outputs.length > 0 && { Outputs: stack.outputs.map(outputAnswer) }),
    ...(wish.roleArn !== undefined && { RoleARN: wish.roleArn }),
    Tags: [...wish.tags],
    EnableTerminationProtection: stack.terminationProtection,
    ...(stack.parentId !== undefined && { ParentId: stack.parentId }),
    ...(stack.rootId !== undefined && { RootId: stack.rootId }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function parameterAnswer({ key, value, resolved, noEcho }: StackParameter): sdk.Parameter {
  return {
    ParameterKey: key,
    ParameterValue: noEcho ? '****' : value,
    ...(resolved !== undefined && { ResolvedValue: resolved }),
  };
}

function outputAnswer({ key, value, description, exportName }: StackRecord['outputs'][number]): sdk.Output {
  return {
    OutputKey: key,
    OutputValue: value,
    ...(description !== undefined && { Description: description }),
    ...(exportName !== undefined && { ExportName: exportName }),
  };
}

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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: Handler<
  Given<sdk.DescribeStackResourcesCommandInput>,
  Answered<sdk.DescribeStackResourcesCommandOutput>
> = (input, call) => {
  const name = input.StackName;
  if (name === undefined) return stackOfPhysicalId(input, call);
  const stack = findStack(call.tx, call, name) ?? noSuchStack(name);
  const wanted = input.LogicalResourceId;
  const found = ofStack(call, stack).filter(({ logicalId }) => wanted === undefined || logicalId === wanted);
  if (wanted !== undefined && found.length === 0) resourceNotFound(wanted, stack.name);
  return { StackResources: found.map((each) => resourceAnswer(call, stack, each)) };
};

function stackOfPhysicalId(input: Given<sdk.DescribeStackResourcesCommandInput>, call: Call) {
  const id = input.PhysicalResourceId;
  if (id === undefined) validationError('Either StackName or PhysicalResourceId must be specified.');
  for (const stack of stacks.list(call.tx, call)) {
    const all = ofStack(call, stack);
    if (!all.some(({ made }) => made?.physicalId === id)) continue;
    return { StackResources: all.map((each) => resourceAnswer(call, stack, each)) };
  }
  return validationError(`Stack for ${id} does not exist`);
}

const ofStack = (call: Call, stack: StackRecord): ResourceRecord[] =>
  resources.list(call.tx, call, { prefix: partKey(stack.key, '') });

function resourceAnswer(scope: Scope, stack: StackRecord, record: ResourceRecord): sdk.StackResource {
  const physicalId = record.made?.physicalId ?? record.lastPhysicalId;
  return {
    StackName: stack.name,
    StackId: stackArn(scope, stack.key),
    LogicalResourceId: record.logicalId,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceType: record.definition.Type,
    Timestamp: new Date(record.updatedAt),
    ResourceStatus: record.status,
    ...(record.statusReason !== undefined && { ResourceStatusReason: record.statusReason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}
