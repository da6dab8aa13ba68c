import type { Handler } from '../../../dispatch/service.ts';
import { changesAfter, lastChange, type Change } from '../changes.ts';
import { branches, within } from '../records.ts';

export interface ListChangesInput {
  readonly repositoryName: string;
  /** The number of the last change that is known; none: only where things are is asked for. */
  readonly after?: number;
  /** A branch whose commit is asked for as well. */
  readonly branchName?: string;
}
export interface ChangesListed {
  readonly changes: readonly Change[];
  readonly last: number;
  /** Whose numbers these are. */
  readonly feed: string;
  readonly commitId?: string | undefined;
}

const pageMax = 50;

/**
 * What happened to a repository, for who follows it; also to one that is not there yet. From inside: AWS tells its own
 * pipelines by other means.
 */
export const listChanges: Handler<ListChangesInput, ChangesListed> = (
  { repositoryName, after, branchName },
  { tx, ...call },
) => ({
  changes: after === undefined ? [] : changesAfter(tx, call, repositoryName, after, pageMax),
  last: lastChange(tx, call, repositoryName),
  feed: 'codecommit',
  commitId:
    branchName === undefined
      ? undefined
      : branches.get(tx, call, within(repositoryName, branchName))?.commitId,
});
