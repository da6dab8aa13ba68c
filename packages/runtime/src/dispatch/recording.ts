import { call, isOnItsOwn, type Stood, type Work } from './resource.ts';

/**
 * What a resource of a type that is served needs may be of a service that is not here: a table, a stream. In a stack
 * such a resource is recorded, as the table is. Without a stack nobody would be told so, and its service refuses it.
 */
export const mayBeRecorded = (stood: Stood): boolean => !isOnItsOwn(stood);

/** Says so among the events of its stack. */
export function* recorded({ stackId, logicalId }: Stood): Work<void> {
  const reason = 'Recorded by Penstock: nothing runs behind this resource';
  yield* call('cloudformation', 'NoteProgress', { stackId, logicalId, reason });
}
