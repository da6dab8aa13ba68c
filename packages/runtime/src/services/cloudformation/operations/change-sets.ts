import type * as sdk from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  cannotBeUpdated,
  changeSetNotExecutable,
  changeSetNotFound,
  invalidNextToken,
  noSuchStack,
  onlyWithRoot,
  stackNameMissing,
} from '../errors.ts';
import {
  changeSetArn,
  changeSetIds,
  changeSets,
  findStack,
  partKey,
  resources,
  stackArn,
  stacks,
  type ChangeSetRecord,
  type Reverted,
  type StackRecord,
} from '../records.ts';
import { withoutValues } from '../template/changes.ts';
import { asterisks } from '../template/masking.ts';
import { deploymentOf, leavesFailure } from './deployment-config.ts';
import { forgetChangeSet, nestedOf } from './forget-change-set.ts';
import { launch, type Launch } from './launch.ts';
import { withLive } from './planned-changes.ts';
import { updatable } from './stacks.ts';

interface Named {
  readonly ChangeSetName: string;
  readonly StackName?: string | undefined;
}

/** A change set by its ARN, or by its name and its stack's. */
export function findChangeSet(
  call: Call,
  { ChangeSetName: name, StackName: stackName }: Named,
): ChangeSetRecord | undefined {
  const arn = parseArn(name);
  if (arn) {
    const id = arn.resource.slice('changeSet/'.length);
    const key = changeSetIds.get(call.tx, call, id);
    const found = key === undefined ? undefined : changeSets.get(call.tx, call, key);
    return found?.id === id ? found : undefined;
  }
  if (stackName === undefined) return stackNameMissing();
  const stack = findStack(call.tx, call, stackName) ?? noSuchStack(stackName);
  return changeSets.get(call.tx, call, partKey(stack.key, name));
}

const detailsMax = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet: Handler<
  Given<sdk.DescribeChangeSetCommandInput>,
  Answered<sdk.DescribeChangeSetCommandOutput>
> = (input, call) => {
  const found = findChangeSet(call, input) ?? changeSetNotFound(input.ChangeSetName);
  const stack = stacks.get(call.tx, call, found.stackKey)!;
  const page = pageOf(found.changes, (change) => change.ResourceChange!.LogicalResourceId!, {
    token: input.NextToken,
    limit: detailsMax,
    invalid: invalidNextToken,
  });
  const asked = page.items.map(({ ResourceChange }) => ResourceChange!);
  const changes = input.IncludePropertyValues ? asked : withoutValues(asked);
  return {
    ...summary(call, stack, found),
    Parameters: found.wish.parameters.map(({ key, value, resolved, noEcho }) => ({
      ParameterKey: key,
      ParameterValue: noEcho ? asterisks : value,
      ...(resolved !== undefined && { ResolvedValue: resolved }),
    })),
    NotificationARNs: [...found.wish.notificationArns],
    RollbackConfiguration: (found.wish.rollbackConfiguration ?? {}) as sdk.RollbackConfiguration,
    Capabilities: [...found.wish.capabilities],
    Tags: [...found.wish.tags],
    Changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    ...(page.next !== undefined && { NextToken: page.next }),
    ...(found.onStackFailure && { OnStackFailure: found.onStackFailure }),
    ...(found.deploymentMode && { DeploymentMode: found.deploymentMode }),
    ...(found.deployment && { DeploymentConfig: found.deployment }),
  };
};

function summary(call: Call, stack: StackRecord, found: ChangeSetRecord) {
  return {
    ChangeSetName: found.name,
    ChangeSetId: changeSetArn(call, found.id),
    StackId: stackArn(call, stack.key),
    StackName: stack.name,
    ...(found.description !== undefined && { Description: found.description }),
    CreationTime: new Date(found.createdAt),
    ExecutionStatus: found.executionStatus,
    Status: found.status,
    ...(found.statusReason !== undefined && { StatusReason: found.statusReason }),
    IncludeNestedStacks: found.includeNestedStacks,
    ...(found.within && {
      ParentChangeSetId: changeSetArn(call, found.within.parent),
      RootChangeSetId: changeSetArn(call, found.within.root),
    }),
    ImportExistingResources: found.importExistingResources,
  };
}

export const listChangeSets: Handler<
  Given<sdk.ListChangeSetsCommandInput>,
  Answered<sdk.ListChangeSetsCommandOutput>
