import type { GitConfiguration } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { RepositoryChange } from '../../../base/repository-change.ts';
import { globMatches } from './glob.ts';

/** What a trigger of a pipeline of type V2 wants of a repository. */
export type GitFilters = Pick<Given<GitConfiguration>, 'push' | 'pullRequest'>;
type PushFilter = NonNullable<GitFilters['push']>[number];
type PullRequestFilter = NonNullable<GitFilters['pullRequest']>[number];

/** What a source is to take, because of a change. */
export interface RevisionWanted {
  readonly commitId: string;
  /** None for a tag. */
  readonly branchName?: string;
  /** What a trigger tells of it: output variables of the source. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a change starts, where a source follows one branch. A branch that goes starts nothing. */
export function startedByBranch(branchName: string, change: RepositoryChange): RevisionWanted | undefined {
  if (change.kind !== 'push' || change.newCommitId === undefined) return undefined;
  return change.reference === `refs/heads/${branchName}`
    ? { commitId: change.newCommitId, branchName }
    : undefined;
}

/** What a change starts, by filters: one of either list has to want it. */
export function startedByFilters(filters: GitFilters, change: RepositoryChange): RevisionWanted | undefined {
  if (change.kind === 'pullRequest') {
    const isWanted = filters.pullRequest?.some((filter) => wantsPullRequest(filter, change));
    // AWS: user guide, "the execution will use the commit from the branch that you're pulling from".
    return isWanted
      ? { commitId: change.commitId, branchName: change.sourceBranch, variables: toldOf(change) }
      : undefined;
  }
  const { newCommitId: commitId, reference } = change;
  if (commitId === undefined || !filters.push?.some((filter) => wantsPush(filter, change))) return undefined;
  const branchName = nameIn('heads', reference);
  const TagName = nameIn('tags', reference);
  return {
    commitId,
    ...(branchName !== undefined && { branchName }),
    variables: TagName === undefined ? {} : { TagName },
  };
}

type Push = RepositoryChange & { readonly kind: 'push' };

/** A filter is about tags, or about branches and files: never both (`declaration/trigger-rules.ts`). */
function wantsPush({ tags, branches, filePaths }: PushFilter, { reference, paths }: Push): boolean {
  const tag = nameIn('tags', reference);
  if (tag !== undefined) return tags !== undefined && wantsName(tags, tag);
  const branch = nameIn('heads', reference);
  if (branch === undefined || tags !== undefined) return false;
  return wantsName(branches ?? {}, branch) && wantsFiles(filePaths, paths);
}

type PullRequest = RepositoryChange & { readonly kind: 'pullRequest' };

/**
 * AWS: aws/aws-cdk#31000 and #37185: "These variables are available when a pipeline is triggered by a PR event".
 * Unverified: whether `BranchName` is told beside them.
 */
const toldOf = ({ pullRequestId, title = '', sourceBranch, targetBranch }: PullRequest) => ({
  DestinationBranchName: targetBranch,
  PullRequestId: pullRequestId,
  PullRequestTitle: title,
  SourceBranchName: sourceBranch,
});

function wantsPullRequest({ events, branches, filePaths }: PullRequestFilter, change: PullRequest): boolean {
  if (events !== undefined && !events.includes(change.event)) return false;
  return wantsName(branches ?? {}, change.targetBranch) && wantsFiles(filePaths, change.paths);
}

interface Criteria {
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
}

/** AWS: user guide, "excludes take precedence": what is in both is out. Excludes alone let all others in. */
function wantsName({ includes, excludes }: Criteria, name: string): boolean {
  if (excludes?.some((pattern) => globMatches(pattern, name))) return false;
  return includes === undefined || includes.some((pattern) => globMatches(pattern, name));
}

/** One file that is wanted is enough. */
const wantsFiles = (criteria: Criteria | undefined, paths: readonly string[]): boolean =>
  criteria === undefined || paths.some((path) => wantsName(criteria, path));

function nameIn(kind: 'heads' | 'tags', reference: string): string | undefined {
  const prefix = `refs/${kind}/`;
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : undefined;
}
