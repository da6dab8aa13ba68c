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
