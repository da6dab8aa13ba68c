import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call, WaitingCall } from '../../../dispatch/service.ts';
import { nameFor, tagsOf, type ResourceTag } from '../../../dispatch/resource.ts';
import { suffixOf } from '../progress/standing.ts';
import { changeSetArn, findStack, stackArn, type ChangeSetRecord, type StackRecord } from '../records.ts';
import { nestedParameters, type Nested } from '../resources/nested-stack.ts';
import { isAutomatic, type PlannedResource } from '../template/changes.ts';
import { isUnknown } from '../template/template.ts';
import { forgetChangeSet } from './forget-change-set.ts';
import { nestedFor } from './planned-changes.ts';
import { prepare, type Prepared } from './preparation.ts';
import {
  changeSetOf,
  failed,
  keepChangeSet,
  nothingChanges,
  proposed,
  stackToBe,
  underReview,
  unlessIdle,
  wishBefore,
  type CreateInput,
  type ProposedChangeSet,
  type Seen,
} from './proposed-change-set.ts';
import { settingOf, wishOf, type Asked } from './wishes.ts';

/** The change sets of the stacks in a stack, as far as they can be known before anything is kept. */
export interface NestedDrafts {
  /** The stack they are in, where it is not there yet. */
  readonly toBe?: StackRecord;
  readonly drafts: readonly NestedDraft[];
}

interface NestedDraft extends NestedDrafts {
  readonly logicalId: string;
  readonly input: CreateInput;
  /** Its template and what it means, or why that cannot be known. */
  readonly seen: Prepared | string;
}

/** Looks into the stacks that a stack would have, and into those in them. */
// AWS: user guide, "Change sets for nested stacks".
export async function draftsWithin(
  input: CreateInput,
  call: WaitingCall,
  { prepared, reverted }: Pick<Seen, 'prepared' | 'reverted'>,
): Promise<NestedDrafts> {
  const existing = call.transaction((inner) => findStack(inner.tx, inner, input.StackName));
  const stack = existing ?? stackToBe(input.StackName, call);
  const found = prepared.problem === undefined && input.ChangeSetType !== 'IMPORT';
  const planned = found
    ? call.transaction((inner) => plannedIn(input, inner, { stack, prepared, ...(reverted && { reverted }) }))
    : [];
  const drafts: NestedDraft[] = [];
  for (const each of planned) drafts.push(await draftOf(inputFor(input, stack, each), each.logicalId, call));
  return { ...(!existing && { toBe: stack }), drafts };
}

type Planning = Pick<Seen, 'prepared' | 'reverted'> & { readonly stack: StackRecord };

function plannedIn(input: CreateInput, call: Call, { stack, prepared, reverted }: Planning) {
  const before = wishBefore(stack);
  const wishing = { ...stack, wish: wishOf(input as Asked, prepared, 0, before) };
  const setting = settingOf(call, wishing, prepared);
  return nestedFor(call, wishing, { prepared, before, setting, ...(reverted && { reverted }) });
}

