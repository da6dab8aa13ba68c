import { parseArn } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { isFollowed, type ActionProvider, type Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import { ActionFailure, doing, played, Refusal, unless, type Script, type ScriptMemory } from './script.ts';
import {
  configured,
  delivered,
  isoTime,
  refusedFormat,
  withoutLastLineEnd,
  type CommitTold,
} from './source.ts';

/** A repository behind a connection: hosted here, or at a provider. codestar-connections knows which. */
export const sourceConnection: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Source',
    provider: 'CodeStarSourceConnection',
    inputs: { min: 0, max: 0 },
    outputs: { min: 1, max: 1 },
    configuration: [
      { name: 'ConnectionArn', required: true },
      { name: 'FullRepositoryId', required: true },
      { name: 'BranchName', required: true },
      { name: 'DetectChanges' },
      { name: 'OutputArtifactFormat' },
    ],
  },
  refused: ({ configuration }) => refusedFormat(configuration),
  // AWS: user guide, CodeStarSourceConnection action reference: changes are detected unless it is said not to; and
  // "Automate starting pipelines using triggers": a trigger takes the place of what is detected.
  watch: ({ configuration }, scope, filters) =>
    !isFollowed(configuration, 'DetectChanges') && !filters
      ? undefined
      : {
          kind: 'repository',
          service: 'codestar-connections',
          repository: named(configuration),
          branchName: configuration['BranchName']!,
          ...(filters && { filters }),
          scope: connectionScope(configuration, scope),
          // AWS: as seen in events of 2022 and 2023, for changes that are detected; unverified for triggers.
          trigger: {
            triggerType: filters ? 'WebhookV2' : 'Webhook',
            triggerDetail: configuration['ConnectionArn']!,
          },
        },
  revisionTypes: ['COMMIT_ID'],
  ...played((work) => configured(script(work))),
};

const service = 'codestar-connections';

const named = (configuration: Readonly<Record<string, string>>) => ({
  ConnectionArn: configuration['ConnectionArn']!,
  FullRepositoryId: configuration['FullRepositoryId']!,
});

function connectionScope(configuration: Readonly<Record<string, string>>, scope: Scope): Scope {
  const { account, region } = parseArn(configuration['ConnectionArn'] ?? '') ?? scope;
  return { account, region };
}

/** What the connection reads, with its own rights and not the role's. */
interface CommitRead {
  /** Where the data plane keeps it. */
  readonly repository: string;
  readonly commit: CommitTold;
}

function* script(work: Work): Script {
  const { configuration, scope } = work;
  const place = connectionScope(configuration, scope);
  const asked = named(configuration);
  const ProviderType = yield* provider(work, place);
  const BranchName = work.place ?? configuration['BranchName']!;
  const { repository, commit } = yield* read(work, place, BranchName, ProviderType);
  const { commitId, message, author } = commit;
  const { triggerVariables } = work;
  return yield* delivered(work, repository, commit, {
    variables: {
      AuthorDate: isoTime(author.date),
      BranchName,
      CommitId: commitId,
      CommitMessage: message,
      ConnectionArn: asked.ConnectionArn,
      FullRepositoryName: asked.FullRepositoryId,
      // AWS: as used in the wild, by pipelines with triggers; `AuthorId` is unknown here.
      ...(triggerVariables && { AuthorDisplayName: author.name, AuthorEmail: author.email }),
      ...triggerVariables,
    },
    revision: {
      // AWS: as seen in the wild.
      revisionSummary: JSON.stringify({ ProviderType, CommitMessage: message }),
      revisionUrl: consoleLinks.connectedCommit(
        scope.region,
        asked.ConnectionArn,
        asked.FullRepositoryId,
        commitId,
      ),
    },
    clone: {
      service,
      operation: 'UseConnection',
      input: asked,
      scope: place,
      origin: `https://codestar-connections.${place.region}.amazonaws.com/git-http/${asked.FullRepositoryId}.git`,
    },
  });
}

/** Fails where there is no connection, or where nobody has shaken hands yet. */
function* provider(work: Work, { region }: Scope): Script<string> {
  const asked = named(work.configuration);
  // IAM knows this operation, and the SDK does not: by it a role is let to use a connection.
  const used = yield* unless(
    ['ResourceNotFoundException'],
    doing('connection', {
      type: 'aws.call',
      service,
      operation: 'UseConnection',
      input: asked,
      as: work.role,
      scope: { ...work.scope, region },
    }),
  );
  if (used?.ConnectionStatus === 'AVAILABLE') return used.ProviderType;
  // AWS: as seen in the wild.
  throw new ActionFailure(`Connection ${asked.ConnectionArn} is not available`, 'ConfigurationError');
}

function* read(work: Work, scope: Scope, BranchName: string, providerType: string): Script<CommitRead> {
  const asked = named(work.configuration);
  const { revisionId } = work;
  try {
    const { repository, commit } = yield* doing<CommitRead>('commit', {
      type: 'aws.call',
      service,
      operation: 'ReadCommit',
      input: { ...asked, ...(revisionId === undefined ? { BranchName } : { CommitId: revisionId }) },
      as: servicePrincipal(service),
      scope,
    });
    return { repository, commit: withoutLastLineEnd(commit) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'BranchDoesNotExistException') throw error;
    // AWS: as seen in the wild.
    throw new ActionFailure(
      `[${providerType}] No Branch [${BranchName}] found for FullRepositoryName [${asked.FullRepositoryId}]`,
      'ConfigurationError',
    );
  }
}
