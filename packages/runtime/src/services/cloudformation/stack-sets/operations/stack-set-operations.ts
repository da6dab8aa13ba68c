import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../../base/pagination.ts';
import type { Answered, Given } from '../../../../base/given.ts';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import { invalidNextToken } from '../../errors.ts';
import { driftAnswer, driftOf } from '../drift-details.ts';
import { notStoppable, operationNotFound } from '../errors.ts';
import type { StopRequested } from '../flow/operation.ts';
import { end } from '../progress/end-stack-set-operation.ts';
import { startQueued } from '../progress/queue.ts';
import {
  operationFlowId,
  operationKey,
  operationsOf,
  resultsOf,
  stackSetOperations,
  targetName,
  type OperationRecord,
  type ResultRecord,
  type StackSetRecord,
} from '../records.ts';
import { moveOperation } from '../telling.ts';
import { begin, requireFree } from './beginning.ts';
import { activeSetOf, setOf } from './requests.ts';
import { instancesOf } from '../records.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSetOperation.html */
export const describeStackSetOperation: Handler<
  Given<sdk.DescribeStackSetOperationCommandInput>,
  Answered<sdk.DescribeStackSetOperationCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const operation = operationOf(call, set, input.OperationId);
  const results = resultsOf(call.tx, call, set.id, operation.id);
  const { retainStacks } = operation;
  return {
    StackSetOperation: {
      ...summaryOf(operation, results),
      StackSetId: set.id,
      ...(retainStacks !== undefined && { RetainStacks: retainStacks }),
      AdministrationRoleARN: operation.administrationRoleArn,
      ExecutionRoleName: operation.executionRoleName,
      ...(operation.action === 'DETECT_DRIFT' && {
        StackSetDriftDetectionDetails: driftAnswer(driftOf(operation, results)),
      }),
    },
  };
};

const operationOf = (call: Call, set: StackSetRecord, id: string): OperationRecord =>
  stackSetOperations.get(call.tx, call, operationKey(set.id, id)) ?? operationNotFound(id, set.name);

function summaryOf(
  operation: OperationRecord,
  results: readonly ResultRecord[],
): sdk.StackSetOperationSummary {
  const { id, action, status, createdAt, endedAt, preferences } = operation;
  const FailedStackInstancesCount = results.filter((result) => result.status === 'FAILED').length;
  return {
    OperationId: id,
    Action: action,
    Status: status,
    // AWS: as it describes operations whose preferences nobody gave.
    OperationPreferences: preferences ?? { RegionOrder: [] },
    CreationTimestamp: new Date(createdAt),
    ...(endedAt !== undefined && { EndTimestamp: new Date(endedAt) }),
    StatusDetails: { FailedStackInstancesCount },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperations.html */
export const listStackSetOperations: Handler<
  Given<sdk.ListStackSetOperationsCommandInput>,
  Answered<sdk.ListStackSetOperationsCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const page = pageOf(operationsOf(call.tx, call, set.id), ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    Summaries: page.items.map((each) => summaryOf(each, resultsOf(call.tx, call, set.id, each.id))),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperationResults.html */
export const listStackSetOperationResults: Handler<
  Given<sdk.ListStackSetOperationResultsCommandInput>,
  Answered<sdk.ListStackSetOperationResultsCommandOutput>
> = (input, call) => {
  const set = setOf(call, input);
  const operation = operationOf(call, set, input.OperationId);
  const wanted = (input.Filters ?? []).flatMap(({ Values }) => Values ?? []);
  const results = resultsOf(call.tx, call, set.id, operation.id).filter(
    ({ status }) => wanted.length === 0 || wanted.includes(status),
  );
  const page = pageOf(results, targetName, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  return {
    Summaries: page.items.map(resultAnswer),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

const resultAnswer = ({ account, region, status, reason, gate }: ResultRecord) => ({
  Account: account,
  Region: region,
  Status: status,
  ...(reason !== undefined && { StatusReason: reason }),
  ...(gate && { AccountGateResult: gate }),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StopStackSetOperation.html */
export const stopStackSetOperation: Handler<Given<sdk.StopStackSetOperationCommandInput>, object> = (
  input,
  call,
) => {
  const set = setOf(call, input);
  const operation = operationOf(call, set, input.OperationId);
  switch (operation.status) {
    case 'QUEUED':
      end(call, set.id, { ...operation, status: 'STOPPED', endedAt: call.now });
      startQueued(call, set.id);
      return {};
    case 'RUNNING': {
      moveOperation(call, set.id, { ...operation, status: 'STOPPING' });
      const fact: StopRequested = { type: 'StopRequested' };
      call.flows.tell(operationFlowId(call, set.id, operation.id), fact);
      return {};
    }
    default:
      return notStoppable(operation.id, operation.status);
  }
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackSetDrift.html */
export const detectStackSetDrift: Handler<
  Given<sdk.DetectStackSetDriftCommandInput>,
  Answered<sdk.DetectStackSetDriftCommandOutput>
> = (input, call) => {
  const set = activeSetOf(call, input);
  const { OperationId: operationId, OperationPreferences: preferences } = input;
  requireFree(call, set, operationId);
  const targets = instancesOf(call.tx, call, set.id).map(({ account, region }) => ({ account, region }));
  return begin(call, set, { action: 'DETECT_DRIFT', targets, operationId, preferences });
};
