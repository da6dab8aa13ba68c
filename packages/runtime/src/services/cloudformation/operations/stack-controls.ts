import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import {
  cannotBeCancelled,
  cannotBeContinued,
  cannotBeRolledBack,
  noSuchStack,
  notToBeSkipped,
  stackNotToBeSkipped,
  stackPolicyInvalid,
} from '../errors.ts';
import {
  findStack,
  operationId,
  partKey,
  resources,
  stackArn,
  stacks,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import { nestedType } from '../template/changes.ts';
import { cancelUpdate } from '../progress/holding.ts';
import { requirePassable } from './execution-role.ts';
import { launch } from './launch.ts';
import { policiesOf } from './policies.ts';

const found = (call: Call, name: string): StackRecord => findStack(call.tx, call, name) ?? noSuchStack(name);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html */
export const cancelUpdateStack: Handler<Given<sdk.CancelUpdateStackCommandInput>, object> = (input, call) => {
  const stack = found(call, input.StackName);
  if (stack.status !== 'UPDATE_IN_PROGRESS') cannotBeCancelled(stack.status);
  cancelUpdate(call, stack);
  return {};
};

type ContinueInput = Given<sdk.ContinueUpdateRollbackCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html */
export const continueUpdateRollback: Handler<ContinueInput, object> = (input, call) => {
  const stack = found(call, input.StackName);
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') cannotBeContinued(stackArn(call, stack.key), stack.status);
  const skipped = input.ResourcesToSkip ? skippedBy(call, stack, input.ResourcesToSkip) : stack.skipped;
  launch(
    call,
    { ...stack, wish: withRole(call, input, stack), ...(skipped && { skipped }) },
    {
      kind: 'rollback',
      type: 'CONTINUE_ROLLBACK',
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
      onFailure: 'DO_NOTHING',
      token: input.ClientRequestToken,
    },
  );
  return {};
};

/** What a stack skips itself; the stacks in it are given what is named of them, for when their rollback goes on. */
// AWS: API reference, ResourcesToSkip: "NestedStackName.ResourceLogicalID".
function skippedBy(call: Call, root: StackRecord, names: readonly string[]): readonly string[] {
  const own: string[] = [];
  for (const name of names) {
    const dot = name.lastIndexOf('.');
    const nested = dot < 0 ? root : findStack(call.tx, call, name.slice(0, dot));
    const logicalId = name.slice(dot + 1);
    const record = nested && resources.get(call.tx, call, partKey(nested.key, logicalId));
    if (record?.status !== 'UPDATE_FAILED' || !isWithin(call, nested!, root)) notToBeSkipped(names);
    if (isStackThatLives(call, record)) stackNotToBeSkipped(name);
    if (nested!.key === root.key) own.push(logicalId);
    else
      stacks.put(call.tx, call, nested!.key, {
        ...nested!,
        skipped: [...(nested!.skipped ?? []), logicalId],
      });
  }
  return own;
}

/** A stack in the stack is skipped only when it is gone, or going; else what failed in it is. */
// AWS: API reference, ResourcesToSkip: "its corresponding embedded stack must be in … DELETE_IN_PROGRESS, …".
function isStackThatLives(call: Call, { definition, made }: ResourceRecord): boolean {
  if (definition.Type !== nestedType || !made) return false;
  return !findStack(call.tx, call, made.physicalId)?.status.startsWith('DELETE_');
}

function isWithin(call: Call, { key, parentId }: StackRecord, root: StackRecord): boolean {
  if (key === root.key) return true;
  const parent = parentId === undefined ? undefined : findStack(call.tx, call, parentId);
  return parent !== undefined && isWithin(call, parent, root);
}

type RollbackInput = Given<sdk.RollbackStackCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html */
export const rollbackStack: Handler<RollbackInput, Answered<sdk.RollbackStackCommandOutput>> = (
  input,
  call,
) => {
  const stack = found(call, input.StackName);
  const creates = stack.status === 'CREATE_FAILED';
  if (!creates && stack.status !== 'UPDATE_FAILED')
    cannotBeRolledBack(stackArn(call, stack.key), stack.status);
  const { RetainExceptOnCreate: retainExceptOnCreate = false } = input;
  const { operation } = launch(
    call,
    { ...stack, wish: withRole(call, input, stack), retainExceptOnCreate },
    {
      kind: 'rollback',
      type: 'ROLLBACK',
      status: creates ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
      onFailure: 'DO_NOTHING',
      token: input.ClientRequestToken,
    },
  );
  return { StackId: stackArn(call, stack.key), OperationId: operationId(stack.key, operation) };
};

function withRole(
  call: Call,
  { RoleARN: roleArn }: { readonly RoleARN?: string | undefined },
  { wish }: StackRecord,
) {
  requirePassable(roleArn, call);
  return { ...wish, ...(roleArn !== undefined && { roleArn }) };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection: Handler<
  Given<sdk.UpdateTerminationProtectionCommandInput>,
  Answered<sdk.UpdateTerminationProtectionCommandOutput>
> = (input, call) => {
  const stack = found(call, input.StackName);
  stacks.put(call.tx, call, stack.key, {
    ...stack,
    terminationProtection: input.EnableTerminationProtection,
  });
  return { StackId: stackArn(call, stack.key) };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export const getStackPolicy: Handler<
  Given<sdk.GetStackPolicyCommandInput>,
  Answered<sdk.GetStackPolicyCommandOutput>
> = (input, call) => {
  const { policy } = found(call, input.StackName);
  return policy === undefined ? {} : { StackPolicyBody: policy };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export const setStackPolicy: WaitingHandler<Given<sdk.SetStackPolicyCommandInput>, object> = {
  async waits(input, call) {
    const { policy } = await policiesOf(input, call);
    if (policy === undefined) return stackPolicyInvalid();
    return call.transaction((inner) => {
      const stack = found(inner, input.StackName);
      stacks.put(inner.tx, inner, stack.key, { ...stack, policy });
      return {};
    });
  },
};
