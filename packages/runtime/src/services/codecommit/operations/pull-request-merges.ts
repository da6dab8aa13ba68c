import type {
  GetPullRequestOutput,
  MergePullRequestByFastForwardInput,
  MergePullRequestBySquashInput,
} from '@aws-sdk/client-codecommit';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { evaluate } from '../approval-rules.ts';
import { authorOf } from '../committing.ts';
import { branchDoesNotExist } from '../branch-errors.ts';
import {
  approvalRulesNotSatisfied,
  concurrentReferenceUpdate,
  repositoryNotAssociated,
  tipOfSourceIsDifferent,
} from '../errors.ts';
import { merged, type Merged } from '../pull-request-pushes.ts';
import { pullRequestOf, toldOf } from '../pull-request-records.ts';
import { branches, repositoryOf, within } from '../records.ts';
import { fastForwarded, joined, type Done, type Merging } from '../merging/merging.ts';
import { openPullRequestOf } from './pull-requests.ts';

type Asked = Given<MergePullRequestByFastForwardInput>;

/** What is to be merged, if its rules let it. */
function mergingOf(call: WaitingCall, { pullRequestId, repositoryName, sourceCommitId }: Asked): Merging {
  return call.transaction((inner) => {
    repositoryOf(inner.tx, inner, repositoryName);
    const pullRequest = openPullRequestOf(inner, pullRequestId);
    if (pullRequest.repositoryName !== repositoryName) repositoryNotAssociated();
    const { sourceCommit: source, destinationReference } = pullRequest;
    if (sourceCommitId !== undefined && sourceCommitId !== source) tipOfSourceIsDifferent();
    if (!evaluate(pullRequest).approved) approvalRulesNotSatisfied();
    const branch = destinationReference.replace('refs/heads/', '');
    const at = branches.get(inner.tx, inner, within(repositoryName, branch)) ?? branchDoesNotExist(branch);
    return { repositoryName, source, destination: at.commitId, branch };
  });
}

/** Merges, and closes the pull request in the transaction that writes the merge down. */
async function mergePullRequest(
  call: WaitingCall,
  { pullRequestId }: Asked,
  mergeOption: Merged['mergeOption'],
  merge: (then: Done) => Promise<unknown>,
): Promise<GetPullRequestOutput> {
  try {
    await merge((inner, mergeCommitId) => {
      const pullRequest = pullRequestOf(inner, pullRequestId);
      if (pullRequest.pullRequestStatus === 'OPEN')
        merged(inner, pullRequest, { mergeCommitId, mergeOption });
    });
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ParentCommitIdOutdatedException')
      concurrentReferenceUpdate();
    throw error;
  }
  return call.transaction((inner) => ({ pullRequest: toldOf(inner, pullRequestOf(inner, pullRequestId)) }));
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_MergePullRequestByFastForward.html */
export const mergePullRequestByFastForward: WaitingHandler<Asked, GetPullRequestOutput> = {
  waits: (input, call) => {
    const merging = mergingOf(call, input);
    return mergePullRequest(call, input, 'FAST_FORWARD_MERGE', (then) => fastForwarded(call, merging, then));
  },
};

/** A squash has one parent, a three-way merge has two. */
const mergeBy = (
  parents: 1 | 2,
): WaitingHandler<Given<MergePullRequestBySquashInput>, GetPullRequestOutput> => ({
  waits: (input, call) => {
    const merging = mergingOf(call, input);
    // AWS: unverified words of a message that is not given.
    const message = input.commitMessage ?? `Merge pull request ${input.pullRequestId} into ${merging.branch}`;
    const author = authorOf(call, { name: input.authorName, email: input.email });
    const option = parents === 1 ? 'SQUASH_MERGE' : 'THREE_WAY_MERGE';
    return mergePullRequest(call, input, option, (then) =>
      joined(call, merging, { ...input, parents, message, author }, then),
    );
  },
});
export const mergePullRequestBySquash = mergeBy(1);
export const mergePullRequestByThreeWay = mergeBy(2);
