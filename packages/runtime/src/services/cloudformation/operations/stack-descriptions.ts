import type * as sdk from '@aws-sdk/client-cloudformation';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, stackNotFound } from '../errors.ts';
import { asterisks } from '../template/masking.ts';
import {
  findStack,
  operationId,
  stackArn,
  stacks,
  type StackParameter,
  type StackRecord,
} from '../records.ts';

const pageMax = 100;

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
    invalid: invalidNextToken,
  });
  return {
    Stacks: page.items.map((stack) => stackAnswer(call, stack)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function stackAnswer(scope: Scope, stack: StackRecord): sdk.Stack {
  const { wish } = stack;
  // AWS: seen that neither change set nor protection is told of a stack that is gone.
  const lives = stack.status !== 'DELETE_COMPLETE';
  return {
    StackId: stackArn(scope, stack.key),
    StackName: stack.name,
    ...(lives && stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(wish.description !== undefined && { Description: wish.description }),
    ...(wish.parameters.length > 0 && { Parameters: wish.parameters.map(parameterAnswer) }),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt !== undefined && { DeletionTime: new Date(stack.deletedAt) }),
    RollbackConfiguration: (wish.rollbackConfiguration ?? {}) as sdk.RollbackConfiguration,
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: stack.disableRollback,
    ...(stack.deployment && { DeploymentConfig: stack.deployment }),
    NotificationARNs: [...wish.notificationArns],
    ...(stack.timeoutMinutes !== undefined && { TimeoutInMinutes: stack.timeoutMinutes }),
    ...(wish.capabilities.length > 0 && { Capabilities: [...wish.capabilities] }),
    ...(stack.outputs.length > 0 && { Outputs: stack.outputs.map(outputAnswer) }),
    ...(wish.roleArn !== undefined && { RoleARN: wish.roleArn }),
    Tags: [...wish.tags],
    ...(lives && { EnableTerminationProtection: stack.terminationProtection }),
    ...(stack.retainExceptOnCreate && { RetainExceptOnCreate: true }),
    ...(stack.deletion?.force && { DeletionMode: 'FORCE_DELETE_STACK' as const }),
    ...(stack.parentId !== undefined && { ParentId: stack.parentId }),
    ...(stack.rootId !== undefined && { RootId: stack.rootId }),
    DriftInformation: driftInformation(stack),
    ...lastOperations(stack),
  };
}

/** The operation under way, or the last. */
// AWS: unverified how far back the list of operations goes.
function lastOperations({ key, operation, operationType }: StackRecord): Pick<sdk.Stack, 'LastOperations'> {
  if (!operationType) return {};
  const OperationId = operationId(key, operation);
  return { LastOperations: [{ OperationType: operationType, OperationId }] };
}

const driftInformation = ({ drift }: StackRecord): sdk.StackDriftInformation =>
  drift
    ? { StackDriftStatus: drift.status, LastCheckTimestamp: new Date(drift.at) }
    : { StackDriftStatus: 'NOT_CHECKED' };

function parameterAnswer({ key, value, resolved, noEcho }: StackParameter): sdk.Parameter {
  return {
    ParameterKey: key,
    ParameterValue: noEcho ? asterisks : value,
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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export const listStacks: Handler<Given<sdk.ListStacksCommandInput>, Answered<sdk.ListStacksCommandOutput>> = (
  input,
  call,
) => {
  const wanted = input.StackStatusFilter ?? [];
  const all = stacks
    .list(call.tx, call)
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status));
  const page = pageOf(all, ({ key }) => key, {
    token: input.NextToken,
    limit: pageMax,
    invalid: invalidNextToken,
  });
  return {
    StackSummaries: page.items.map((stack) => summaryOf(call, stack)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function summaryOf(scope: Scope, stack: StackRecord): sdk.StackSummary {
  const answer = stackAnswer(scope, stack);
  const { StackId, StackName, StackStatus, CreationTime, DriftInformation } = answer;
  const { description } = stack.wish;
  return {
    StackId,
    StackName,
    StackStatus,
    CreationTime,
    DriftInformation,
    ...(description !== undefined && { TemplateDescription: description }),
    ...(answer.LastUpdatedTime && { LastUpdatedTime: answer.LastUpdatedTime }),
    ...(answer.DeletionTime && { DeletionTime: answer.DeletionTime }),
    ...(answer.StackStatusReason !== undefined && { StackStatusReason: answer.StackStatusReason }),
    ...(answer.ParentId !== undefined && { ParentId: answer.ParentId }),
    ...(answer.RootId !== undefined && { RootId: answer.RootId }),
    ...(answer.LastOperations && { LastOperations: answer.LastOperations }),
  };
}
