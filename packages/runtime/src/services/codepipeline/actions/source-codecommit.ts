import { isFollowed, type ActionProvider, type Work } from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';
import { ActionFailure, awsCall, doing, played, Refusal, type Script, type ScriptMemory } from './script.ts';
import {
  configured,
  delivered,
  isoTime,
  refusedFormat,
  withoutLastLineEnd,
  type CommitTold,
} from './source.ts';

export const sourceCodeCommit: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Source',
    provider: 'CodeCommit',
    inputs: { min: 0, max: 0 },
    outputs: { min: 1, max: 1 },
    configuration: [
      { name: 'RepositoryName', required: true },
      { name: 'BranchName', required: true },
      { name: 'PollForSourceChanges' },
      { name: 'OutputArtifactFormat' },
    ],
    entityUrlTemplate: entityLinks.repository,
  },
  refused: ({ configuration }) => refusedFormat(configuration),
  watch: ({ configuration }, scope) =>
    // AWS: user guide, CodeCommit action reference: polling is on unless it is said to be off.
    !isFollowed(configuration, 'PollForSourceChanges')
      ? undefined
      : {
          kind: 'repository',
          service: 'codecommit',
          repository: { repositoryName: configuration['RepositoryName']! },
          branchName: configuration['BranchName']!,
          scope,
          trigger: { triggerType: 'PollForSourceChanges', triggerDetail: 'PollForSourceChanges' },
        },
  revisionTypes: ['COMMIT_ID'],
  ...played((work) => configured(script(work))),
};

function* script(work: Work): Script {
  const { RepositoryName = '', BranchName = '' } = work.configuration;
  const { account, region } = work.scope;
  const asked = { repositoryName: RepositoryName };
  const commitId = work.revisionId ?? (yield* newest(work, RepositoryName, BranchName));
  const read = yield* doing<{ readonly commit: CommitTold }>(
    'commit',
    awsCall(work, 'codecommit', 'GetCommit', { ...asked, commitId }),
  );
  const commit = withoutLastLineEnd(read.commit);
  return yield* delivered(work, `${account}/${region}/${RepositoryName}`, commit, {
    variables: {
      AuthorDate: isoTime(commit.author.date),
      BranchName: work.place ?? BranchName,
      CommitId: commitId,
      CommitMessage: commit.message,
      CommitterDate: isoTime(commit.committer.date),
      RepositoryName,
    },
    revision: { revisionSummary: commit.message, revisionUrl: consoleLinks.commit(RepositoryName, commitId) },
    clone: {
      service: 'codecommit',
      operation: 'GitPull',
      input: asked,
      scope: { account, region },
      origin: `https://git-codecommit.${region}.amazonaws.com/v1/repos/${RepositoryName}`,
    },
  });
}

function* newest(work: Work, repositoryName: string, branchName: string): Script<string> {
  try {
    const asked = awsCall(work, 'codecommit', 'GetBranch', { repositoryName, branchName });
    return (yield* doing('branch', asked)).branch.commitId;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'BranchDoesNotExistException') throw error;
    // AWS: as seen in many a first execution, "Error: null" included.
    throw new ActionFailure(
      `The action failed because no branch named ${branchName} was found in the selected AWS CodeCommit ` +
        `repository ${repositoryName}. Make sure you are using the correct branch name, and then ` +
        'try again. Error: null',
      'ConfigurationError',
    );
  }
}
