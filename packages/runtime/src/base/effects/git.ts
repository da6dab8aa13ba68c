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

/** Keeps a repository under another name from now on. */
export interface GitRename {
  readonly type: 'git.rename';
  readonly repository: string;
  readonly to: string;
}

/**
 * Zips the tree of a commit: the same commit gives the same bytes. Or a clone of the whole repository, with that commit
 * checked out.
 */
export interface GitArchive {
  readonly type: 'git.archive';
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
  readonly clone?: {
    /** Where the clone says that it comes from. */
    readonly origin: string;
    /** The branch that is checked out there; none: no branch is. */
    readonly branch?: string;
    /** So many commits back from that one, and nothing else; none: all. */
    readonly depth?: number;
  };
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
  /** Whole or abbreviated; none: whatever the reference is at. */
  readonly commit?: string | undefined;
  /** A push: what the reference was at before. */
  readonly before?: string | undefined;
  /**
   * A pull request: what it is to be merged into, or the branch that leads there (`refs/heads/main`); its files are
   * what differs from where they parted.
   */
  readonly target?: string | undefined;
  /** Where the commit is to be had, if no branch leads to it: `refs/pull/1/head`; or the branch that is new by it. */
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

/** Makes a commit on top of another, or the first one, and moves a branch there. The same effect makes the same. */
export interface GitCommitMake {
  readonly type: 'git.commit';
  readonly repository: string;
  /** None: no branch is moved. */
  readonly branch?: string;
  /** What the branch is at; none: there is no such branch yet. */
  readonly parent?: string | undefined;
  /** Of a merge: whatever else it comes of. */
  readonly alsoParents?: readonly string[];
  readonly put: readonly GitPut[];
  readonly delete: readonly string[];
  readonly message: string;
  readonly author: GitPersonRead;
}
export interface GitPut {
  readonly path: string;
  /** As git writes it: GitFileMode, or a submodule's. */
  readonly mode: string;
  /** Base64. */
  readonly bytes?: string | undefined;
  /** What git has already. Neither: it stays as it is, but for its mode. */
  readonly blob?: string | undefined;
}
export type GitFileMode = '100644' | '100755' | '120000';
export interface GitCommitMade {
  readonly commit: GitCommitRead;
  readonly files: readonly { readonly path: string; readonly blobId: string; readonly mode: string }[];
  readonly paths: readonly string[];
}

/** Moves a reference, makes or removes it: from what it is known to be at. */
export interface GitMove {
  readonly type: 'git.move';
  readonly repository: string;
  readonly reference: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Looks at what a repository holds. */
export interface GitLook {
  readonly type: 'git.look';
  readonly repository: string;
  readonly at:
    | { readonly kind: 'folder'; readonly commit: string; readonly path: string }
    | { readonly kind: 'file'; readonly commit: string; readonly path: string }
    | { readonly kind: 'blob'; readonly blob: string }
    /** What commits have made of a file. */
    | { readonly kind: 'history'; readonly commit: string; readonly path: string }
    | { readonly kind: 'differences'; readonly before?: string | undefined; readonly after: string };
}
export interface GitEntry {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}
export interface GitLooked {
  /** Of a folder; undefined where there is none. */
  readonly entries?: readonly GitEntry[];
  readonly treeId?: string;
  /** Of a file, or a blob; undefined where there is none. */
  readonly file?: GitEntry & { readonly bytes: string };
  /** The newest first; parents are the versions before. */
  readonly versions?: readonly GitFileVersion[];
  readonly differences?: readonly { readonly before?: GitEntry; readonly after?: GitEntry }[];
}
export interface GitFileVersion {
  readonly commit: GitCommitRead;
  /** Absent where the commit has removed it. */
  readonly blobId?: string;
  /** Commits in the same list that this one follows. */
  readonly follows: readonly string[];
}
