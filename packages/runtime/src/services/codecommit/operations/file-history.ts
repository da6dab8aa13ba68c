import type { ListFileCommitHistoryRequest, ListFileCommitHistoryResponse } from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import { specified } from '../committing.ts';
import { invalidContinuationToken } from '../errors.ts';
import { lookAt } from '../looking.ts';
import { limitOf } from './pull-requests.ts';

/** AWS: unverified. */
const pageMax = 100;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListFileCommitHistory.html */
export const listFileCommitHistory: WaitingHandler<
  Given<ListFileCommitHistoryRequest>,
  ListFileCommitHistoryResponse
> = {
  async waits({ repositoryName, commitSpecifier, filePath, nextToken, maxResults }, call) {
    const path = filePath.replace(/^\/+/, '');
    const commit = call.transaction((inner) => specified(inner, repositoryName, commitSpecifier));
    const { versions = [] } = await lookAt(call, repositoryName, { kind: 'history', commit, path });
    const page = pageOf(versions, (version) => version.commit.commitId, {
      token: nextToken,
      limit: limitOf(maxResults, pageMax),
      invalid: invalidContinuationToken,
    });
    const childrenOf = (id: string) =>
      versions.filter(({ follows }) => follows.includes(id)).map((version) => version.commit.commitId);
    return {
      revisionDag: page.items.map((version) => ({
        commit: { ...version.commit, parents: [...version.commit.parents], additionalData: '' },
        ...(version.blobId !== undefined && { blobId: version.blobId }),
        path,
        revisionChildren: childrenOf(version.commit.commitId),
      })),
      nextToken: page.next,
    };
  },
};
