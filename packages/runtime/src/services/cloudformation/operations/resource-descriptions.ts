import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../base/pagination.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  invalidNextToken,
  noStackOfResource,
  resourceNotFound,
  stackNotFound,
  validationError,
} from '../errors.ts';
import {
  drifts,
  findStack,
  partKey,
  resources,
  stackArn,
  stacks,
  type DriftRecord,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: Handler<
  Given<sdk.DescribeStackResourcesCommandInput>,
  Answered<sdk.DescribeStackResourcesCommandOutput>
> = (input, call) => {
  const name = input.StackName;
  if (name === undefined) return stackOfPhysicalId(input, call);
  const stack = findStack(call.tx, call, name) ?? stackNotFound(name);
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

function resourceAnswer(call: Call, stack: StackRecord, record: ResourceRecord): sdk.StackResource {
  const physicalId = record.made?.physicalId ?? record.lastPhysicalId;
  return {
    StackName: stack.name,
    StackId: stackArn(call, stack.key),
    LogicalResourceId: record.logicalId,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceType: record.definition.Type,
    Timestamp: new Date(record.updatedAt),
    ResourceStatus: record.status,
    ...(record.statusReason !== undefined && { ResourceStatusReason: record.statusReason }),
    DriftInformation: driftInformation(
      drifts.get(call.tx, call, partKey(stack.key, record.logicalId)),
      record,
    ),
  };
}

/** What was found before the resource was last changed says nothing of it. */
function driftInformation(
  drift: DriftRecord | undefined,
  { updatedAt }: ResourceRecord,
): sdk.StackResourceDriftInformation {
  if (!drift || drift.at < updatedAt) return { StackResourceDriftStatus: 'NOT_CHECKED' };
  return { StackResourceDriftStatus: drift.status, LastCheckTimestamp: new Date(drift.at) };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource: Handler<
  Given<sdk.DescribeStackResourceCommandInput>,
  Answered<sdk.DescribeStackResourceCommandOutput>
> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noStackOfResource(input.StackName);
  const found = resources.get(call.tx, call, partKey(stack.key, input.LogicalResourceId));
  if (!found) return resourceNotFound(input.LogicalResourceId, input.StackName);
  const { Timestamp, ...answer } = resourceAnswer(call, stack, found);
  const { Metadata } = found.definition;
  return {
    StackResourceDetail: {
      ...answer,
      LastUpdatedTimestamp: Timestamp,
      ...(Metadata !== undefined && { Metadata: JSON.stringify(Metadata) }),
    },
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources: Handler<
  Given<sdk.ListStackResourcesCommandInput>,
  Answered<sdk.ListStackResourcesCommandOutput>
> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? stackNotFound(input.StackName);
  const page = pageOf(ofStack(call, stack), ({ logicalId }) => logicalId, {
    token: input.NextToken,
    limit: 100,
    invalid: invalidNextToken,
  });
  return {
    StackResourceSummaries: page.items.map((record) => {
      const { Timestamp, StackId: _id, StackName: _name, ...answer } = resourceAnswer(call, stack, record);
      return { ...answer, LastUpdatedTimestamp: Timestamp };
    }),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
