import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Given } from '../../../base/given.ts';
import type { Ids } from '../../../base/ids.ts';
import type { Call } from '../../../dispatch/service.ts';
import { moveStack } from '../events.ts';
import {
  changeSetIds,
  changeSets,
  partKey,
  stackNames,
  type ChangeSetRecord,
  type Reverted,
  type StackRecord,
  type Wish,
} from '../records.ts';
import { isAutomatic } from '../template/changes.ts';
import { deploymentOf } from './deployment-config.ts';
import { validationFailure, validationsOf } from './early-validation.ts';
import { importsAmong, requireImportAlone, unowned } from './import-proposals.ts';
import {
  importedOf,
  importProblem,
  importReview,
  physicalIdsOf,
  unretainedProblem,
  type Found,
} from './imports.ts';
import { userInitiated } from './launch.ts';
import { changesFor, changesItself } from './planned-changes.ts';
import type { Prepared } from './preparation.ts';
import { keepTemplate, nextTemplate, wishOf, type Asked } from './wishes.ts';

export type CreateInput = Given<sdk.CreateChangeSetCommandInput>;

/** What had to be waited for to know what a change set would do. */
export interface Seen {
  readonly prepared: Prepared;
  /** What is to be imported, and what came of looking for it. */
  readonly found: readonly Found[];
  /** What is there already of what the template names. */
  readonly existing?: readonly Found[];
  readonly reverted?: Reverted;
}

/** A change set, and whether it would change the stack itself, resources aside. */
export interface ProposedChangeSet {
  readonly record: ChangeSetRecord;
  readonly changesItself: boolean;
}

/** What a change set would do to its stack. Its template is kept; it is not yet. */
export function proposed(
  input: CreateInput,
  call: Call,
  { stack, prepared, found: sought, existing = [], reverted }: Seen & { readonly stack: StackRecord },
): ProposedChangeSet {
  const type = input.ChangeSetType ?? 'UPDATE';
  const formerly = wishBefore(stack);
  const wish = wishOf(input as Asked, prepared, nextTemplate(call, stack.key), formerly);
  const wishing = { ...stack, wish };
  keepTemplate(call, wishing, prepared);
  const found = type === 'IMPORT' ? sought : unowned(call, sought);
  const imported = physicalIdsOf(found);
  const proposal = { prepared, before: formerly, imported, ...(reverted && { reverted }) };
  const all = prepared.problem === undefined ? changesFor(call, wishing, proposal) : [];
  const changes = type === 'IMPORT' ? all.filter((change) => !isAutomatic(change.ResourceChange!)) : all;
  if (type === 'IMPORT')
    requireImportAlone(call, { stackKey: stack.key, changes, sought, prepared, wish, before: formerly });
  const imports = importsAmong(changes, found);
  const problem =
    prepared.problem ??
    (type === 'IMPORT' ? importProblem(call, found) : unretainedProblem(imports, prepared.template));
  const itself = problem === undefined && changesItself(call, wishing, proposal);
  const validations =
    problem === undefined ? validationsOf(call, wishing, { prepared, changes, existing }) : [];
  const record = changeSetOf(input, call, {
    stackKey: stack.key,
    type,
    wish,
    changes,
    ...(imports.length > 0 && { imports: importedOf(imports) }),
    ...(reverted && { reverted }),
    ...(validations.length > 0 && { validations }),
  });
  const why = problem ?? validationFailure(validations);
  if (why !== undefined) return { record: failed(record, why), changesItself: itself };
  return { record: unlessIdle(record, itself), changesItself: itself };
}

/** A change set that would change nothing has failed. */
export const unlessIdle = (record: ChangeSetRecord, changesStackItself: boolean): ChangeSetRecord =>
  record.changes.length > 0 || changesStackItself ? record : failed(record, nothingChanges);

/** What a stack was asked to be before; nothing, while it is under review. */
export const wishBefore = (stack: StackRecord): Wish | undefined =>
  stack.status === 'REVIEW_IN_PROGRESS' ? undefined : stack.wish;

const nothingWished: Wish = { template: 0, parameters: [], tags: [], capabilities: [], notificationArns: [] };

/** A stack that nothing is said of but its name. */
export function stackToBe(name: string, call: { readonly ids: Ids; readonly now: number }): StackRecord {
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

type Planned = Pick<
  ChangeSetRecord,
  'stackKey' | 'type' | 'wish' | 'changes' | 'imports' | 'reverted' | 'validations'
>;

export function changeSetOf(input: CreateInput, call: Call, planned: Planned): ChangeSetRecord {
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
    ...deploymentOf(input),
    ...(planned.type === 'IMPORT' && { statusReason: importReview }),
  };
}

export const failed = (record: ChangeSetRecord, statusReason: string): ChangeSetRecord => ({
  ...record,
  status: 'FAILED',
  statusReason,
  executionStatus: 'UNAVAILABLE',
});

export const nothingChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Keeps a change set where it is found by its name and by its ARN. */
export function keepChangeSet(call: Call, record: ChangeSetRecord): void {
  const key = partKey(record.stackKey, record.name);
  changeSets.put(call.tx, call, key, record);
  changeSetIds.put(call.tx, call, record.id, key);
}

/** A new stack, of which only its name is known until a change set makes it. */
export function underReview(call: Call, stack: StackRecord): StackRecord {
  stackNames.put(call.tx, call, stack.name, stack.key);
  return moveStack(call, stack, { status: 'REVIEW_IN_PROGRESS', reason: userInitiated });
}
