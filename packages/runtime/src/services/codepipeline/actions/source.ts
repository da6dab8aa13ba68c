import { assert } from '../../../base/assert.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Revision, Work } from './action.ts';
import { placed } from './artifact-files.ts';
import { notLarger, sizes } from './artifact-sizes.ts';
import { ActionFailure, awsCall, doing, Refusal, type Script } from './script.ts';

/** A commit as codecommit:GetCommit tells it. */
export interface CommitTold {
  readonly commitId: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly committer: { readonly date: string };
}

/** How a build clones what a source has found: as the artifact of the format CODEBUILD_CLONE_REF tells it. */
export interface CloneReference {
  /** What the build's role is asked to be let do, and on what. */
  readonly service: 'codecommit' | 'codestar-connections';
  readonly operation: 'GitPull' | 'UseConnection';
  readonly input: Readonly<Record<string, string>>;
  readonly scope: Scope;
  /** Where the data plane keeps the repository. */
  readonly repository: string;
  readonly commit: string;
  readonly origin: string;
}

/** What a provider says of the commit that it has brought. */
export interface CommitShown {
  readonly variables: Readonly<Record<string, string>>;
  readonly revision: Omit<Revision, 'revisionId' | 'created'>;
  readonly clone?: Omit<CloneReference, 'repository' | 'commit'>;
}

/** The road of all git sources, once the commit is known: an archive of it becomes the output artifact. */
// AWS: CLI reference, list-action-executions: a source's external id is the commit, its summary the commit's. That its
// address is the commit's, too: unverified.
export function* delivered(
  work: Work,
  repository: string,
  commit: CommitTold,
  { variables, revision, clone }: CommitShown,
): Script {
  const { commitId: revisionId, committer } = commit;
  const [output] = work.outputs;
  assert(output, 'a source has an output artifact');
  const isReference = work.configuration['OutputArtifactFormat'] === 'CODEBUILD_CLONE_REF';
  if (isReference && clone) {
    const reference: CloneReference = { ...clone, repository, commit: revisionId };
    yield* referred(work, placed(output), reference);
  } else {
    const archive: Effect = { type: 'git.archive', repository, commit: revisionId };
    const { zip } = yield* doing<{ readonly zip: BlobRef }>('archive', archive);
    notLarger('The source artifact', zip.size, sizes.sourceArchive);
    const object = { ...placed(output), Body: zip, ContentType: 'application/zip' };
    yield* doing('put', awsCall(work, 's3', 'PutObject', object));
  }
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

/**
 * AWS: user guide, CodeCommit action reference, OutputArtifactFormat: a full clone passes "a reference to the
 * repository" to the build. What is in the reference is not public; here the object's metadata say it.
 */
function* referred(work: Work, place: object, reference: CloneReference): Script<void> {
  const workspace = `${work.actionExecutionId}/reference`;
  const text = JSON.stringify(reference);
  const write = [{ path: 'codebuild-clone-ref.json', text }];
  yield* doing('write', { type: 'workspace.prepare', workspace, unpack: [], write });
  const files = ['codebuild-clone-ref.json'];
  const { zip } = yield* doing('pack', { type: 'workspace.pack', workspace, baseDirectory: '', files });
  const Metadata = { 'codebuild-clone-ref': text };
  const object = { ...place, Body: zip, ContentType: 'application/zip', Metadata };
  yield* doing('put', awsCall(work, 's3', 'PutObject', object));
  yield* doing('forget', { type: 'workspace.remove', workspace });
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

/** AWS: user guide: CODE_ZIP, unless CODEBUILD_CLONE_REF. Unverified words. */
export function refusedFormat(configuration: Readonly<Record<string, string>>): string | undefined {
  const { OutputArtifactFormat: format = 'CODE_ZIP' } = configuration;
  return ['CODE_ZIP', 'CODEBUILD_CLONE_REF'].includes(format)
    ? undefined
    : `Value '${format}' of the configuration key OutputArtifactFormat is not CODE_ZIP or CODEBUILD_CLONE_REF`;
}
