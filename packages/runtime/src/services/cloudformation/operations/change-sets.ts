import type * as sdk from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import {
  cannotBeUpdated,
  changeSetAlreadyExists,
  changeSetNotExecutable,
  changeSetNotFound,
  invalidNextToken,
  noSuchStack,
  stackAlreadyExistsForChangeSet,
  stackNameMissing,
} from '../errors.ts';
import { moveStack } from '../events.ts';
import {
  changeSetArn,
  changeSetIds,
  changeSets,
  findStack,
  partKey,
  resources,
  stackArn,
  stackNames,
  stacks,
  type ChangeSetRecord,
  type Reverted,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { withoutValues } from '../template/changes.ts';
import { asterisks } from '../template/masking.ts';
import { forgetChangeSet } from './forget-change-set.ts';
import { launch, userInitiated, type Launch } from './launch.ts';
import type { Types } from '../progress/types.ts';
import { revertedOf } from './drift.ts';
import { foundToImport, importsAmong, requireImportAlone, unowned } from './import-proposals.ts';
import {
  importedOf,
  importProblem,
  importReview,
  physicalIdsOf,
  unretainedProblem,
  type Found,
} from './imports.ts';
import { changesFor, changesSomething, withLive } from './planned-changes.ts';
import { updatable } from './stacks.ts';
import { prepare, type Prepared } from './preparation.ts';
import { keepTemplate, nextTemplate, wishOf, type Asked } from './wishes.ts';

type CreateInput = Given<sdk.CreateChangeSetCommandInput>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const createChangeSet = (
  types: Types,
): WaitingHandler<CreateInput, Answered<sdk.CreateChangeSetCommandOutput>> => ({
  async waits(input, call) {
    const prepared = await prepare(input, call);
    const found = await foundToImport(input, call, { prepared, types });
    // AWS: API reference, CreateChangeSet, DeploymentMode: drift is what the template is compared with.
    const reverts = input.DeploymentMode === 'REVERT_DRIFT';
    const reverted = reverts ? await revertedOf(input.StackName, types, call) : undefined;
    return call.transaction((inner) =>
      create(input, inner, { prepared, found, ...(reverted && { reverted }) }),
    );
  },
});

interface Seen {
  readonly prepared: Prepared;
  /** What is to be imported, and what came of looking for it. */
  readonly found: readonly Found[];
  readonly reverted?: Reverted;
}

function create(input: CreateInput, call: Call, { prepared, found: sought, reverted }: Seen) {
  const existing = findStack(call.tx, call, input.StackName);
  const type = input.ChangeSetType ?? 'UPDATE';
  const before = changeSets.get(call.tx, call, partKey(existing?.key ?? '', input.ChangeSetName));
  if (before && input.ClientToken !== undefined && before.token === input.ClientToken)
    return { Id: changeSetArn(call, before.id), StackId: stackArn(call, before.stackKey) };
  if (before && before.executionStatus !== 'EXECUTE_COMPLETE')
    changeSetAlreadyExists(input.ChangeSetName, existing!.name);
  const stack = stackFor(input, call, existing);
  const formerly = wishBefore(stack);
  const wish = wishOf(input as Asked, prepared, nextTemplate(call, stack.key), formerly);
  const wishing = { ...stack, wish };
  keepTemplate(call, wishing, prepared);
  const found = type === 'IMPORT' ? sought : unowned(call, sought);
  const proposal = {
    prepared,
    before: formerly,
    imported: physicalIdsOf(found),
    ...(reverted && { reverted }),
  };
  const changes = prepared.problem === undefined ? changesFor(call, wishing, proposal) : [];
  if (type === 'IMPORT')
    requireImportAlone(call, { stackKey: stack.key, changes, sought, prepared, wish, before: formerly });
  const imports = importsAmong(changes, found);
  const { template } = prepared;
  const problem =
    prepared.problem ??
    (type === 'IMPORT' ? importProblem(call, found) : unretainedProblem(imports, template));
  const record = changeSetOf(input, call, {
    stackKey: stack.key,
    type,
    wish,
    changes,
    ...(imports.length > 0 && { imports: importedOf(imports) }),
    ...(reverted && { reverted }),
  });
  const key = partKey(stack.key, record.name);
  changeSets.put(
    call.tx,
    call,
    key,
    problem !== undefined
      ? failed(record, problem)
      : changesSomething(call, wishing, proposal)
        ? record
        : failed(record, nothingChanges),
  );
  changeSetIds.put(call.tx, call, record.id, key);
  return { Id: changeSetArn(call, record.id), StackId: stackArn(call, stack.key) };
}

const wishBefore = (stack: StackRecord): Wish | undefined =>
  stack.status === 'REVIEW_IN_PROGRESS' ? undefined : stack.wish;

/** The stack a change set is for; one that is to be created waits, under review, for it to be executed. */
function stackFor(input: CreateInput, call: Call, existing: StackRecord | undefined): StackRecord {
  const type = input.ChangeSetType ?? 'UPDATE';
  const reviewed = existing?.status === 'REVIEW_IN_PROGRESS';
  if (type === 'UPDATE') {
    if (!existing || reviewed) return noSuchStack(input.StackName);
    if (!updatable.includes(existing.status)) cannotBeUpdated(stackArn(call, existing.key), existing.status);
    return existing;
  }
  if (type === 'CREATE' && existing && !reviewed)
    stackAlreadyExistsForChangeSet(existing.name, input.ChangeSetName);
  return existing ?? stackUnderReview(input, call);
}

const nothingWished: Wish = { template: 0, parameters: [], tags: [], capabilities: [], notificationArns: [] };

function stackUnderReview(input: CreateInput, call: Call): StackRecord {
  const stack = stackToBe(input.StackName, call);
  stackNames.put(call.tx, call, stack.name, stack.key);
  return moveStack(call, stack, { status: 'REVIEW_IN_PROGRESS', reason: userInitiated });
}

/** A stack that nothing is said of but its name. */
export function stackToBe(name: string, call: Call): StackRecord {
  return {
    key: `${name}/${call.ids.uuid()}`,
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: call.now,
    operation: 0,
    wish: nothingWished,
    outputs: [],
    terminationProtection: false,
    disableRollback: false,
  };
}

type Planned = Pick<ChangeSetRecord, 'stackKey' | 'type' | 'wish' | 'changes' | 'imports' | 'reverted'>;

function changeSetOf(input: CreateInput, call: Call, planned: Planned): ChangeSetRecord {
  return {
    name: input.ChangeSetName,
    id: `${input.ChangeSetName}/${call.ids.uuid()}`,
    ...planned,
    ...(input.Description !== undefined && { description: input.Description }),
    createdAt: call.now,
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    ...(input.ClientToken !== undefined && { token: input.ClientToken }),
    ...(input.OnStackFailure !== undefined && { onStackFailure: input.OnStackFailure }),
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    importExistingResources: input.ImportExistingResources ?? false,
    ...(input.DeploymentMode !== undefined && { deploymentMode: input.DeploymentMode }),
    ...(planned.type === 'IMPORT' && { statusReason: importReview }),
  };
}

const failed = (record: ChangeSetRecord, statusReason: string): ChangeSetRecord => ({
  ...record,
  status: 'FAILED',
  statusReason,
  executionStatus: 'UNAVAILABLE',
});

const nothingChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

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
  if (found) forgetChangeSet(call, found); // AWS: deleting what is not there succeeds.
  return {};
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet: Handler<Given<sdk.ExecuteChangeSetCommandInput>, object> = (input, call) => {
  const found = findChangeSet(call, input) ?? changeSetNotFound(input.ChangeSetName);
  const stack = stacks.get(call.tx, call, found.stackKey)!;
  const token = input.ClientRequestToken;
  const id = changeSetArn(call, found.id);
  if (token !== undefined && stack.operationToken === token && stack.changeSetId === id) return {};
  if (found.executionStatus !== 'AVAILABLE') changeSetNotExecutable(id, found);
  const creates = stack.status === 'REVIEW_IN_PROGRESS';
  if (!creates && !updatable.includes(stack.status)) cannotBeUpdated(stackArn(call, stack.key), stack.status);
  for (const other of changeSets.list(call.tx, call, { prefix: partKey(stack.key, '') }))
    if (other.id !== found.id) forgetChangeSet(call, other);
  changeSets.put(call.tx, call, partKey(stack.key, found.name), {
    ...found,
    executionStatus: 'EXECUTE_COMPLETE',
  });
  for (const logicalId of Object.keys(found.reverted ?? {}))
    takeLive(call, stack, logicalId, found.reverted!);
  const imports = found.type === 'IMPORT';
  const onFailure = imports
    ? 'ROLLBACK'
    : (found.onStackFailure ?? (input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK'));
  const wanted: StackRecord = {
    ...stack,
    wish: found.wish,
    changeSetId: id,
    ...(found.imports && { imports: found.imports }),
    disableRollback: onFailure === 'DO_NOTHING',
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(!creates && { former: stack.former ?? stack.wish, updatedAt: call.now }),
  };
  // AWS: unverified what the operation of an import is called.
  const operationType = creates ? 'CREATE_STACK' : 'UPDATE_STACK';
  launch(call, wanted, { ...startOf(found, creates), type: operationType, onFailure, token });
  return {};
};

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
