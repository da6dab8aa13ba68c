import type { ConflictResolution } from '@aws-sdk/client-codecommit';
import type { GitMerge, GitMerged, GitPersonRead } from '../../base/effects/git.ts';
import type { Call, WaitingCall } from '../../dispatch/service.ts';
import { folderOf, performed, record } from './committing.ts';
import { keepEmptyFoldersNotServed, manualMergeRequired, strategyNotServed } from './errors.ts';
import { commits, repositoryOf, within } from './records.ts';
import { emitUnreferenced } from './repository-events.ts';

/** A commit that is to be merged into a branch, which is at `destination`. */
export interface Merging extends Unmoved {
  readonly branch: string;
}
/** The same without a branch. */
export interface Unmoved {
  readonly repositoryName: string;
  readonly source: string;
  readonly destination: string;
}
export interface Joining {
  readonly parents: 1 | 2;
  readonly message: string;
  readonly author: GitPersonRead;
  readonly keepEmptyFolders?: boolean | undefined;
  readonly conflictResolutionStrategy?: string | undefined;
  readonly conflictResolution?: object | ConflictResolution | undefined;
}

/** What else is written down with a merge, in its transaction. */
export type Done = (call: Call, commitId: string) => void;

export async function fastForwarded(call: WaitingCall, merging: Merging, then?: Done) {
  const { repositoryName, source, destination, branch } = merging;
  const { canFastForward, paths } = await tried(call, repositoryName, { branch, source, destination });
  if (!canFastForward) manualMergeRequired();
  const reference = `refs/heads/${branch}`;
  const repository = folderOf(call, repositoryName);
  await performed(call, { type: 'git.move', repository, reference, from: destination, to: source });
  const commit = call.transaction((inner) => commits.get(inner.tx, inner, within(repositoryName, source))!);
  record(call, repositoryName, { commit, paths, branch, parent: destination }, then);
  return commit;
}

/** By a new commit of one parent (a squash) or of two. */
export async function joined(call: WaitingCall, merging: Merging | Unmoved, joining: Joining, then?: Done) {
  const { conflictResolutionStrategy = 'NONE', conflictResolution, parents, message, author } = joining;
  if (joining.keepEmptyFolders) keepEmptyFoldersNotServed();
  if (conflictResolutionStrategy !== 'NONE' || conflictResolution) strategyNotServed();
  const { repositoryName, source, destination } = merging;
  const branch = 'branch' in merging ? { branch: merging.branch } : {};
  const make = { parents, message, author };
  const merged = await tried(call, repositoryName, { ...branch, source, destination, make });
  if (!merged.commit) return manualMergeRequired();
  const { commit, paths } = merged;
  if ('branch' in merging)
    record(call, repositoryName, { commit, paths, branch: merging.branch, parent: destination }, then);
  else
    call.transaction((inner) => {
      commits.put(inner.tx, inner, within(repositoryName, commit.commitId), commit);
      emitUnreferenced(inner, repositoryOf(inner.tx, inner, repositoryName), commit.commitId, merging);
    });
  return commit;
}

export async function tried(
  call: WaitingCall,
  name: string,
  merge: Omit<GitMerge, 'type' | 'repository'>,
): Promise<GitMerged> {
  const repository = folderOf(call, name);
  await call.perform({ type: 'git.create', repository });
  return (await performed(call, { type: 'git.merge', repository, ...merge })) as GitMerged;
}