> = (input, call) => {
  const stack = findStack(call.tx, call, input.StackName) ?? noSuchStack(input.StackName);
  const all = changeSets.list(call.tx, call, { prefix: partKey(stack.key, '') });
  const page = pageOf(all, ({ id }) => id, { token: input.NextToken, limit: 100, invalid: invalidNextToken });
  return {
    Summaries: page.items.map((each) => summary(call, stack, each)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export const deleteChangeSet: Handler<Given<sdk.DeleteChangeSetCommandInput>, object> = (input, call) => {
  const found = findChangeSet(call, input);
  if (!found) return {}; // AWS: deleting what is not there succeeds.
  requireRoot(call, found, 'deleted');
  forgetChangeSet(call, found);
  return {};
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet: Handler<Given<sdk.ExecuteChangeSetCommandInput>, object> = (input, call) => {
  const found = findChangeSet(call, input) ?? changeSetNotFound(input.ChangeSetName);
  const stack = stacks.get(call.tx, call, found.stackKey)!;
  const token = input.ClientRequestToken;
  const id = changeSetArn(call, found.id);
  if (token !== undefined && stack.operationToken === token && stack.changeSetId === id) return {};
  requireRoot(call, found, 'executed');
  if (found.executionStatus !== 'AVAILABLE') changeSetNotExecutable(id, found);
  const creates = stack.status === 'REVIEW_IN_PROGRESS';
  if (!creates && !updatable.includes(stack.status)) cannotBeUpdated(stackArn(call, stack.key), stack.status);
  for (const other of changeSets.list(call.tx, call, { prefix: partKey(stack.key, '') }))
    if (other.id !== found.id) forgetChangeSet(call, other);
  begin(call, found);
  for (const logicalId of Object.keys(found.reverted ?? {}))
    takeLive(call, stack, logicalId, found.reverted!);
  const imports = found.type === 'IMPORT';
  const asked = { ...input, DeploymentConfig: found.deployment };
  const onFailure = imports
    ? 'ROLLBACK'
    : (found.onStackFailure ?? (leavesFailure(asked) ? 'DO_NOTHING' : 'ROLLBACK'));
  const wanted: StackRecord = {
    ...stack,
    wish: found.wish,
    changeSetId: id,
    ...(found.imports && { imports: found.imports }),
    disableRollback: onFailure === 'DO_NOTHING',
    ...deploymentOf(asked),
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    // AWS: seen that a stack that a change set has created has been updated, too.
    updatedAt: call.now,
    ...(!creates && { former: stack.former ?? stack.wish }),
  };
  // AWS: unverified what the operation of an import is called.
  const operationType = creates ? 'CREATE_STACK' : 'UPDATE_STACK';
  launch(call, wanted, { ...startOf(found, creates), type: operationType, onFailure, token });
  return {};
};

/** A change set is being executed; with it, those of the stacks in its stack. */
function begin(call: Call, found: ChangeSetRecord): void {
  const key = partKey(found.stackKey, found.name);
  changeSets.put(call.tx, call, key, { ...found, executionStatus: 'EXECUTE_COMPLETE' });
  for (const nested of nestedOf(call, found)) {
    const stack = stacks.get(call.tx, call, nested.stackKey)!;
    stacks.put(call.tx, call, stack.key, { ...stack, changeSetId: changeSetArn(call, nested.id) });
    begin(call, nested);
  }
}

/** AWS: user guide, "Change sets for nested stacks": what happens to one happens to all, by the root's. */
function requireRoot(call: Call, { id, within }: ChangeSetRecord, verb: string): void {
  if (within) onlyWithRoot(changeSetArn(call, id), changeSetArn(call, within.root), verb);
}

function startOf({ type }: ChangeSetRecord, creates: boolean): Pick<Launch, 'kind' | 'status'> {
  if (type === 'IMPORT') return { kind: 'import', status: 'IMPORT_IN_PROGRESS' };
  return creates
    ? { kind: 'create', status: 'CREATE_IN_PROGRESS' }
    : { kind: 'update', status: 'UPDATE_IN_PROGRESS' };
}

/** From here on a resource counts as what it is, so that the operation finds it to be changed. */
function takeLive(call: Call, stack: StackRecord, logicalId: string, reverted: Reverted): void {
  const record = resources.get(call.tx, call, partKey(stack.key, logicalId));
  if (record) resources.put(call.tx, call, partKey(stack.key, logicalId), withLive(record, reverted));
}
