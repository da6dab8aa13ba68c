import type { Call } from '../../../dispatch/service.ts';
import {
  changeSetIds,
  changeSets,
  partKey,
  settings,
  stacks,
  templates,
  type ChangeSetRecord,
} from '../records.ts';
import { launch } from './launch.ts';

/** The change sets of the stacks in a change set's stack. */
export const nestedOf = (call: Call, { nested = {} }: ChangeSetRecord): readonly ChangeSetRecord[] =>
  Object.values(nested).flatMap((id) => {
    const key = changeSetIds.get(call.tx, call, id);
    const found = key === undefined ? undefined : changeSets.get(call.tx, call, key);
    return found ? [found] : [];
  });

/** Forgets a change set, and its template, where that has not become the stack's; with it, those within it. */
export function forgetChangeSet(call: Call, found: ChangeSetRecord): void {
  for (const nested of nestedOf(call, found)) {
    forgetChangeSet(call, nested);
    forgetStackUnderReview(call, nested);
  }
  const { stackKey, name, id, wish, executionStatus } = found;
  changeSets.delete(call.tx, call, partKey(stackKey, name));
  changeSetIds.delete(call.tx, call, id);
  if (executionStatus === 'EXECUTE_COMPLETE') return; // The template is the stack's.
  templates.delete(call.tx, call, partKey(stackKey, wish.template));
  settings.delete(call.tx, call, partKey(stackKey, wish.template));
}

/** AWS: API reference, DeleteChangeSet: a nested stack that only the change set has made goes with it. */
function forgetStackUnderReview(call: Call, { stackKey }: ChangeSetRecord): void {
  const stack = stacks.get(call.tx, call, stackKey);
  if (stack?.status !== 'REVIEW_IN_PROGRESS') return;
  launch(call, stack, {
    kind: 'delete',
    type: 'DELETE_STACK',
    status: 'DELETE_IN_PROGRESS',
    onFailure: 'DO_NOTHING',
    token: undefined,
  });
}
