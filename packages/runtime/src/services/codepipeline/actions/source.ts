import { assert } from '../../../base/assert.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import { never } from '../../../base/never.ts';
import { configurationError, refused, type Move, type Outcome, type Revision, type Work } from './action.ts';

/** Where a source's commits come from. */
export interface Origin {
  readonly repositoryName: string;
  readonly branchName: string;
  readonly scope: Scope;
  /** Who reads the repository. */
  readonly as: string;
}

/** A commit as codecommit:GetCommit tells it. */
export interface CommitTold {
  readonly commitId: string;
  readonly message: string;
  readonly author: { readonly date: string };
  readonly committer: { readonly date: string };
}

/** branch → commit → archive → object: what has been learnt so far. */
export type Memory =
  | { readonly at: 'branch' }
  | { readonly at: 'commit'; readonly commitId: string }
  | { readonly at: 'archive'; readonly commit: CommitTold }
  | { readonly at: 'object'; readonly commit: CommitTold };

/** What a provider adds to the road that all git sources go. */
export interface Fetching {
  readonly origin: Origin;
  noBranch(): Move<never>;
  variables(commit: CommitTold): Readonly<Record<string, string>>;
  revision(commit: CommitTold): Omit<Revision, 'revisionId' | 'created'>;
}

/** Begins with the commit that a trigger named, or with the branch's newest. */
export function fetchStart(work: Work, { origin }: Fetching): Move<Memory> {
  if (work.revisionId !== undefined) return commitMove(origin, work.revisionId);
  const { repositoryName, branchName } = origin;
  const effects = { branch: read(origin, 'GetBranch', { repositoryName, branchName }) };
  return { type: 'goes on', memory: { at: 'branch' }, effects };
}

export function fetchProceed(work: Work, memory: Memory, outcome: Outcome, fetching: Fetching): Move<Memory> {
  assert(outcome.type === 'Done' || outcome.type === 'Refused', 'nobody answers a source');
  if (outcome.type === 'Refused')
    return outcome.code === 'BranchDoesNotExistException' ? fetching.noBranch() : refusedSource(outcome);
  const { output } = outcome;
  switch (memory.at) {
    case 'branch':
      return commitMove(fetching.origin, output.branch.commitId);
    case 'commit':
      return archiveMove(fetching.origin, withoutLastLineEnd(output.commit));
    case 'archive':
      return objectMove(work, memory.commit, output.zip);
    case 'object':
      return fetched(memory.commit, fetching);
    default:
      return never(memory);
  }
}

/** What somebody has configured wrongly is told as such; anything else as it came. */
function refusedSource(outcome: Outcome & { readonly type: 'Refused' }): Move<never> {
  return /DoesNotExist|ResourceNotFound/.test(outcome.code)
    ? configurationError(outcome.reason)
    : refused(outcome);
}

function commitMove(origin: Origin, commitId: string): Move<Memory> {
  const effects = { commit: read(origin, 'GetCommit', { repositoryName: origin.repositoryName, commitId }) };
  return { type: 'goes on', memory: { at: 'commit', commitId }, effects };
}

/** Git ends a message with a line's end; summaries and variables do not show it. AWS: unverified. */
const withoutLastLineEnd = (commit: CommitTold): CommitTold => ({
  ...commit,
  message: commit.message.trimEnd(),
});

function archiveMove({ scope, repositoryName }: Origin, commit: CommitTold): Move<Memory> {
  const repository = `${scope.account}/${scope.region}/${repositoryName}`;
  const archive: Effect = { type: 'git.archive', repository, commit: commit.commitId };
  return { type: 'goes on', memory: { at: 'archive', commit }, effects: { archive } };
}

function objectMove(work: Work, commit: CommitTold, zip: BlobRef): Move<Memory> {
  const [output] = work.outputs;
  assert(output, 'a source has an output artifact');
  const put: AwsCall = {
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: { Bucket: output.bucket, Key: output.key, Body: zip, ContentType: 'application/zip' },
    as: work.role,
    scope: work.scope,
  };
  return { type: 'goes on', memory: { at: 'object', commit }, effects: { put } };
}

/**
 * AWS: CLI reference, list-action-executions: a source's external id is the commit, its summary the
 * commit's. That its address is the commit's, too: unverified.
 */
function fetched(commit: CommitTold, fetching: Fetching): Move<Memory> {
  const { commitId: revisionId, committer } = commit;
  const told = fetching.revision(commit);
  return {
    type: 'succeeds',
    variables: fetching.variables(commit),
    revision: { revisionId, created: gitTime(committer.date), ...told },
    shows: {
      externalExecutionId: revisionId,
      ...(told.revisionSummary && { summary: told.revisionSummary }),
      ...(told.revisionUrl && { externalExecutionUrl: told.revisionUrl }),
    },
  };
}

const read = ({ as, scope }: Origin, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codecommit',
  operation,
  input,
  as,
  scope,
});

/** Epoch milliseconds of git's `<epoch seconds> <±hhmm>`. */
const gitTime = (date: string): number => Number(date.split(' ')[0]) * 1000;

/** As variables spell times: `2019-10-29T03:32:21Z`. AWS: user guide, "Variables", AuthorDate. */
export const isoTime = (date: string): string => `${new Date(gitTime(date)).toISOString().slice(0, 19)}Z`;

/** Formats of the output artifact that need more than a zip. */
export function unservedFormat(configuration: Readonly<Record<string, string>>): string | undefined {
  const format = configuration['OutputArtifactFormat'];
  return format === undefined || format === 'CODE_ZIP' ? undefined : `OutputArtifactFormat ${format}`;
}
