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
