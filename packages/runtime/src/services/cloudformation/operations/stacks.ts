import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import {
  cannotBeDeleted,
  cannotBeUpdated,
  forcesOnlyAfterFailure,
  noSuchStack,
  nothingToUpdate,
  onFailureAndDisableRollback,
  retainsOnlyAfterFailure,
  stackAlreadyExists,
  terminationProtected,
} from '../errors.ts';
import { moveStack } from '../events.ts';
import type { DeletionRequested } from '../flow/stack.ts';
import {
  changeSets,
  createdBy,
  findStack,
  operationId,
  partKey,
  stackArn,
  stackFlowId,
  stackNames,
  stacks,
  type StackRecord,
} from '../records.ts';
import { deploymentOf, leavesFailure } from './deployment-config.ts';
import { requireAssumable } from './execution-role.ts';
import { forgetChangeSet } from './forget-change-set.ts';
import { launch, userInitiated } from './launch.ts';
import { nestingOf, takeNesting } from './nesting.ts';
import { changesSomething } from './planned-changes.ts';
import { requireStackName } from './names.ts';
import { policiesOf, type Policies } from './policies.ts';
import { prepare, type Prepared } from './preparation.ts';
import { keepTemplate, nextTemplate, wishOf, type Asked } from './wishes.ts';

type CreateInput = Given<sdk.CreateStackCommandInput>;
type UpdateInput = Given<sdk.UpdateStackCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack: WaitingHandler<CreateInput, Answered<sdk.CreateStackCommandOutput>> = {
  async waits(given, call) {
    const before = call.transaction((inner) => {
      const asked = askedBefore(inner);
      return asked && begun(inner, asked);
    });
    if (before) return before; // What it was nested in has been taken, too.
    requireSensible(given);
    const input = call.transaction((inner) => inherited(given, inner, nestingOf(inner, given.StackName)));
    const policies = await policiesOf(input, call);
    const prepared = await prepare(input, call);
    return call.transaction((inner) => create(input, inner, { prepared, policies }));
  },
};

function requireSensible({ StackName: name, OnFailure, DisableRollback }: CreateInput): void {
  requireStackName(name);
  if (OnFailure !== undefined && DisableRollback) onFailureAndDisableRollback();
}

/** What had to be waited for. */
interface Read {
  readonly prepared: Prepared;
  readonly policies: Policies;
}

function create(input: CreateInput, call: Call, { prepared, policies }: Read) {
  const existing = findStack(call.tx, call, input.StackName);
  const token = input.ClientRequestToken;
  const parentId = takeNesting(call, input.StackName);
  // AWS: seen that a stack may be created that a change set has under review; the change set is obsolete then.
  const reviewed = isReviewed(existing, parentId) ? existing : undefined;
  if (existing && !reviewed) {
    if (token !== undefined && existing.operationToken === token) return begun(call, existing);
    stackAlreadyExists(input.StackName);
  }
  const onFailure = input.OnFailure ?? (leavesFailure(input) ? 'DO_NOTHING' : 'ROLLBACK');
  const key = reviewed?.key ?? `${input.StackName}/${call.ids.uuid()}`;
  const stack: StackRecord = {
    key,
    name: input.StackName,
    status: 'CREATE_IN_PROGRESS',
    createdAt: reviewed?.createdAt ?? call.now,
    operation: 0,
    ...(reviewed?.changeSetId !== undefined && { changeSetId: reviewed.changeSetId }),
    wish: wishOf(input as Asked, prepared, nextTemplate(call, key)),
    outputs: [],
    ...ancestry(call, parentId),
    ...policies,
    ...(prepared.problem !== undefined && { problem: prepared.problem }),
    terminationProtection: input.EnableTerminationProtection ?? false,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(input.TimeoutInMinutes !== undefined && { timeoutMinutes: input.TimeoutInMinutes }),
    disableRollback: onFailure === 'DO_NOTHING',
    ...deploymentOf(input),
  };
  if (reviewed) outdate(call, reviewed);
  stackNames.put(call.tx, call, stack.name, key);
  if (call.effectId !== undefined) createdBy.put(call.tx, call, call.effectId, key);
  keepTemplate(call, stack, prepared);
  return begun(
    call,
    launch(call, stack, {
      kind: 'create',
      type: 'CREATE_STACK',
      status: 'CREATE_IN_PROGRESS',
      onFailure,
      token,
    }),
  );
}

/** What nobody has executed cannot be executed any more. */
function outdate(call: Call, { key }: StackRecord): void {
  for (const set of changeSets.list(call.tx, call, { prefix: partKey(key, '') }))
    if (set.executionStatus === 'AVAILABLE')
      changeSets.put(call.tx, call, partKey(key, set.name), { ...set, executionStatus: 'OBSOLETE' });
}

const isReviewed = (existing: StackRecord | undefined, parentId: string | undefined): boolean =>
  existing?.status === 'REVIEW_IN_PROGRESS' && existing.parentId === parentId;

/** What the same call from inside has made before a crash: it may be gone by now, and its name may be free again. */
function askedBefore({ tx, effectId, ...scope }: Call): StackRecord | undefined {
  const key = effectId === undefined ? undefined : createdBy.get(tx, scope, effectId);
  return key === undefined ? undefined : stacks.get(tx, scope, key);
}

/** A stack, and the operation on it that has begun. */
const begun = (call: Call, { key, operation }: StackRecord) => ({
  StackId: stackArn(call, key),
  OperationId: operationId(key, operation),
});

