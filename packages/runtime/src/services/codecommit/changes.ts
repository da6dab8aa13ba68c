import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { within } from './records.ts';

/** What happened to a repository, for those who follow it: pipelines. */
export type Happening = PushHappening | PullRequestHappening;

/** A branch or a tag came, moved or went. */
export interface PushHappening {
  readonly kind: 'push';
  /** `refs/heads/main`. */
  readonly reference: string;
  readonly oldCommitId?: string | undefined;
  readonly newCommitId?: string | undefined;
  /** The files that its commits have changed. */
  readonly paths: readonly string[];
}
export interface PullRequestHappening {
  readonly kind: 'pullRequest';
  readonly pullRequestId: string;
  readonly event: 'OPEN' | 'UPDATED' | 'CLOSED';
  readonly sourceBranch: string;
  /** The branch that it is to be merged into. */
  readonly targetBranch: string;
  /** The newest commit of its source. */
  readonly commitId: string;
  /** The files in which source and target differ. */
  readonly paths: readonly string[];
}

/** One of them in its place: numbers rise for as long as there are repositories of this name. */
export type Change = Happening & { readonly number: number };

const changes = collection<Change>('codecommit.changes');
/** The number of the last change, by the repository's name. It outlives the repository. */
const lasts = collection<{ readonly last: number }>('codecommit.lastChanges');

/** Whoever follows is told at once; what is older than so many is nobody's any more. */
const keptMax = 1_000;

const keyOf = (repository: string, number: number): string =>
  within(repository, String(number).padStart(12, '0'));

export const lastChange = (tx: Tx, scope: Scope, repository: string): number =>
  lasts.get(tx, scope, repository)?.last ?? 0;

export function tellChanges(call: Call, repository: string, happenings: readonly Happening[]): void {
  const { tx } = call;
  const before = lastChange(tx, call, repository);
  happenings.forEach((happening, index) => {
    const number = before + index + 1;
    changes.put(tx, call, keyOf(repository, number), { ...happening, number });
    if (number > keptMax) changes.delete(tx, call, keyOf(repository, number - keptMax));
  });
  if (happenings.length > 0) lasts.put(tx, call, repository, { last: before + happenings.length });
}

/** The oldest first. */
export const changesAfter = (
  tx: Tx,
  scope: Scope,
  repository: string,
  after: number,
  limit: number,
): Change[] =>
  changes.list(tx, scope, { prefix: within(repository), after: keyOf(repository, after), limit });
