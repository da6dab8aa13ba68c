/** What happened to a repository, for those who follow it: pipelines. */
export type RepositoryHappening = PushHappening | PullRequestHappening;

/** A branch or a tag came, moved or went. */
export interface PushHappening {
  readonly kind: 'push';
  /** `refs/heads/main`. */
  readonly reference: string;
  readonly oldCommitId?: string | undefined;
  /** Absent where it went. */
  readonly newCommitId?: string | undefined;
  /** The files that its commits have changed. */
  readonly paths: readonly string[];
}
export interface PullRequestHappening {
  readonly kind: 'pullRequest';
  readonly pullRequestId: string;
  readonly title?: string | undefined;
  readonly event: 'OPEN' | 'UPDATED' | 'CLOSED';
  readonly sourceBranch: string;
  /** The branch that it is to be merged into. */
  readonly targetBranch: string;
  /** The newest commit of its source. */
  readonly commitId: string;
  /** The files in which source and target differ. */
  readonly paths: readonly string[];
}

/** One of them in its place. */
export type RepositoryChange = RepositoryHappening & { readonly number: number };

/** What the inside operation `ListChanges` answers, of codecommit and of codestar-connections. */
export interface RepositoryChanges {
  /** After the number that was asked about, the oldest first; none where no number was. */
  readonly changes: readonly RepositoryChange[];
  readonly last: number;
  /** Whose numbers these are: another one begins to count anew. */
  readonly feed: string;
  /** What the branch that was asked about is at. */
  readonly commitId?: string | undefined;
}
