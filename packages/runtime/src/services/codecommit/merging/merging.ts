import type { ConflictResolution } from '@aws-sdk/client-codecommit';
import type { GitCommitMade, GitPersonRead } from '../../../base/effects/git.ts';
import type { Given } from '../../../base/given.ts';
import type { Call, WaitingCall } from '../../../dispatch/service.ts';
import { folderOf, performed, record } from '../committing.ts';
import { invalidConflictResolution, manualMergeRequired, tipsDivergence } from '../errors.ts';
import { keptFolders } from '../kept-folders.ts';
import { lookAt } from '../looking.ts';
import { commits, repositoryOf, within } from '../records.ts';
import { emitUnreferenced } from '../repository-events.ts';
import { baseOf, conflictsOf, doing, planned, type Plan, type Unmoved } from './merge-plan.ts';
import { resolutions } from './resolving.ts';
import type { Judging, Outcome } from './three-way.ts';

/** A commit that is to be merged into a branch, which is at `destination`. */
export interface Merging extends Unmoved {
  readonly branch: string;
}

/** How callers ask for it. */
export interface Asked {
  readonly conflictDetailLevel?: Judging['level'] | undefined;
  readonly conflictResolutionStrategy?: Judging['strategy'] | undefined;
}
export interface Joining extends Asked {
  readonly parents: 1 | 2;
  readonly message: string;
  readonly author: GitPersonRead;
  readonly keepEmptyFolders?: boolean | undefined;
  readonly conflictResolution?: Given<ConflictResolution> | undefined;
}

/** AWS: API reference: "If unspecified, the default FILE_LEVEL is used"; "The default is NONE". */
export const judgingOf = (asked: Asked): Judging => ({
  level: asked.conflictDetailLevel ?? 'FILE_LEVEL',
  strategy: asked.conflictResolutionStrategy ?? 'NONE',
});

/** What else is written down with a merge, in its transaction. */
export type Done = (call: Call, commitId: string) => void;

export async function fastForwarded(call: WaitingCall, merging: Merging, then?: Done) {
  const { repositoryName, source, destination, branch } = merging;
  if (baseOf(call, merging) !== destination) manualMergeRequired();
  const at = { kind: 'differences', before: destination, after: source } as const;
  const { differences = [] } = await lookAt(call, repositoryName, at);
  const paths = differences.map(({ before, after }) => (after ?? before)!.path);
  const reference = `refs/heads/${branch}`;
  const repository = folderOf(call, repositoryName);
  await performed(call, { type: 'git.move', repository, reference, from: destination, to: source });
  const commit = call.transaction((inner) => commits.get(inner.tx, inner, within(repositoryName, source))!);
  record(call, repositoryName, { commit, paths, branch, parent: destination }, then);
  return commit;
}

/** By a new commit of one parent (a squash) or of two. */
export async function joined(call: WaitingCall, merging: Merging | Unmoved, joining: Joining, then?: Done) {
  const { repositoryName, source, destination } = merging;
  const plan = await planned(call, merging, judgingOf(joining));
  if (plan.base === undefined) tipsDivergence();
  const changes = changesOf(plan, outcomesOf(plan, joining));
  const kept = joining.keepEmptyFolders ? await keptFolders(call, repositoryName, destination, changes) : [];
  const { commit, paths } = (await performed(call, {
    type: 'git.commit',
    repository: folderOf(call, repositoryName),
    ...('branch' in merging && { branch: merging.branch }),
    parent: destination,
    ...(joining.parents === 2 && { alsoParents: [source] }),
    put: [...changes.put, ...kept],
    delete: changes.delete,
    message: joining.message,
    author: joining.author,
  })) as GitCommitMade;
  if ('branch' in merging)
    record(call, repositoryName, { commit, paths, branch: merging.branch, parent: destination }, then);
  else
    call.transaction((inner) => {
      commits.put(inner.tx, inner, within(repositoryName, commit.commitId), commit);
      emitUnreferenced(inner, repositoryOf(inner.tx, inner, repositoryName), commit.commitId, merging);
    });
  return commit;
}

/** What becomes of each file that both have changed; conflicts that nobody resolves are in the way. */
function outcomesOf(
  plan: Plan,
  { conflictResolution, conflictResolutionStrategy }: Joining,
): Map<string, Outcome> {
  const conflicts = conflictsOf(plan);
  // AWS: API reference: "If AUTOMERGE is the conflict resolution strategy, a list of inputs to use when resolving
  // conflicts during a merge." Unverified that others are refused so.
  if (conflictResolution && conflictResolutionStrategy !== 'AUTOMERGE') invalidConflictResolution();
  const said = resolutions(conflicts, conflictResolution ?? {});
  if (conflicts.some(({ path }) => !said.has(path))) manualMergeRequired();
  const clear = plan.contested.flatMap(({ path, outcome }) => (outcome ? [[path, outcome] as const] : []));
  return new Map([...clear, ...said]);
}

function changesOf(plan: Plan, outcomes: ReadonlyMap<string, Outcome>): Pick<Plan, 'put' | 'delete'> {
  const done = [...outcomes].map(([path, outcome]) => doing(path, outcome));
  return {
    put: [...plan.put, ...done.flatMap(({ put }) => put)],
    delete: [...plan.delete, ...done.flatMap((each) => each.delete)],
  };
}
