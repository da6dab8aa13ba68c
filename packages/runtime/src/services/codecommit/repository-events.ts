import { arnOf } from '../../base/arn.ts';
import type { Call } from '../../dispatch/service.ts';
import type { ReferenceUpdate } from './operations/pushes.ts';
import type { Repository } from './records.ts';

/** Tells EventBridge of branches and tags that came, moved and went. */
// AWS: CodeCommit user guide, "Monitoring CodeCommit events in EventBridge": referenceCreated, -Updated, -Deleted.
export function emitReferences(
  call: Call,
  repository: Repository,
  updates: readonly ReferenceUpdate[],
): void {
  const { repositoryName, repositoryId } = repository;
  for (const { reference, oldCommitId, newCommitId } of updates) {
    const [, kind, referenceName] = /^refs\/(heads|tags)\/(.+)$/.exec(reference) ?? [];
    if (referenceName === undefined) continue;
    call.emit({
      source: 'aws.codecommit',
      detailType: 'CodeCommit Repository State Change',
      resources: [arnOf('codecommit', call, repositoryName)],
      detail: {
        event: eventOf(oldCommitId, newCommitId),
        repositoryName,
        repositoryId,
        referenceType: kind === 'heads' ? 'branch' : 'tag',
        referenceName,
        referenceFullName: reference,
        ...(newCommitId !== undefined && { commitId: newCommitId }),
        ...(oldCommitId !== undefined && { oldCommitId }),
      },
    });
  }
}

// AWS: the same page: unreferencedMergeCommitCreated.
export function emitUnreferenced(
  call: Call,
  { repositoryName, repositoryId }: Repository,
  commitId: string,
  merged: { readonly source: string; readonly destination: string },
): void {
  call.emit({
    source: 'aws.codecommit',
    detailType: 'CodeCommit Repository State Change',
    resources: [arnOf('codecommit', call, repositoryName)],
    detail: {
      event: 'unreferencedMergeCommitCreated',
      repositoryName,
      repositoryId,
      commitId,
      sourceCommitId: merged.source,
      destinationCommitId: merged.destination,
      callerUserArn: call.caller.arn,
    },
  });
}

function eventOf(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return 'referenceDeleted';
  return before === undefined ? 'referenceCreated' : 'referenceUpdated';
}
