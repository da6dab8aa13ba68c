import type { BlobRef } from '../blob.ts';

/** Makes an empty bare repository. */
export interface GitCreate {
  readonly type: 'git.create';
  /** `<account>/<region>/<name>`. */
  readonly repository: string;
}
export interface GitRemove {
  readonly type: 'git.remove';
  readonly repository: string;
}

/** Zips the tree of a commit. The same commit gives the same bytes. */
export interface GitArchive {
  readonly type: 'git.archive';
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
}
export interface GitArchived {
  readonly zip: BlobRef;
}

/** Makes what a zip holds the first commit of a branch. The same effect makes the same commit. */
export interface GitImport {
  readonly type: 'git.import';
  readonly repository: string;
  readonly zip: BlobRef;
  readonly branch: string;
  readonly message: string;
  /** Author and committer. `date` is git's: `<epoch seconds> <±hhmm>`. */
  readonly by: { readonly name: string; readonly email: string; readonly date: string };
}
export interface GitImported {
  readonly commitId: string;
  readonly treeId: string;
}

/** A commit, as git tells it. */
export interface GitCommitRead {
  readonly commitId: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitPersonRead;
  readonly committer: GitPersonRead;
}
/** `date` is git's: `<epoch seconds> <±hhmm>`. */
export interface GitPersonRead {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** Tells of a commit. */
export interface GitRead {
  readonly type: 'git.read';
  readonly repository: string;
  readonly commit: string;
}
export interface GitReadOutput {
  readonly commit: GitCommitRead;
}

/**
 * Brings somebody else's repository into one of ours, which is made for it, and tells what has changed there since it
 * was last known. Performed at once, by operations alone: it carries a token, which is written down nowhere.
 */
export interface GitFetch {
  readonly type: 'git.fetch';
  readonly repository: string;
  readonly from: GitRemote;
  readonly known: readonly { readonly reference: string; readonly commitId: string }[];
  /** What somebody has told of: its files are asked for. */
  readonly told: readonly GitTold[];
}
export interface GitRemote {
  /** `https://github.com/acme/web.git`. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly token?: string | undefined;
}
/** A push, or a pull request, that somebody has told of. */
export interface GitTold {
  readonly commit: string;
  /** A push: what the reference was at before. */
  readonly before?: string | undefined;
  /** A pull request: what it is to be merged into; its files are what differs from where they parted. */
  readonly target?: string | undefined;
  /** Where the commit is to be had, if no branch leads to it: `refs/pull/1/head`. */
  readonly reference?: string | undefined;
  /** Changes that were found by looking: is the commit in one of them? */
  readonly found: readonly { readonly before?: string | undefined; readonly after: string }[];
}
export interface GitFetched {
  readonly references: readonly {
    readonly reference: string;
    readonly oldCommitId?: string;
    readonly newCommitId?: string;
    readonly paths?: readonly string[];
  }[];
  /** Of what was told, in that order; undefined where there is no such commit. */
  readonly told: readonly (GitToldRead | null)[];
}
export interface GitToldRead {
  /** Whole. */
  readonly commitId: string;
  readonly paths: readonly string[];
  readonly wasFound: boolean;
}
