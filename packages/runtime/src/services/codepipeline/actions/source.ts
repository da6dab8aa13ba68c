import { assert } from '../../../base/assert.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Revision, Work } from './action.ts';
import { ActionFailure, awsCall, doing, Refusal, type Script } from './script.ts';

/** A commit as codecommit:GetCommit tells it. */
export interface CommitTold {
  readonly commitId: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly committer: { readonly date: string };
}

/** What a provider says of the commit that it has brought. */
export interface CommitShown {
  readonly variables: Readonly<Record<string, string>>;
  readonly revision: Omit<Revision, 'revisionId' | 'created'>;
}

/** The road of all git sources, once the commit is known: an archive of it becomes the output artifact. */
// AWS: CLI reference, list-action-executions: a source's external id is the commit, its summary the commit's. That its
// address is the commit's, too: unverified.
export function* delivered(
  work: Work,
  repository: string,
  commit: CommitTold,
  { variables, revision }: CommitShown,
): Script {
  const { commitId: revisionId, committer } = commit;
  const archive: Effect = { type: 'git.archive', repository, commit: revisionId };
  const { zip } = yield* doing<{ readonly zip: BlobRef }>('archive', archive);
  const [output] = work.outputs;
  assert(output, 'a source has an output artifact');
  const { bucket: Bucket, key: Key } = output;
  const object = { Bucket, Key, Body: zip, ContentType: 'application/zip' };
  yield* doing('put', awsCall(work, 's3', 'PutObject', object));
  return {
    variables,
    revision: { revisionId, created: gitTime(committer.date), ...revision },
    shows: {
      externalExecutionId: revisionId,
      ...(revision.revisionSummary && { summary: revision.revisionSummary }),
      ...(revision.revisionUrl && { externalExecutionUrl: revision.revisionUrl }),
    },
  };
}

/** What somebody has configured wrongly is told as such; anything else as it came. */
export function* configured<Result>(script: Script<Result>): Script<Result> {
  try {
    return yield* script;
  } catch (error) {
    if (error instanceof Refusal && /DoesNotExist|ResourceNotFound/.test(error.code))
      throw new ActionFailure(error.message, 'ConfigurationError');
    throw error;
  }
}

/** Git ends a message with a line's end; summaries and variables do not show it. AWS: unverified. */
export const withoutLastLineEnd = (commit: CommitTold): CommitTold => ({
  ...commit,
  message: commit.message.trimEnd(),
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
