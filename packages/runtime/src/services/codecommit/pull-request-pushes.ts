import { derivedWord, alphabets } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import { mergeBase } from './merging/merge-base.ts';
import type { ReferenceUpdate } from './operations/pushes.ts';
import { emitPullRequest } from './pull-request-events.ts';
import { openPullRequestsOf, putPullRequest, tellEvent, type PullRequest } from './pull-request-records.ts';
import { branches, commits, within } from './records.ts';

/** The id of what a source is at, the how-manieth time. */
export const nextRevision = (pullRequestId: string, sourceCommit: string, number: number): string =>
  derivedWord(64, alphabets.hex, 'codecommit.revision', pullRequestId, sourceCommit, number);

export const baseOf = (call: Call, repositoryName: string, ours: string, theirs: string) =>
  mergeBase((id) => commits.get(call.tx, call, within(repositoryName, id)), ours, theirs);

/** What pushes mean for open pull requests, once they are written down. */
export function followPushes(call: Call, repositoryName: string, updates: readonly ReferenceUpdate[]): void {
  if (updates.length === 0) return;
  for (const pullRequest of openPullRequestsOf(call.tx, call, repositoryName)) {
    const of = (name: string) => updates.find(({ reference }) => reference === name);
    const [source, destination] = [of(pullRequest.sourceReference), of(pullRequest.destinationReference)];
    // AWS: user guide, "Close a pull request": one whose branch is deleted is closed. Unverified of both branches.
    if ([source, destination].some((each) => each && each.newCommitId === undefined))
      close(call, pullRequest);
    else {
      const updated = source ? sourceUpdated(call, pullRequest, source.newCommitId!) : pullRequest;
      if (destination) destinationUpdated(call, updated, destination);
    }
  }
}

function sourceUpdated(call: Call, before: PullRequest, sourceCommit: string): PullRequest {
  const { pullRequestId, repositoryName, destinationReference, revisionIds } = before;
  const branchName = destinationReference.replace('refs/heads/', '');
  const destination = branches.get(call.tx, call, within(repositoryName, branchName))?.commitId;
  const base = destination && baseOf(call, repositoryName, destination, sourceCommit);
  const pullRequest: PullRequest = {
    ...before,
    sourceCommit,
    mergeBase: base,
    lastActivityDate: call.now,
    revisionIds: [...revisionIds, nextRevision(pullRequestId, sourceCommit, revisionIds.length)],
  };
  putPullRequest(call, pullRequest);
  tellEvent(call, pullRequestId, 'PULL_REQUEST_SOURCE_REFERENCE_UPDATED', {
    pullRequestSourceReferenceUpdatedEventMetadata: {
      repositoryName,
      beforeCommitId: before.sourceCommit,
      afterCommitId: sourceCommit,
      ...(base !== undefined && { mergeBase: base }),
    },
  });
  emitPullRequest(call, pullRequest, 'pullRequestSourceBranchUpdated');
  return pullRequest;
}

/** Somebody has merged it in a clone, and pushed that. */
// AWS: user guide, "Merge a pull request": "git merge … and push": the pull request is closed as merged.
function destinationUpdated(
  call: Call,
  pullRequest: PullRequest,
  { oldCommitId, newCommitId }: ReferenceUpdate,
): void {
  const { repositoryName, sourceCommit } = pullRequest;
  const leadsTo = (tip: string | undefined) =>
    tip !== undefined && baseOf(call, repositoryName, tip, sourceCommit) === sourceCommit;
  if (!leadsTo(newCommitId) || leadsTo(oldCommitId)) return;
  const mergeOption = newCommitId === sourceCommit ? 'FAST_FORWARD_MERGE' : 'THREE_WAY_MERGE';
  merged(call, pullRequest, { mergeCommitId: newCommitId!, mergeOption });
}

export interface Merged {
  readonly mergeCommitId: string;
  readonly mergeOption: 'FAST_FORWARD_MERGE' | 'SQUASH_MERGE' | 'THREE_WAY_MERGE';
}

export function merged(call: Call, before: PullRequest, done: Merged): PullRequest {
  const merge = { isMerged: true, mergedBy: call.caller.arn, ...done };
  const pullRequest: PullRequest = {
    ...closed(call, before),
    destinationCommit: done.mergeCommitId,
    merge,
  };
  putPullRequest(call, pullRequest);
  const { pullRequestId, repositoryName, destinationReference } = pullRequest;
  tellEvent(call, pullRequestId, 'PULL_REQUEST_MERGE_STATE_CHANGED', {
    pullRequestMergedStateChangedEventMetadata: {
      repositoryName,
      destinationReference,
      mergeMetadata: merge,
    },
  });
  emitPullRequest(call, pullRequest, 'pullRequestMergeStatusUpdated');
  return pullRequest;
}

/** Closes it unmerged. */
export function close(call: Call, before: PullRequest): PullRequest {
  const pullRequest = closed(call, before);
  putPullRequest(call, pullRequest);
  tellEvent(call, pullRequest.pullRequestId, 'PULL_REQUEST_STATUS_CHANGED', {
    pullRequestStatusChangedEventMetadata: { pullRequestStatus: 'CLOSED' },
  });
  emitPullRequest(call, pullRequest, 'pullRequestStatusChanged');
  return pullRequest;
}

/** Closed, its destination stays what it was then. */
function closed(call: Call, before: PullRequest): PullRequest {
  const branchName = before.destinationReference.replace('refs/heads/', '');
  const at = branches.get(call.tx, call, within(before.repositoryName, branchName))?.commitId;
  return {
    ...before,
    destinationCommit: at ?? before.destinationCommit,
    pullRequestStatus: 'CLOSED',
    lastActivityDate: call.now,
  };
}
