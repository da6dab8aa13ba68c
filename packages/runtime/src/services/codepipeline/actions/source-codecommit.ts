import { configurationError, type ActionProvider, type Work } from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';
import { fetchProceed, fetchStart, isoTime, unservedFormat, type Fetching, type Memory } from './source.ts';

export const sourceCodeCommit: ActionProvider<Memory> = {
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
  unserved: ({ configuration }) => unservedFormat(configuration),
  watch: ({ configuration }, scope) =>
    // AWS: user guide, CodeCommit action reference: polling is on unless it is said to be off.
    configuration['PollForSourceChanges'] === 'false'
      ? undefined
      : {
          kind: 'branch',
          repositoryName: configuration['RepositoryName']!,
          branchName: configuration['BranchName']!,
          scope,
          trigger: { triggerType: 'PollForSourceChanges', triggerDetail: 'PollForSourceChanges' },
        },
  start: (work) => fetchStart(work, fetching(work)),
  proceed: (work, memory, outcome) => fetchProceed(work, memory, outcome, fetching(work)),
};

function fetching({ configuration, scope, role }: Work): Fetching {
  const RepositoryName = configuration['RepositoryName']!;
  const BranchName = configuration['BranchName']!;
  return {
    origin: { repositoryName: RepositoryName, branchName: BranchName, scope, as: role },
    // AWS: as seen in many a first execution, "Error: null" included.
    noBranch: () =>
      configurationError(
        `The action failed because no branch named ${BranchName} was found in the selected AWS CodeCommit ` +
          `repository ${RepositoryName}. Make sure you are using the correct branch name, and then ` +
          'try again. Error: null',
      ),
    variables: ({ commitId, message, author, committer }) => ({
      AuthorDate: isoTime(author.date),
      BranchName,
      CommitId: commitId,
      CommitMessage: message,
      CommitterDate: isoTime(committer.date),
      RepositoryName,
    }),
    revision: ({ commitId, message }) => ({
      revisionSummary: message,
      revisionUrl: consoleLinks.commit(RepositoryName, commitId),
    }),
  };
}
