import { parseArn } from '../../../base/arn.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { configurationError, type ActionProvider, type Move, type Outcome, type Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import {
  fetchProceed,
  fetchStart,
  isoTime,
  unservedFormat,
  type Fetching,
  type Memory as FetchMemory,
} from './source.ts';

/** The connection is looked at first; then the road of all git sources. */
type Memory = { readonly at: 'connection' } | (FetchMemory & { readonly providerType: string });

/**
 * CodeStarSourceConnection over a repository that this house hosts: see the README of codestar-connections.
 */
export const sourceConnection: ActionProvider<Memory> = {
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
  unserved: ({ configuration }) => unservedFormat(configuration),
  watch: ({ configuration }, scope) =>
    // AWS: user guide, CodeStarSourceConnection action reference: changes are detected unless it is said not
    // to.
    configuration['DetectChanges'] === 'false'
      ? undefined
      : {
          kind: 'branch',
          ...hostedAt(configuration, scope),
          as: connectionsPrincipal,
          // AWS: unverified; WebhookV2 is what a pipeline's own triggers are called.
          trigger: { triggerType: 'Webhook', triggerDetail: configuration['ConnectionArn']! },
        },
  start: (work) => ({
    type: 'goes on',
    memory: { at: 'connection' },
    effects: { connection: getConnection(work) },
  }),
  proceed,
};

/** Who reads a repository through a connection: the connection, not the pipeline's role. */
const connectionsPrincipal = servicePrincipal('codestar-connections');

/** `owner/name` is the repository `name` in the connection's own account and region. */
function hostedAt(configuration: Readonly<Record<string, string>>, scope: Scope) {
  const fullId = configuration['FullRepositoryId']!;
  return {
    repositoryName: fullId.slice(fullId.lastIndexOf('/') + 1),
    branchName: configuration['BranchName']!,
    scope: connectionScope(configuration, scope),
  };
}

function connectionScope(configuration: Readonly<Record<string, string>>, scope: Scope): Scope {
  const { account, region } = parseArn(configuration['ConnectionArn'] ?? '') ?? scope;
  return { account, region };
}

function getConnection({ configuration, scope, role: as }: Work): AwsCall {
  const input = { ConnectionArn: configuration['ConnectionArn'] };
  const place = { ...scope, region: connectionScope(configuration, scope).region };
  const service = 'codestar-connections';
  return { type: 'aws.call', service, operation: 'GetConnection', input, as, scope: place };
}

function proceed(work: Work, memory: Memory, outcome: Outcome): Move<Memory> {
  if (memory.at !== 'connection') {
    const move = fetchProceed(work, memory, outcome, fetching(work, memory.providerType));
    return remembering(move, memory.providerType);
  }
  const connection = outcome.type === 'Done' ? outcome.output.Connection : undefined;
  if (connection?.ConnectionStatus !== 'AVAILABLE')
    // AWS: unverified words.
    return configurationError(`Connection ${work.configuration['ConnectionArn']} is not available`);
  const { ProviderType } = connection;
  return remembering(fetchStart(work, fetching(work, ProviderType)), ProviderType);
}

function remembering(move: Move<FetchMemory>, providerType: string): Move<Memory> {
  return move.type === 'goes on' ? { ...move, memory: { ...move.memory, providerType } } : move;
}

function fetching({ configuration, scope }: Work, ProviderType: string): Fetching {
  const ConnectionArn = configuration['ConnectionArn']!;
  const FullRepositoryId = configuration['FullRepositoryId']!;
  const BranchName = configuration['BranchName']!;
  return {
    origin: { ...hostedAt(configuration, scope), as: connectionsPrincipal },
    // AWS: as seen in the wild.
    noBranch: () =>
      configurationError(
        `[${ProviderType}] No Branch [${BranchName}] found for FullRepositoryName [${FullRepositoryId}]`,
      ),
    variables: ({ commitId, message, author }) => ({
      AuthorDate: isoTime(author.date),
      BranchName,
      CommitId: commitId,
      CommitMessage: message,
      ConnectionArn,
      FullRepositoryName: FullRepositoryId,
    }),
    revision: ({ commitId, message }) => ({
      // AWS: as seen in the wild.
      revisionSummary: JSON.stringify({ ProviderType, CommitMessage: message }),
      revisionUrl: consoleLinks.connectedCommit(scope.region, ConnectionArn, FullRepositoryId, commitId),
    }),
  };
}
