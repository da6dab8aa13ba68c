import type {
  GitArchive,
  GitArchived,
  GitCommitMade,
  GitCommitMake,
  GitCreate,
  GitFetch,
  GitFetched,
  GitImport,
  GitImported,
  GitLook,
  GitLooked,
  GitMove,
  GitRead,
  GitReadOutput,
  GitRemove,
  GitRename,
} from '../../base/effects/git.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';

export type GitEffect =
  | GitArchive
  | GitCommitMake
  | GitCreate
  | GitFetch
  | GitImport
  | GitLook
  | GitMove
  | GitRead
  | GitRemove
  | GitRename;
export type GitOutput =
  GitArchived | GitCommitMade | GitFetched | GitImported | GitLooked | GitReadOutput | object;

/** Keeps repositories: makes and removes them, gives out what a commit holds, and takes in what a first one is to. */
export interface Git {
  perform(effect: GitEffect): Promise<GitOutput>;
}

/** `<account>/<region>/<name>`, in parts. */
export interface RepositoryName {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

// AWS: API reference of CodeCommit, repositoryName: [\w\.-]+, 1 to 100 characters, not ending in .git.
const repositoryPattern = /^(\d{12})\/([a-z]{2,}(?:-[a-z]+)+-\d+)\/([\w.-]{1,100})$/;

/** Reads a repository's name; undefined where it is none, or could lead out of its folder. */
export function parseRepository(repository: string): RepositoryName | undefined {
  const [, account, region, name] = repositoryPattern.exec(repository) ?? [];
  if (!account || !region || !name || /^\.+$/.test(name) || name.endsWith('.git')) return undefined;
  return { account, region, name };
}

/** 40 hex digits: what git calls a commit, and nothing that it could take for an option. */
export const isCommitId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

export function invalidRepository(repository: string): EffectRefusal {
  return new EffectRefusal('InvalidRepositoryName', `${repository} is not <account>/<region>/<name>`);
}

export function noSuchRepository(repository: string): EffectRefusal {
  return new EffectRefusal('RepositoryDoesNotExist', `there is no repository ${repository}`);
}

export function repositoryThere(repository: string): EffectRefusal {
  return new EffectRefusal('RepositoryExists', `there is a repository ${repository} already`);
}

export function noSuchCommit(repository: string, commit: string): EffectRefusal {
  return new EffectRefusal('CommitDoesNotExist', `repository ${repository} has no commit ${commit}`);
}

export function branchThere(repository: string, branch: string): EffectRefusal {
  return new EffectRefusal('BranchNameExists', `repository ${repository} has a branch ${branch} already`);
}
