import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import { branches, gitTags, repositories, within } from './records.ts';

/** What is written down about hosted repositories, lent to whoever hosts their bytes. */
export const recorded = {
  has(tx: Tx, scope: Scope, name: string): boolean {
    const repository = repositories.get(tx, scope, name);
    return repository !== undefined && repository.renamingTo === undefined;
  },

  /** Every reference that a push has told of, as git spells it. */
  references(tx: Tx, scope: Scope, name: string): { reference: string; commitId: string }[] {
    const heads = branches.list(tx, scope, { prefix: within(name) });
    const tags = gitTags.list(tx, scope, { prefix: within(name) });
    return [
      ...heads.map(({ branchName, commitId }) => ({ reference: `refs/heads/${branchName}`, commitId })),
      ...tags.map(({ tagName, objectId }) => ({ reference: `refs/tags/${tagName}`, commitId: objectId })),
    ];
  },
};
