import type {
  CreateUnreferencedMergeCommitInput,
  CreateUnreferencedMergeCommitOutput,
  GetMergeConflictsInput,
  GetMergeConflictsOutput,
  GetMergeOptionsInput,
  GetMergeOptionsOutput,
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  MergeBranchesBySquashInput,
  MergeBranchesBySquashOutput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { authorOf, specified } from '../committing.ts';
import { branchDoesNotExist, manualMergeRequired, tipsDivergence } from '../errors.ts';
import { fastForwarded, joined, tried } from '../merging.ts';
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
    const merging = call.transaction((inner) => mergingOf(inner, input));
    const { commitId, treeId } = await fastForwarded(call, merging);
    return { commitId, treeId };
  },
};

type Merge = Given<MergeBranchesBySquashInput>;

/** A squash has one parent, a three-way merge has two. */
const mergeInto = (parents: 1 | 2): WaitingHandler<Merge, MergeBranchesBySquashOutput> => ({
  async waits(input, call) {
    const merging = call.transaction((inner) => mergingOf(inner, input));
    // AWS: unverified words of a message that is not given.
    const message = input.commitMessage ?? `Merge ${input.sourceCommitSpecifier} into ${merging.branch}`;
    const author = authorOf(call, { name: input.authorName, email: input.email });
    const { commitId, treeId } = await joined(call, merging, { ...input, parents, message, author });
    return { commitId, treeId };
  },
});
export const mergeBySquash = mergeInto(1);
export const mergeByThreeWay = mergeInto(2);

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateUnreferencedMergeCommit.html */
export const createUnreferencedMergeCommit: WaitingHandler<
  Given<CreateUnreferencedMergeCommitInput>,
  CreateUnreferencedMergeCommitOutput
> = {
  async waits(input, call) {
    const { repositoryName, mergeOption } = input;
    const { source, destination } = specifiedBoth(call, input);
    const message =
      input.commitMessage ?? `Merge ${input.sourceCommitSpecifier} into ${input.destinationCommitSpecifier}`;
    const author = authorOf(call, { name: input.authorName, email: input.email });
    if (mergeOption === 'FAST_FORWARD_MERGE') {
      if (!(await tried(call, repositoryName, { source, destination })).canFastForward) manualMergeRequired();
      const commit = call.transaction((inner) =>
        commits.get(inner.tx, inner, within(repositoryName, source))!,
      );
      return { commitId: source, treeId: commit.treeId };
    }
    const merging = { repositoryName, source, destination };
    const parents = mergeOption === 'SQUASH_MERGE' ? 1 : 2;
    const { commitId, treeId } = await joined(call, merging, { ...input, parents, message, author });
    return { commitId, treeId };
  },
};

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
function mergingOf(
  call: Parameters<typeof specified>[0],
  input: Specifiers & { readonly targetBranch?: string | undefined },
) {
  const { repositoryName, sourceCommitSpecifier, destinationCommitSpecifier } = input;
  const source = specified(call, repositoryName, sourceCommitSpecifier);
  const destination = specified(call, repositoryName, destinationCommitSpecifier);
  const branch = (input.targetBranch ?? destinationCommitSpecifier).replace(/^refs\/heads\//, '');
  if (!branches.get(call.tx, call, within(repositoryName, branch))) branchDoesNotExist(branch);
  return { repositoryName, source, destination, branch };
}

const specifiedBoth = (call: WaitingCall, { repositoryName, ...specifiers }: Specifiers) =>
  call.transaction((inner) => ({
    source: specified(inner, repositoryName, specifiers.sourceCommitSpecifier),
    destination: specified(inner, repositoryName, specifiers.destinationCommitSpecifier),
  }));

async function looked(call: WaitingCall, input: Specifiers) {
  const { source, destination } = specifiedBoth(call, input);
  return { source, destination, merged: await tried(call, input.repositoryName, { source, destination }) };
}
