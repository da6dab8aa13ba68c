import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../../base/pagination.ts';
import type { Answered, Given } from '../../../../base/given.ts';
import { never } from '../../../../base/never.ts';
import type { Handler } from '../../../../dispatch/service.ts';
import { invalidNextToken } from '../../errors.ts';
import { instanceNotFound, operationNotFound } from '../errors.ts';
import {
  instanceDrifts,
  instanceKey,
  instancesOf,
  operationKey,
  resultKey,
  stackInstances,
  stackSetOperations,
  targetName,
  type InstanceRecord,
  type StackSetRecord,
} from '../records.ts';
import { setOf } from './requests.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackInstance.html */
export const describeStackInstance: Handler<
  Given<sdk.DescribeStackInstanceCommandInput>,
  Answered<sdk.DescribeStackInstanceCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const { StackInstanceAccount: account, StackInstanceRegion: region } = input;
  const key = instanceKey(set.id, { account, region });
  const instance = stackInstances.get(call.tx, call, key) ?? instanceNotFound(account, region, set.name);
  const secret = new Set(set.parameters.filter(({ noEcho }) => noEcho).map((each) => each.key));
  return {
    StackInstance: {
      ...summaryOf(set, instance),
      ParameterOverrides: instance.overrides.map((each) => ({
        ParameterKey: each.key,
        ParameterValue: secret.has(each.key) ? '****' : each.value,
      })),
    },
  };
};

function summaryOf(set: StackSetRecord, instance: InstanceRecord): sdk.StackInstanceSummary {
  const { account, region, stackId, reason, drift } = instance;
  return {
    StackSetId: set.id,
    Region: region,
    Account: account,
    ...(stackId !== undefined && { StackId: stackId }),
    Status: instance.status,
    ...(reason !== undefined && { StatusReason: reason }),
    StackInstanceStatus: { DetailedStatus: instance.detailedStatus },
    DriftStatus: drift?.status ?? 'NOT_CHECKED',
    ...(drift && { LastDriftCheckTimestamp: new Date(drift.at) }),
    LastOperationId: instance.lastOperationId,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstances.html */
export const listStackInstances: Handler<
  Given<sdk.ListStackInstancesCommandInput>,
  Answered<sdk.ListStackInstancesCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const { StackInstanceAccount: account, StackInstanceRegion: region, Filters: filters = [] } = input;
  const found = instancesOf(call.tx, call, set.id).filter(
    (each) =>
      (account === undefined || each.account === account) &&
      (region === undefined || each.region === region) &&
      filters.every((filter) => isWanted(each, filter)),
  );
  const page = pageOf(found, targetName, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    Summaries: page.items.map((instance) => summaryOf(set, instance)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function isWanted(
  { detailedStatus, lastOperationId, drift }: InstanceRecord,
  { Name, Values }: Given<sdk.StackInstanceFilter>,
): boolean {
  if (Name === undefined || Values === undefined) return true;
  switch (Name) {
    case 'DETAILED_STATUS':
      return Values === detailedStatus;
    case 'LAST_OPERATION_ID':
      return Values === lastOperationId;
    case 'DRIFT_STATUS':
      return Values === (drift?.status ?? 'NOT_CHECKED');
    default:
      return never(Name);
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstanceResourceDrifts.html */
export const listStackInstanceResourceDrifts: Handler<
  Given<sdk.ListStackInstanceResourceDriftsCommandInput>,
  Answered<sdk.ListStackInstanceResourceDriftsCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const { StackInstanceAccount: account, StackInstanceRegion: region, OperationId: id } = input;
  if (!stackSetOperations.get(call.tx, call, operationKey(set.id, id))) operationNotFound(id, set.name);
  if (!stackInstances.get(call.tx, call, instanceKey(set.id, { account, region })))
    instanceNotFound(account, region, set.name);
  const wanted = input.StackInstanceResourceDriftStatuses ?? [];
  const kept = instanceDrifts.get(call.tx, call, resultKey(set.id, id, { account, region })) ?? [];
  const found = kept.filter(
    ({ StackResourceDriftStatus: status }) =>
      wanted.length === 0 || (status !== undefined && wanted.includes(status)),
  );
  const page = pageOf(found, ({ LogicalResourceId = '' }) => LogicalResourceId, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    Summaries: page.items.map((drift) => ({ ...drift, Timestamp: new Date(drift.Timestamp) })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
