import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered } from '../../../base/given.ts';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import {
  cannotBeUpdated,
  changeSetAlreadyExists,
  noSuchStack,
  stackAlreadyExistsForChangeSet,
} from '../errors.ts';
import type { Types } from '../progress/types.ts';
import { changeSetArn, changeSets, findStack, partKey, stackArn, type StackRecord } from '../records.ts';
import { revertedOf } from './drift.ts';
import { foundToImport, namesTaken } from './import-proposals.ts';
import { draftsWithin, withNested, type NestedDrafts } from './nested-change-sets.ts';
import { requireStackName } from './names.ts';
import { prepare } from './preparation.ts';
import {
  keepChangeSet,
  proposed,
  stackToBe,
  underReview,
  type CreateInput,
  type Seen,
} from './proposed-change-set.ts';
import { updatable } from './stacks.ts';

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
    const existing = await namesTaken(input, call, { prepared, types });
    const seen = { prepared, found, existing, ...(reverted && { reverted }) };
    const drafts = input.IncludeNestedStacks ? await draftsWithin(input, call, seen) : undefined;
    return call.transaction((inner) => create(input, inner, { ...seen, ...(drafts && { drafts }) }));
  },
});

function create(input: CreateInput, call: Call, seen: Seen & { readonly drafts?: NestedDrafts }) {
  const existing = findStack(call.tx, call, input.StackName);
  const before = changeSets.get(call.tx, call, partKey(existing?.key ?? '', input.ChangeSetName));
  if (before && input.ClientToken !== undefined && before.token === input.ClientToken)
    return { Id: changeSetArn(call, before.id), StackId: stackArn(call, before.stackKey) };
  if (before && before.executionStatus !== 'EXECUTE_COMPLETE')
    changeSetAlreadyExists(input.ChangeSetName, existing!.name);
  const stack = stackFor(input, call, { existing, toBe: seen.drafts?.toBe });
  const proposal = proposed(input, call, { ...seen, stack });
  const record = seen.drafts ? withNested(call, proposal, seen.drafts.drafts) : proposal.record;
  keepChangeSet(call, record);
  return { Id: changeSetArn(call, record.id), StackId: stackArn(call, stack.key) };
}

interface Candidates {
  readonly existing: StackRecord | undefined;
  /** What has been planned for already. */
  readonly toBe: StackRecord | undefined;
}

/** The stack a change set is for; one that is to be created waits, under review, for it to be executed. */
function stackFor(input: CreateInput, call: Call, { existing, toBe }: Candidates): StackRecord {
  const type = input.ChangeSetType ?? 'UPDATE';
  const reviewed = existing?.status === 'REVIEW_IN_PROGRESS';
  if (type === 'UPDATE') {
    if (!existing || reviewed) return noSuchStack(input.StackName);
    if (!updatable.includes(existing.status)) cannotBeUpdated(stackArn(call, existing.key), existing.status);
    return existing;
  }
  if (type === 'CREATE' && existing && !reviewed)
    stackAlreadyExistsForChangeSet(existing.name, input.ChangeSetName);
  if (!existing) requireStackName(input.StackName);
  return existing ?? underReview(call, toBe ?? stackToBe(input.StackName, call));
}
