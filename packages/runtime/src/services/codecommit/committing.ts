import { AwsError } from '../../base/aws-error.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { GitCommitMade, GitCommitMake, GitPersonRead } from '../../base/effects/git.ts';
import type { Call, WaitingCall } from '../../dispatch/service.ts';
import {
  commitDoesNotExist,
  parentCommitDoesNotExist,
  parentCommitIdOutdated,
  parentCommitIdRequired,
} from './errors.ts';
import { checkBranchName } from './branch-names.ts';
import { gitPush } from './operations/pushes.ts';
import { branches, commits, gitTags, repositoryOf, within } from './records.ts';

/** Where the data plane keeps a repository. */
export const folderOf = ({ account, region }: Pick<Call, 'account' | 'region'>, name: string): string =>
  `${account}/${region}/${name}`;

/** Who makes a commit by an operation. */
// AWS: API reference, CreateCommit: where no name is given, it is the caller's user name; the email is left empty.
export function authorOf(
  call: Pick<WaitingCall, 'caller' | 'now'>,
  { name, email }: { readonly name?: string | undefined; readonly email?: string | undefined },
): GitPersonRead {
  const user = call.caller.arn.slice(
    Math.max(call.caller.arn.lastIndexOf('/'), call.caller.arn.lastIndexOf(':')) + 1,
  );
  return { name: name ?? user, email: email ?? '', date: `${Math.floor(call.now / 1000)} +0000` };
}

/** The commit that somebody means: by its whole id, a branch, a tag, or nothing: the default branch. */
export function specified(call: Call, repositoryName: string, specifier: string | undefined): string {
  const repository = repositoryOf(call.tx, call, repositoryName);
  const name = specifier ?? repository.defaultBranch ?? commitDoesNotExist();
  const short = name.replace(/^refs\/(heads|tags)\//, '');
  return (
    branches.get(call.tx, call, within(repositoryName, short))?.commitId ??
    gitTags.get(call.tx, call, within(repositoryName, short))?.objectId ??
    commits.get(call.tx, call, within(repositoryName, name))?.commitId ??
    commitDoesNotExist()
  );
}

type Wanted = Omit<GitCommitMake, 'type' | 'repository' | 'parent'> & { readonly branch: string };

/** What a branch has to be at for a commit on top of it. AWS: API reference, CreateCommit, parentCommitId. */
export function parentFor(
  call: Call,
  repositoryName: string,
  { branch, parentCommitId }: { readonly branch: string; readonly parentCommitId?: string | undefined },
): string | undefined {
  repositoryOf(call.tx, call, repositoryName);
  const at = branches.get(call.tx, call, within(repositoryName, branch))?.commitId;
  if (at !== undefined && parentCommitId === undefined) parentCommitIdRequired();
  const isKnown =
    parentCommitId !== undefined && commits.get(call.tx, call, within(repositoryName, parentCommitId));
  if (parentCommitId !== undefined && !isKnown) parentCommitDoesNotExist();
  if (at !== undefined && at !== parentCommitId) parentCommitIdOutdated();
  return at;
}

/**
 * Makes a commit in git, and then writes it down as what was pushed. `checks` may refuse what has been made, before the
 * branch is moved: nobody has seen it then.
 */
export async function committed(
  call: WaitingCall,
  repositoryName: string,
  parent: string | undefined,
  wanted: Wanted,
  checks?: (made: GitCommitMade) => void,
): Promise<GitCommitMade> {
  const { branch, ...apart } = wanted;
  checkBranchName(branch);
  const repository = folderOf(call, repositoryName);
  await call.perform({ type: 'git.create', repository });
  const asked = { type: 'git.commit', repository, parent, ...(checks ? apart : wanted) } as const;
  const made = (await performed(call, asked)) as GitCommitMade;
  if (checks) {
    checks(made);
    const reference = `refs/heads/${branch}`;
    const to = made.commit.commitId;
    await performed(call, { type: 'git.move', repository, reference, from: parent, to });
  }
  record(call, repositoryName, { ...made, branch, parent });
  return made;
}

/** What was done to a branch by an operation is a push like any other. */
export function record(
  call: WaitingCall,
  repositoryName: string,
  done: Pick<GitCommitMade, 'commit' | 'paths'> & {
    readonly branch: string;
    readonly parent?: string | undefined;
  },
  also?: (call: Call, commitId: string) => void,
): void {
  const { commit, paths, branch, parent } = done;
  const reference = {
    reference: `refs/heads/${branch}`,
    ...(parent !== undefined && { oldCommitId: parent }),
    newCommitId: commit.commitId,
    paths,
  };
  call.transaction((inner) => {
    also?.(inner, commit.commitId);
    gitPush({ repositoryName, references: [reference], commits: [commit] }, inner);
  });
}

/** Performs an effect of git; that somebody was quicker is the caller's to know. */
export async function performed(
  call: WaitingCall,
  effect: Parameters<WaitingCall['perform']>[0],
): Promise<unknown> {
  try {
    return await call.perform(effect);
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    if (error.code === 'ReferenceMoved') parentCommitIdOutdated();
    throw new AwsError('ValidationException', error.message);
  }
}
