import type {
  CreateUnreferencedMergeCommitInput,
  CreateUnreferencedMergeCommitOutput,
  GetMergeCommitInput,
  GetMergeCommitOutput,
  GetMergeOptionsInput,
  GetMergeOptionsOutput,
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  MergeBranchesBySquashInput,
  MergeBranchesBySquashOutput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { authorOf, specified } from '../committing.ts';
import { branchDoesNotExist } from '../branch-errors.ts';
import { manualMergeRequired, tipsDivergence } from '../errors.ts';
import { baseOf, conflictsOf, planned } from '../merging/merge-plan.ts';
import { fastForwarded, joined, judgingOf } from '../merging/merging.ts';
import { mergeBase } from '../merging/merge-base.ts';
import { branches, commits, within, type Commit } from '../records.ts';

export interface Specifiers {
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
      if (baseOf(call, { repositoryName, source, destination }) !== destination) manualMergeRequired();
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

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetMergeOptions.html */
export const getMergeOptions: WaitingHandler<Given<GetMergeOptionsInput>, GetMergeOptionsOutput> = {
  async waits(input, call) {
    const { source, destination } = specifiedBoth(call, input);
    const merging = { repositoryName: input.repositoryName, source, destination };
    const plan = await planned(call, merging, judgingOf(input));
    const baseCommitId = plan.base ?? tipsDivergence();
    const isClear = conflictsOf(plan).length === 0;
    return {
      mergeOptions: [
        ...(plan.canFastForward ? (['FAST_FORWARD_MERGE'] as const) : []),
        ...(isClear ? (['SQUASH_MERGE', 'THREE_WAY_MERGE'] as const) : []),
      ],
      sourceCommitId: source,
      destinationCommitId: destination,
      baseCommitId,
    };
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

export const specifiedBoth = (call: WaitingCall, { repositoryName, ...specifiers }: Specifiers) =>
  call.transaction((inner) => ({
    source: specified(inner, repositoryName, specifiers.sourceCommitSpecifier),
    destination: specified(inner, repositoryName, specifiers.destinationCommitSpecifier),
  }));

/** So many commits are looked at from the destination on. */
const commitsMax = 10_000;

/**
 * AWS: API reference, GetMergeCommit: "the merge commit created when the source branch was merged into the destination
 * branch. If the fast-forward merge strategy was used, there is no merge commit." Nor has a squash: unverified.
 * https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetMergeCommit.html
 */
export const getMergeCommit: Handler<Given<GetMergeCommitInput>, GetMergeCommitOutput> = (input, call) => {
  const { repositoryName } = input;
  const source = specified(call, repositoryName, input.sourceCommitSpecifier);
  const destination = specified(call, repositoryName, input.destinationCommitSpecifier);
  const find = (id: string) => commits.get(call.tx, call, within(repositoryName, id));
  const base = mergeBase(find, destination, source);
  const merged =
    mergeIn(find, { source, destination }) ?? unreferencedOf(call, repositoryName, { source, destination });
  return {
    sourceCommitId: source,
    destinationCommitId: destination,
    ...(base !== undefined && { baseCommitId: base }),
    ...(merged !== undefined && { mergedCommitId: merged }),
  };
};

interface Both {
  readonly source: string;
  readonly destination: string;
}

/** From the destination back, the newest commit that has brought the source in. */
function mergeIn(
  find: (id: string) => Commit | undefined,
  { source, destination }: Both,
): string | undefined {
  const seen = new Set([destination]);
  for (const id of seen) {
    const parents = find(id)?.parents ?? [];
    if (parents.length > 1 && parents.slice(1).includes(source)) return id;
    for (const parent of parents) if (seen.size < commitsMax) seen.add(parent);
  }
  return undefined;
}

/** What CreateUnreferencedMergeCommit has made of these two is on no branch. */
const unreferencedOf = (
  call: Call,
  repositoryName: string,
  { source, destination }: Both,
): string | undefined =>
  commits
    .list(call.tx, call, { prefix: within(repositoryName) })
    .find(({ parents }) => parents[0] === destination && parents[1] === source)?.commitId;