async function draftOf(input: CreateInput, logicalId: string, call: WaitingCall): Promise<NestedDraft> {
  const seen = await preparedOrWhyNot(input, call);
  if (typeof seen === 'string') return { logicalId, input, seen, drafts: [], ...stackOf(input, call) };
  try {
    return { logicalId, input, seen, ...(await draftsWithin(input, call, { prepared: seen })) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { logicalId, input, seen: error.message, drafts: [], ...stackOf(input, call) };
  }
}

async function preparedOrWhyNot(input: CreateInput, call: WaitingCall): Promise<Prepared | string> {
  try {
    return await prepare(input, call);
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

const stackOf = (input: CreateInput, call: WaitingCall): Pick<NestedDrafts, 'toBe'> =>
  input.ChangeSetType === 'CREATE' ? { toBe: stackToBe(input.StackName, call) } : {};

/** What is asked of a nested stack: as its parent's resource will ask when it is made or changed. */
function inputFor(outer: CreateInput, stack: StackRecord, nested: PlannedResource): CreateInput {
  const { logicalId, physicalId } = nested;
  const { TemplateURL, Parameters = {}, Tags, NotificationARNs } = nested.properties as unknown as Nested;
  const suffix = suffixOf(stack.key, stack.operation + 1, logicalId);
  const stackTags = (outer.Tags ?? stack.wish.tags) as ResourceTag[];
  const wanted = { stackName: stack.name, logicalId, suffix, stackTags };
  const role = outer.RoleARN ?? stack.wish.roleArn;
  return {
    StackName: physicalId ?? nameFor(wanted, 128),
    // AWS: seen as "<change set>-<logical id>-<suffix>".
    ChangeSetName: nameFor({ ...wanted, stackName: outer.ChangeSetName }, 128),
    ChangeSetType: physicalId === undefined ? 'CREATE' : 'UPDATE',
    TemplateURL,
    Parameters: nestedParameters(Parameters).map((parameter) => ({
      ...parameter,
      ...(isUnknown(parameter.ParameterValue) && { isUnknown: true }),
    })),
    Tags: tagsOf(wanted, Tags),
    ...(NotificationARNs && { NotificationARNs: [...NotificationARNs] }),
    ...(outer.Capabilities && { Capabilities: outer.Capabilities }),
    ...(role !== undefined && { RoleARN: role }),
    IncludeNestedStacks: true,
  };
}

/** A change set with those of the stacks in its stack, which are kept. */
export function withNested(
  call: Call,
  { record, changesItself }: ProposedChangeSet,
  drafts: readonly NestedDraft[],
): ChangeSetRecord {
  const within = { parent: record.id, root: record.within?.root ?? record.id };
  const parent = { stackKey: record.stackKey, within };
  const made = drafts.map((draft) => [draft.logicalId, nestedChangeSet(call, draft, parent)] as const);
  const idle = new Set(made.flatMap(([logicalId, nested]) => (isIdle(nested) ? [logicalId] : [])));
  const kept = made.filter(([logicalId]) => !idle.has(logicalId));
  for (const [logicalId, nested] of made)
    if (idle.has(logicalId)) forgetChangeSet(call, nested);
    else keepChangeSet(call, nested);
  const ids = Object.fromEntries(kept.map(([logicalId, { id }]) => [logicalId, id]));
  const changes = record.changes.flatMap(({ ResourceChange: change }): sdk.Change[] => {
    const id = ids[change!.LogicalResourceId!];
    // AWS: unverified that a nested stack is not told of in which nothing would change.
    if (idle.has(change!.LogicalResourceId!) && isAutomatic(change!)) return [];
    const told = { ...change, ...(id !== undefined && { ChangeSetId: changeSetArn(call, id) }) };
    return [{ Type: 'Resource', ResourceChange: told }];
  });
  const whole = { ...record, changes, ...(kept.length > 0 && { nested: ids }) };
  const bad = kept.find(([, { status }]) => status === 'FAILED');
  if (record.status === 'FAILED') return whole;
  if (!bad) return unlessIdle(whole, changesItself);
  // AWS: seen in the status reason of root change sets.
  const arn = changeSetArn(call, bad[1].id);
  return failed(whole, `Nested change set ${arn} was not successfully created: Currently in FAILED.`);
}

const isIdle = ({ status, statusReason }: ChangeSetRecord): boolean =>
  status === 'FAILED' && statusReason === nothingChanges;

interface Parent extends Required<Pick<ChangeSetRecord, 'within'>> {
  readonly stackKey: string;
}

function nestedChangeSet(call: Call, draft: NestedDraft, { stackKey, within }: Parent): ChangeSetRecord {
  const { input, seen, toBe, drafts } = draft;
  const parentId = stackArn(call, stackKey);
  const parent = findStack(call.tx, call, parentId)!;
  const ancestry = { parentId, rootId: parent.rootId ?? parentId };
  const stack = toBe
    ? underReview(call, { ...toBe, ...ancestry })
    : findStack(call.tx, call, input.StackName)!;
  if (typeof seen === 'string') {
    const planned = { stackKey: stack.key, type: input.ChangeSetType!, wish: stack.wish, changes: [] };
    return failed({ ...changeSetOf(input, call, planned), within }, seen);
  }
  const { record, ...rest } = proposed(input, call, { prepared: seen, found: [], stack });
  return withNested(call, { record: { ...record, within }, ...rest }, drafts);
}
