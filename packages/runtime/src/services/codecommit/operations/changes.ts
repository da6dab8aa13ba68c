import type { RepositoryChanges } from '../../../base/repository-change.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { changes } from '../changes.ts';
import { branches, within } from '../records.ts';

export interface ListChangesInput {
  readonly repositoryName: string;
  /** The number of the last change that is known; none: only where things are is asked for. */
  readonly after?: number;
  /** A branch whose commit is asked for as well. */
  readonly branchName?: string;
}

/**
 * What happened to a repository, for who follows it; also to one that is not there yet. From inside: AWS tells its own
 * pipelines by other means.
 */
export const listChanges: Handler<ListChangesInput, RepositoryChanges> = (
  { repositoryName, after, branchName },
  { tx, ...call },
) => ({
  changes: after === undefined ? [] : changes.after(tx, call, repositoryName, after),
  last: changes.last(tx, call, repositoryName),
  feed: 'codecommit',
  commitId:
    branchName === undefined
      ? undefined
      : branches.get(tx, call, within(repositoryName, branchName))?.commitId,
});
