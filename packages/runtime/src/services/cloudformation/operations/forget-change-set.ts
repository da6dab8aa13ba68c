import type { Call } from '../../../dispatch/service.ts';
import { changeSetIds, changeSets, partKey, settings, templates, type ChangeSetRecord } from '../records.ts';

/** Forgets a change set, and its template, where that has not become the stack's. */
export function forgetChangeSet(
  call: Call,
  { stackKey, name, id, wish, executionStatus }: ChangeSetRecord,
): void {
  changeSets.delete(call.tx, call, partKey(stackKey, name));
  changeSetIds.delete(call.tx, call, id);
  if (executionStatus === 'EXECUTE_COMPLETE') return; // The template is the stack's.
  templates.delete(call.tx, call, partKey(stackKey, wish.template));
  settings.delete(call.tx, call, partKey(stackKey, wish.template));
}
