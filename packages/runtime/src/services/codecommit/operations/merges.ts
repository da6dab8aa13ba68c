import type {
  GetMergeConflictsInput,
  GetMergeConflictsOutput,
  GetMergeOptionsInput,
  GetMergeOptionsOutput,
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  MergeBranchesBySquashInput,
  MergeBranchesBySquashOutput,
} from '@aws-sdk/client-codecommit';
import type { GitMerge, GitMerged } from '../../../base/effects/git.ts';
import type { Given } from '../../../base/given.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { authorOf, folderOf, performed, record, specified } from '../committing.ts';
import {
  branchDoesNotExist,
  keepEmptyFoldersNotServed,
  manualMergeRequired,
  strategyNotServed,
  tipsDivergence,
} from '../errors.ts';
import { branches, commits, within } from '../records.ts';

interface Specifiers {
  readonly repositoryName: string;
  readonly sourceCommitSpecifier: string;
  readonly destinationCommitSpecifier: string;
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_MergeBranchesByFastForward.html */
export const mergeByFastForward: WaitingHandler<
  Given<MergeBranchesByFastForwardInput>,
  MergeBranchesByFastForwardOutput
> = {
  async waits(input, call) {
    const { repositoryName } = input;
    const { source, destination, branch } = call.transaction((inner) => merging(inner, input));
    const { canFastForward, paths } = await tried(call, repositoryName, { branch, source, destination });
    if (!canFastForward) manualMergeRequired();
    const reference = `refs/heads/${branch}`;
    const repository = folderOf(call, repositoryName);
    await performed(call, { type: 'git.move', repository, reference, from: destination, to: source });
    const commit = call.transaction((inner) => commits.get(inner.tx, inner, within(repositoryName, source))!);
    record(call, repositoryName, { commit, paths, branch, parent: destination });
    return { commitId: source, treeId: commit.treeId };
  },
};

type Merge = Given<MergeBranchesBySquashInput>;

/** A squash has one parent, a three-way merge has two. */
const mergeInto = (parents: 1 | 2): WaitingHandler<Merge, MergeBranchesBySquashOutput> => ({
  async waits(input, call) {
    const { repositoryName, conflictResolutionStrategy = 'NONE', conflictResolution } = input;
    if (input.keepEmptyFolders) keepEmptyFoldersNotServed();
    if (conflictResolutionStrategy !== 'NONE' || conflictResolution) strategyNotServed();
    const { source, destination, branch } = call.transaction((inner) => merging(inner, input));
    // AWS: unverified words of a message that is not given.
    const message = input.commitMessage ?? `Merge ${input.sourceCommitSpecifier} into ${branch}`;
    const author = authorOf(call, { name: input.authorName, email: input.email });
    const merged = await tried(call, repositoryName, {
      branch,
      source,
      destination,
      make: { parents, message, author },
    });
    if (!merged.commit) return manualMergeRequired();
    record(call, repositoryName, { commit: merged.commit, paths: merged.paths, branch, parent: destination });
    return { commitId: merged.commit.commitId, treeId: merged.commit.treeId };
  },
});
export const mergeBySquash = mergeInto(1);
export const mergeByThreeWay = mergeInto(2);

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetMergeConflicts.html */
export const getMergeConflicts: WaitingHandler<Given<GetMergeConflictsInput>, GetMergeConflictsOutput> = {
  async waits(input, call) {
    const { source, destination, merged } = await looked(call, input);
    const isFastForward = input.mergeOption === 'FAST_FORWARD_MERGE';
    return {
      mergeable: isFastForward ? merged.canFastForward : merged.conflicts.length === 0,
      destinationCommitId: destination,
      sourceCommitId: source,
      ...(merged.base !== undefined && { baseCommitId: merged.base }),
      conflictMetadataList: merged.conflicts.map((filePath) => ({ filePath, contentConflict: true })),
    };
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetMergeOptions.html */
export const getMergeOptions: WaitingHandler<Given<GetMergeOptionsInput>, GetMergeOptionsOutput> = {
  async waits(input, call) {
    const { source, destination, merged } = await looked(call, input);
    const mergeOptions: GetMergeOptionsOutput['mergeOptions'] = merged.canFastForward
      ? ['FAST_FORWARD_MERGE']
      : [];
    if (merged.conflicts.length === 0) mergeOptions.push('SQUASH_MERGE', 'THREE_WAY_MERGE');
    const baseCommitId = merged.base ?? tipsDivergence();
    return { mergeOptions, sourceCommitId: source, destinationCommitId: destination, baseCommitId };
  },
};

/** AWS: API reference: where no target branch is said, the destination is one. */
function merging(
  call: Parameters<typeof specified>[0],
  input: Specifiers & { readonly targetBranch?: string | undefined },
) {
  const { repositoryName, sourceCommitSpecifier, destinationCommitSpecifier } = input;
  const source = specified(call, repositoryName, sourceCommitSpecifier);
  const destination = specified(call, repositoryName, destinationCommitSpecifier);
  const branch = (input.targetBranch ?? destinationCommitSpecifier).replace(/^refs\/heads\//, '');
  if (!branches.get(call.tx, call, within(repositoryName, branch))) branchDoesNotExist(branch);
  return { source, destination, branch };
}

async function looked(call: WaitingCall, { repositoryName, ...specifiers }: Specifiers) {
  const { source, destination } = call.transaction((inner) => ({
    source: specified(inner, repositoryName, specifiers.sourceCommitSpecifier),
    destination: specified(inner, repositoryName, specifiers.destinationCommitSpecifier),
  }));
  return {
    source,
    destination,
    merged: await tried(call, repositoryName, { branch: '', source, destination }),
  };
}

async function tried(
  call: WaitingCall,
  name: string,
  merge: Omit<GitMerge, 'type' | 'repository'>,
): Promise<GitMerged> {
  const repository = folderOf(call, name);
  await call.perform({ type: 'git.create', repository });
  return (await performed(call, { type: 'git.merge', repository, ...merge })) as GitMerged;
}
