import type { Operation } from '../../dispatch/service.ts';
import { withDryRun } from './dry-run.ts';
import { withReservedTags } from './reserved-tags.ts';

/** What all operations have in common. */
export const guarded = (
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Operation>> => withReservedTags(withDryRun(operations));
