import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { repositoryDoesNotExist } from './errors.ts';

/** Times are epoch milliseconds. */
export interface Repository {
  readonly repositoryName: string;
  readonly repositoryId: string;
  readonly repositoryDescription?: string | undefined;
  /** The first branch that is pushed, unless somebody chooses another. */
  readonly defaultBranch?: string | undefined;
  readonly creationDate: number;
  readonly lastModifiedDate: number;
  readonly kmsKeyId?: string | undefined;
  readonly triggers?: readonly Trigger[];
  /** The name that it is about to have: until then nobody pushes to it. */
  readonly renamingTo?: string | undefined;
  readonly renamedFrom?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who is told of what happens to branches. */
export interface Trigger {
  readonly name: string;
  readonly destinationArn: string;
  readonly customData?: string;
  /** None are all. */
  readonly branches: readonly string[];
  readonly events: readonly string[];
}

export interface Branch {
  readonly branchName: string;
  readonly commitId: string;
}
export interface GitTag {
  readonly tagName: string;
  readonly objectId: string;
}

/** Who made a commit. `date` is git's: `<epoch seconds> <±hhmm>`. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
export interface Commit {
  readonly commitId: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

export const repositories = collection<Repository>('codecommit.repositories');

/** What pushes have told us, by `<repository>|<name>`. */
export const branches = collection<Branch>('codecommit.branches');
export const gitTags = collection<GitTag>('codecommit.tags');
export const commits = collection<Commit>('codecommit.commits');

/** The key of a branch, a tag or a commit. Names of repositories hold no `|`. */
export const within = (repositoryName: string, name = ''): string => `${repositoryName}|${name}`;

export function repositoryOf(tx: Tx, scope: Scope, name: string): Repository {
  return repositories.get(tx, scope, name) ?? repositoryDoesNotExist(name);
}

/** Keeps a repository under another name, with all that pushes have told of it. */
export function rename(tx: Tx, scope: Scope, from: string, to: string): void {
  const { renamingTo: _renamingTo, ...repository } = repositoryOf(tx, scope, from);
  for (const branch of branches.list(tx, scope, { prefix: within(from) }))
    branches.put(tx, scope, within(to, branch.branchName), branch);
  for (const tag of gitTags.list(tx, scope, { prefix: within(from) }))
    gitTags.put(tx, scope, within(to, tag.tagName), tag);
  for (const commit of commits.list(tx, scope, { prefix: within(from) }))
    commits.put(tx, scope, within(to, commit.commitId), commit);
  forget(tx, scope, from);
  repositories.put(tx, scope, to, { ...repository, repositoryName: to, renamedFrom: from });
}

/** Forgets a repository with all that pushes have told of it. */
export function forget(tx: Tx, scope: Scope, name: string): void {
  repositories.delete(tx, scope, name);
  for (const { branchName } of branches.list(tx, scope, { prefix: within(name) }))
    branches.delete(tx, scope, within(name, branchName));
  for (const { tagName } of gitTags.list(tx, scope, { prefix: within(name) }))
    gitTags.delete(tx, scope, within(name, tagName));
  for (const { commitId } of commits.list(tx, scope, { prefix: within(name) }))
    commits.delete(tx, scope, within(name, commitId));
}

/** The flow that keeps the bytes of all repositories that ever had this name. */
export const repositoryFlowId = (scope: Scope, name: string): string =>
  flowId('codecommit.repository', scope, name);