/** A nested stack has its parent's role, capabilities and mode, as far as its parent is who asks. */
function inherited<Input extends CreateInput | UpdateInput>(
  input: Input,
  call: Call,
  parentId: string | undefined,
): Input {
  const parent = parentId === undefined ? undefined : findStack(call.tx, call, parentId);
  if (!parent || call.effectId === undefined) return input;
  const { roleArn, capabilities } = parent.wish;
  const { deployment } = parent;
  return {
    ...input,
    Capabilities: capabilities,
    ...(roleArn !== undefined && { RoleARN: roleArn }),
    ...(deployment && { DeploymentConfig: { ...deployment, DisableRollback: false } }),
  };
}

function ancestry(call: Call, parentId: string | undefined) {
  if (parentId === undefined) return {};
  const parent = findStack(call.tx, call, parentId);
  return { parentId, rootId: parent?.rootId ?? parentId };
}

export const updatable: readonly sdk.StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack: WaitingHandler<UpdateInput, Answered<sdk.UpdateStackCommandOutput>> = {
  async waits(given, call) {
    const input = call.transaction((inner) => {
      const stack = findStack(inner.tx, inner, given.StackName);
      return inherited(given, inner, stack?.parentId);
    });
    const policies = await policiesOf(input, call);
    const prepared = await prepare(input, call);
    return call.transaction((inner) => update(input, inner, { prepared, policies }));
  },
};

function update(input: UpdateInput, call: Call, { prepared, policies }: Read) {
  const before = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const id = stackArn(call, before.key);
  const token = input.ClientRequestToken;
  if (token !== undefined && before.operationToken === token) return begun(call, before);
  if (!updatable.includes(before.status) && !isLeftBy(call, before)) cannotBeUpdated(id, before.status);
  const wish = wishOf(input as Asked, prepared, nextTemplate(call, before.key), before.wish);
  const stack: StackRecord = {
    ...before,
    wish,
    former: isSettled(before) ? before.wish : (before.former ?? before.wish),
    updatedAt: call.now,
    // AWS: unverified that a policy that is given along holds for the update itself.
    ...policies,
    ...(prepared.problem !== undefined && { problem: prepared.problem }),
    disableRollback: leavesFailure(input),
    ...deploymentOf(input),
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
  };
  keepTemplate(call, stack, prepared);
  if (isSettled(before) && !changesSomething(call, stack, { prepared, before: before.wish }))
    nothingToUpdate();
  const onFailure = stack.disableRollback ? 'DO_NOTHING' : 'ROLLBACK';
  return begun(
    call,
    launch(call, stack, {
      kind: 'update',
      type: 'UPDATE_STACK',
      status: 'UPDATE_IN_PROGRESS',
      onFailure,
      token,
    }),
  );
}

/** A stack that failed, and was not rolled back, may be updated to what it was to be. */
const isSettled = ({ status, held }: StackRecord): boolean =>
  status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED' && !held;

/** Whether its parent has left the stack as it is, without rolling it back, and now goes on. */
const isLeftBy = (call: Call, { held }: StackRecord): boolean => held === true && call.effectId !== undefined;

type DeleteInput = Given<sdk.DeleteStackCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack: WaitingHandler<DeleteInput, object> = {
  async waits(input, call) {
    const stack = call.transaction((inner) => findStack(inner.tx, inner, input.StackName));
    if (stack && stack.status !== 'DELETE_COMPLETE')
      await requireAssumable(input.RoleARN ?? stack.wish.roleArn, call);
    return call.transaction((inner) => remove(input, inner));
  },
};

function remove(input: DeleteInput, call: Call): object {
  const before = findStack(call.tx, call, input.StackName);
  if (!before || before.status === 'DELETE_COMPLETE') return {}; // AWS: deleting what is not there succeeds.
  if (before.status === 'DELETE_IN_PROGRESS') return {};
  if (before.terminationProtection) terminationProtected(before.name);
  if (before.status === 'CREATE_IN_PROGRESS') return deleteWhileCreated(call, before);
  const reviewed = before.status === 'REVIEW_IN_PROGRESS';
  if (before.status.endsWith('_IN_PROGRESS') && !reviewed && !isLeftBy(call, before))
    cannotBeDeleted(stackArn(call, before.key), before.status);
  for (const set of changeSets.list(call.tx, call, { prefix: partKey(before.key, '') }))
    forgetChangeSet(call, set);
  launch(call, deleted(input, before), {
    kind: 'delete',
    type: 'DELETE_STACK',
    status: 'DELETE_IN_PROGRESS',
    onFailure: 'DO_NOTHING',
    token: input.ClientRequestToken,
  });
  return {};
}

function deleteWhileCreated(call: Call, stack: StackRecord): object {
  const fact: DeletionRequested = { type: 'DeletionRequested' };
  call.flows.tell(stackFlowId(call, stack.key, stack.operation), fact);
  const deletion = { retained: [], force: false };
  moveStack(call, { ...stack, deletion }, { status: 'DELETE_IN_PROGRESS', reason: userInitiated });
  return {};
}

function deleted(input: DeleteInput, before: StackRecord): StackRecord {
  const { RoleARN: roleArn, RetainResources: retained = [], DeletionMode: mode } = input;
  if (retained.length > 0 && before.status !== 'DELETE_FAILED') retainsOnlyAfterFailure();
  if (mode === 'FORCE_DELETE_STACK' && before.status !== 'DELETE_FAILED') forcesOnlyAfterFailure();
  return {
    ...before,
    wish: { ...before.wish, ...(roleArn !== undefined && { roleArn }) },
    deletion: { retained, force: mode === 'FORCE_DELETE_STACK' },
  };
}
