import type * as sdk from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import {
  bodyAndUrl,
  cannotBeDeleted,
  cannotBeUpdated,
  noSuchStack,
  nothingToUpdate,
  stackAlreadyExists,
  terminationProtected,
} from '../errors.ts';
import { moveStack } from '../events.ts';
import { beginOperation, type StackState } from '../flow/stack.ts';
import { bodyOfStack, readTemplate } from '../stack-template.ts';
import {
  findStack,
  stackArn,
  stackFlowId,
  stackKind,
  stackNames,
  type StackRecord,
} from '../records.ts';
import { bodyOf } from './template-source.ts';
import { keepTemplate, wishOf, type Asked } from './wishes.ts';

export const userInitiated = 'User Initiated';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack: WaitingHandler<
  Given<sdk.CreateStackCommandInput>,
  Answered<sdk.CreateStackCommandOutput>
> = {
  async waits(input, call) {
    const body = (await bodyOf(input, call)) ?? bodyAndUrl();
    return call.transaction((inner) => create(input, inner, body));
  },
};

function create(input: Given<sdk.CreateStackCommandInput>, call: Call, body: string) {
  const template = readTemplate(body);
  const existing = findStack(call.tx, call, input.StackName);
  if (existing) {
    const repeated =
      input.ClientRequestToken !== undefined && existing.operationToken === input.ClientRequestToken;
    if (repeated) return { StackId: stackArn(call, existing.key) };
    stackAlreadyExists(input.StackName);
  }
  const onFailure = input.OnFailure ?? (input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK');
  const key = `${input.StackName}/${call.ids.uuid()}`;
  const stack = moveStack(
    call,
    {
      key,
      name: input.StackName,
      status: 'CREATE_IN_PROGRESS',
      createdAt: call.now,
      operation: 1,
      ...(input.ClientRequestToken !== undefined && { operationToken: input.ClientRequestToken }),
      wish: wishOf(input as Asked, template, 1),
      outputs: [],
      terminationProtection: input.EnableTerminationProtection ?? false,
      ...(input.TimeoutInMinutes !== undefined && { timeoutMinutes: input.TimeoutInMinutes }),
      disableRollback: onFailure === 'DO_NOTHING',
    },
    { status: 'CREATE_IN_PROGRESS', reason: userInitiated },
  );
  stackNames.put(call.tx, call, stack.name, key);
  keepTemplate(call, stack, body, template);
  start(call, stack, 'create', onFailure);
  return { StackId: stackArn(call, key) };
}

/** Starts the operation of a stack's number. */
function start(
  call: Call,
  stack: StackRecord,
  kind: StackState['kind'],
  onFailure: StackState['onFailure'],
): void {
  const id = stackFlowId(call, stack.key, stack.operation);
  const state = beginOperation({
    scope: { account: call.account, region: call.region },
    id,
    stackKey: stack.key,
    operation: stack.operation,
    kind,
    onFailure,
  });
  call.flows.start(stackKind, id, state);
}

const updatable: readonly sdk.StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack: WaitingHandler<
  Given<sdk.UpdateStackCommandInput>,
  Answered<sdk.UpdateStackCommandOutput>
> = {
  async waits(input, call) {
    const body = await bodyOf(input, call);
    return call.transaction((inner) => update(input, inner, body));
  },
};

function update(input: Given<sdk.UpdateStackCommandInput>, call: Call, given: string | undefined) {
  const before = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const id = stackArn(call, before.key);
  const token = input.ClientRequestToken;
  if (token !== undefined && before.operationToken === token) return { StackId: id };
  if (!updatable.includes(before.status)) cannotBeUpdated(id, before.status);
  const former = bodyOfStack(call, before);
  const body = input.UsePreviousTemplate ? former : (given ?? bodyAndUrl());
  const template = readTemplate(body);
  const operation = before.operation + 1;
  const wish = wishOf(input as Asked, template, operation, before.wish);
  const isSettled = before.status !== 'CREATE_FAILED' && before.status !== 'UPDATE_FAILED';
  const same = { ...wish, template: before.wish.template, capabilities: before.wish.capabilities };
  if (isSettled && isDeepStrictEqual(same, before.wish) && isDeepStrictEqual(template, readTemplate(former)))
    nothingToUpdate();
  const { operationToken: _token, ...rest } = before;
  const stack = moveStack(
    call,
    {
      ...rest,
      operation,
      ...(token !== undefined && { operationToken: token }),
      wish,
      former: before.wish,
      updatedAt: call.now,
      disableRollback: input.DisableRollback ?? false,
    },
    { status: 'UPDATE_IN_PROGRESS', reason: userInitiated },
  );
  keepTemplate(call, stack, body, template);
  start(call, stack, 'update', input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK');
  return { StackId: id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack: Handler<Given<sdk.DeleteStackCommandInput>, object> = (input, call) => {
  const before = findStack(call.tx, call, input.StackName);
  if (!before || before.status === 'DELETE_COMPLETE') return {}; // AWS: deleting what is not there succeeds.
  if (before.status === 'DELETE_IN_PROGRESS') return {};
  if (before.terminationProtection) terminationProtected(before.name);
  if (before.status.endsWith('_IN_PROGRESS')) cannotBeDeleted(stackArn(call, before.key), before.status);
  const { operationToken: _token, ...rest } = before;
  const token = input.ClientRequestToken;
  const stack = moveStack(
    call,
    {
      ...rest,
      operation: before.operation + 1,
      ...(token !== undefined && { operationToken: token }),
      wish: { ...before.wish, ...(input.RoleARN !== undefined && { roleArn: input.RoleARN }) },
    },
    { status: 'DELETE_IN_PROGRESS', reason: userInitiated },
  );
  start(call, stack, 'delete', 'DO_NOTHING');
  return {};
};
