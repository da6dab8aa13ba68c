import type {
  BatchGetCommitsInput,
  BatchGetCommitsOutput,
  GetDifferencesInput,
  GetDifferencesOutput,
} from '@aws-sdk/client-codecommit';
import type { GitEntry } from '../../../base/effects/git.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { specified } from '../committing.ts';
import { commitIdsLimitExceeded, commitIdsListRequired, invalidContinuationToken } from '../errors.ts';
import { commits, repositoryOf, within } from '../records.ts';
import { lookAt } from '../looking.ts';

/** AWS: API reference, GetDifferences, MaxResults: 100 unless said. Unverified. */
const pageSize = 100;
/** AWS: API reference, BatchGetCommits. */
const batchMax = 100;

export const getDifferences: WaitingHandler<Given<GetDifferencesInput>, GetDifferencesOutput> = {
  async waits(input, call) {
    const { repositoryName, beforeCommitSpecifier, afterCommitSpecifier, beforePath, afterPath } = input;
    const { before, after } = call.transaction((inner) => ({
      before:
        beforeCommitSpecifier === undefined
          ? undefined
          : specified(inner, repositoryName, beforeCommitSpecifier),
      after: specified(inner, repositoryName, afterCommitSpecifier),
    }));
    const { differences = [] } = await lookAt(call, repositoryName, { kind: 'differences', before, after });
    const found = differences.filter(
      (each) => isUnder(each.before, beforePath) || isUnder(each.after, afterPath),
    );
    const page = pageOf(found, (each) => (each.after ?? each.before)!.path, {
      token: input.NextToken,
      limit: input.MaxResults ?? pageSize,
      invalid: invalidContinuationToken,
    });
    return {
      differences: page.items.map((each) => ({
        ...(each.before && { beforeBlob: blobOf(each.before) }),
        ...(each.after && { afterBlob: blobOf(each.after) }),
        changeType: !each.before ? 'A' : !each.after ? 'D' : 'M',
      })),
      NextToken: page.next,
    };
  },
};

/** AWS: API reference: a path limits the result to it and what is under it. */
const isUnder = (entry: GitEntry | undefined, path = ''): boolean =>
  entry !== undefined &&
  (path === '' || entry.path === path || entry.path.startsWith(`${path.replace(/\/$/, '')}/`));

const blobOf = ({ id, path, mode }: GitEntry) => ({ blobId: id, path, mode });

export const batchGetCommits: Handler<Given<BatchGetCommitsInput>, BatchGetCommitsOutput> = (
  { repositoryName, commitIds },
  { tx, ...call },
) => {
  repositoryOf(tx, call, repositoryName);
  if (commitIds.length === 0) commitIdsListRequired();
  if (commitIds.length > batchMax) commitIdsLimitExceeded();
  const found = commitIds.map((id) => commits.get(tx, call, within(repositoryName, id)));
  return {
    commits: found.flatMap((commit) =>
      commit ? [{ ...commit, parents: [...commit.parents], additionalData: '' }] : [],
    ),
    errors: commitIds
      .filter((_, index) => !found[index])
      .map((commitId) => ({
        commitId,
        errorCode: 'CommitIdDoesNotExistException',
        errorMessage: `Commit ID ${commitId} does not exist`,
      })),
  };
};
