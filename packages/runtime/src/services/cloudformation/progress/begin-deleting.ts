import type { Properties } from '../../../dispatch/resource.ts';
import { resourceEvent } from '../events.ts';
import type { Job } from '../flow/resource-state.ts';
import {
  partKey,
  resources,
  type MadeResource,
  type Phase,
  type ResourceRecord,
  type StackRecord,
} from '../records.ts';
import { hadOf, typed, type At } from './standing.ts';

/** A resource that the stack has no use for any more is deleted, or left where it is. */
export function beginDeleting(at: At, record: ResourceRecord, phase: Phase): Job {
  const { call, stack, logicalId } = at;
  const gone = goneOf(record, phase);
  const type = record.definition.Type;
  if (isImportUndone(stack, record)) {
    const change = { logicalId, type, physicalId: gone?.physicalId };
    resourceEvent(call, stack, { ...change, status: 'IMPORT_ROLLBACK_IN_PROGRESS' });
    return { work: 'forget', physicalId: gone?.physicalId ?? '', retained: true };
  }
  if (gone && isRetained(stack, record, gone))
    return { work: 'forget', physicalId: gone.physicalId, retained: true };
  resourceEvent(call, stack, {
    logicalId,
    type,
    physicalId: gone?.physicalId,
    status: 'DELETE_IN_PROGRESS',
    properties: shownOf(gone),
  });
  if (gone === record.made)
    resources.put(call.tx, call, partKey(stack.key, logicalId), {
      ...record,
      status: 'DELETE_IN_PROGRESS',
      updatedAt: call.now,
      operation: stack.operation,
    });
  if (!gone) return { work: 'forget', physicalId: '', retained: false };
  const snapshot = leavesSnapshot(record, gone) && { snapshot: true as const };
  // AWS: user guide, "Delete a stack": FORCE_DELETE_STACK "skips all resources that are failing to delete".
  const force = phase === 'delete' && stack.deletion?.force && { force: true as const };
  return { work: 'delete', ...typed(at, record.definition), had: hadOf(at, gone), ...snapshot, ...force };
}

const leavesSnapshot = ({ definition, former }: ResourceRecord, gone: MadeResource): boolean =>
  (gone === former ? definition.UpdateReplacePolicy : definition.DeletionPolicy) === 'Snapshot';

/** Whether a resource was taken into the stack by what is undone: then it is where it was before. */
export const isImportUndone = (stack: StackRecord, { imported = 0 }: ResourceRecord): boolean =>
  imported > (stack.stable ?? 0) && isUndoing(stack);

const isUndoing = (stack: StackRecord): boolean =>
  stack.status.includes('ROLLBACK') || deletesWhatFailed(stack);

/** Whether a resource stays when the stack has no use for it any more. */
// AWS: user guide, "DeletionPolicy attribute" and "UpdateReplacePolicy attribute".
function isRetained(stack: StackRecord, record: ResourceRecord, gone: MadeResource): boolean {
  if (stack.status === 'DELETE_IN_PROGRESS' && stack.deletion?.retained.includes(record.logicalId))
    return true;
  const { DeletionPolicy, UpdateReplacePolicy } = record.definition;
  const undoing = isUndoing(stack);
  if (gone === record.former) return !undoing && UpdateReplacePolicy === 'Retain';
  const created = record.operation > (stack.stable ?? 0) && !record.formerDefinition;
  if (created && undoing && (stack.retainExceptOnCreate || DeletionPolicy === 'RetainExceptOnCreate'))
    return false;
  return DeletionPolicy === 'Retain' || DeletionPolicy === 'RetainExceptOnCreate';
}

/** AWS: API reference, CreateStack, OnFailure DELETE. Nobody has asked for the stack to be deleted. */
const deletesWhatFailed = ({ status, deletion }: StackRecord): boolean =>
  status === 'DELETE_IN_PROGRESS' && deletion === undefined;

/** The properties of something that was made, as events tell them. */
export const shownOf = (made: MadeResource | undefined): Properties | undefined =>
  made && (made.shown ?? made.properties);

/** What a phase deletes of a resource: itself, or what was there before it. */
export function goneOf(record: ResourceRecord, phase: Phase): MadeResource | undefined {
  if (phase === 'rollback' || phase === 'delete') return record.made;
  const replaced = record.former !== undefined && record.former.physicalId !== record.made?.physicalId;
  return replaced ? record.former : record.made;
}
