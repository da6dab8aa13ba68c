import { servicePrincipal } from '../../../base/service-principal.ts';
import { isFollowed, type ActionProvider, type Work } from './action.ts';
import { ActionFailure, doing, played, Refusal, type Script, type ScriptMemory } from './script.ts';
import { configured, delivered, isoTime, withoutLastLineEnd, type CommitTold } from './source.ts';

/**
 * GitHub by a token, as pipelines had it before there were connections: version 1 of the action. How GitHub is read and
 * looked at is codestar-connections' to know.
 */
// AWS: user guide, "GitHub (via OAuth app) source action structure reference".
export const sourceGitHub: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Source',
    owner: 'ThirdParty',
    provider: 'GitHub',
    inputs: { min: 0, max: 0 },
    outputs: { min: 1, max: 1 },
    configuration: [
      { name: 'Owner', required: true },
      { name: 'Repo', required: true },
      { name: 'Branch', required: true },
      { name: 'OAuthToken', required: true, secret: true },
      { name: 'PollForSourceChanges' },
    ],
    entityUrlTemplate: 'https://github.com/{Config:Owner}/{Config:Repo}/tree/{Config:Branch}',
  },
  watch: ({ configuration }, scope) =>
    !isFollowed(configuration, 'PollForSourceChanges')
      ? undefined
      : {
          kind: 'repository',
          service: 'codestar-connections',
          repository: named(configuration),
          branchName: configuration['Branch']!,
          scope,
          trigger: { triggerType: 'PollForSourceChanges', triggerDetail: 'PollForSourceChanges' },
        },
  revisionTypes: ['COMMIT_ID'],
  ...played((work) => configured(script(work))),
};

const named = ({ Owner, Repo, OAuthToken }: Readonly<Record<string, string>>) => ({
  ProviderType: 'GitHub',
  Token: OAuthToken!,
  FullRepositoryId: `${Owner}/${Repo}`,
});

interface CommitRead {
  readonly repository: string;
  readonly commit: CommitTold;
}

function* script(work: Work): Script {
  const { configuration, scope, revisionId } = work;
  const { Owner = '', Repo = '', Branch = '' } = configuration;
  const { repository, commit: read } = yield* readCommit(work, {
    ...named(configuration),
    ...(revisionId === undefined ? { BranchName: Branch } : { CommitId: revisionId }),
  });
  const commit = withoutLastLineEnd(read);
  const CommitUrl = `https://github.com/${Owner}/${Repo}/commit/${commit.commitId}`;
  return yield* delivered({ ...work, scope }, repository, commit, {
    // AWS: user guide, "Variables", GitHub (via OAuth app).
    variables: {
      AuthorDate: isoTime(commit.author.date),
      BranchName: Branch,
      CommitId: commit.commitId,
      CommitMessage: commit.message,
      CommitterDate: isoTime(commit.committer.date),
      CommitUrl,
      RepositoryName: Repo,
    },
    revision: { revisionSummary: commit.message, revisionUrl: CommitUrl },
  });
}

function* readCommit({ scope, configuration }: Work, input: object): Script<CommitRead> {
  try {
    const operation = { service: 'codestar-connections', operation: 'ReadCommit', input };
    const as = servicePrincipal('codestar-connections');
    return yield* doing<CommitRead>('commit', { type: 'aws.call', ...operation, as, scope });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { Owner, Repo, Branch } = configuration;
    // AWS: as seen in the wild, of a repository or a branch that is not to be had.
    throw new ActionFailure(
      `Either the GitHub repository "${Repo}" does not exist, or the GitHub access token provided has ` +
        'insufficient permissions to access the repository. Verify that the repository exists and edit the ' +
        `pipeline to reconnect the action to GitHub. (${Owner}/${Repo}, branch ${Branch}: ${error.message})`,
      'ConfigurationError',
    );
  }
}
