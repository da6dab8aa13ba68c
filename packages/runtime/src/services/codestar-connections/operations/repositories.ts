import type { GitReadOutput } from '../../../base/effects/git.ts';
import type { RepositoryChanges } from '../../../base/repository-change.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { branchDoesNotExist, connectionWithoutSecret, repositoryUnreachable } from '../errors.ts';
import { repositoryFlow, type Followed, type RepositoryFact } from '../flow/repository.ts';
import type { Numbered } from '../deliveries.ts';
import { mirrored, type RepositoryNamed } from '../mirroring.ts';
import { isConnected, reachedBy } from '../provider.ts';
import { namedBy, type Named } from '../tokens.ts';
import { changes, connectionOf, mirrorFlowId, mirrorName, mirrors } from '../records.ts';
import { connectionView } from './connections.ts';

/** `owner/name` is the hosted repository `name` in the connection's own account and region. */
const hostedName = (fullId: string): string => fullId.slice(fullId.lastIndexOf('/') + 1);

/** Named by AWS in IAM alone: by it a role is let to read through a connection. */
export const useConnection: Handler<RepositoryNamed, object> = ({ ConnectionArn }, { tx }) =>
  connectionView(connectionOf(tx, ConnectionArn).connection);

export interface ConnectionToken {
  /** Where the provider is. */
  readonly Url: string;
  readonly Token?: string | undefined;
  /** Who the token is shown as. */
  readonly User: string;
}

/** Named by AWS in IAM alone: by what a provider's API is asked. From inside only, as the service itself. */
export const getConnectionToken: Handler<{ readonly ConnectionArn: string }, ConnectionToken> = (
  { ConnectionArn },
  call,
) => {
  const { connection } = connectionOf(call.tx, ConnectionArn);
  if (!isConnected(connection)) return connectionWithoutSecret(ConnectionArn);
  const { url: Url, token: Token, user: User } = reachedBy(call, connection);
  return { Url, User, ...(Token !== undefined && { Token }) };
};

interface Wanted {
  readonly BranchName?: string | undefined;
  readonly CommitId?: string | undefined;
  /** Where the commit is to be had, if no branch leads to it. */
  readonly Reference?: string | undefined;
  /** Which files have changed is asked: since this commit, or since it parted from this branch or commit. */
  readonly Before?: string | undefined;
  readonly Target?: string | undefined;
}
export type ReadCommitInput = Named & Wanted;
export interface CommitRead extends GitReadOutput {
  /** Where the data plane keeps it. */
  readonly repository: string;
  /** What has changed, of a commit that was asked for by its id or its reference. */
  readonly paths?: readonly string[] | undefined;
}

/** A commit, or a branch's newest, and where the data plane keeps it. From inside only, as the service itself. */
export const readCommit: WaitingHandler<ReadCommitInput, CommitRead> = {
  async waits(asked, call) {
    const { BranchName, CommitId, Reference, Before, Target } = asked;
    const { input, hosted } = call.transaction((inner) => {
      const named = { ...namedBy(inner, asked), BranchName, CommitId, Reference, Before, Target };
      const { connection } = connectionOf(inner.tx, named.ConnectionArn);
      return { input: named, hosted: isConnected(connection) ? undefined : readHosted(named, inner) };
    });
    return hosted ?? readMirrored(input, call);
  },
};

function readHosted(input: RepositoryNamed & Wanted, call: Call): CommitRead {
  const { scope } = connectionOf(call.tx, input.ConnectionArn);
  const repositoryName = hostedName(input.FullRepositoryId);
  const branchName = branchOf(input);
  const commitId =
    input.CommitId ?? call.forward('codecommit', 'GetBranch', { repositoryName, branchName }).branch.commitId;
  const { commit } = call.forward('codecommit', 'GetCommit', { repositoryName, commitId });
  return { repository: `${scope.account}/${scope.region}/${repositoryName}`, commit };
}

const branchOf = ({ BranchName, Reference = '' }: Wanted): string => BranchName ?? Reference;

/** Looks at the provider first: what is asked for may be newer than what is known. */
async function readMirrored(input: RepositoryNamed & Wanted, call: WaitingCall): Promise<CommitRead> {
  const { ConnectionArn, FullRepositoryId, CommitId, Reference, Before: before, Target: target } = input;
  const branch = branchOf(input);
  const isSought = CommitId !== undefined || Reference !== undefined;
  const sought = isSought ? { commit: CommitId, reference: Reference, before, target } : undefined;
  try {
    const { repository, references, found } = await mirrored(
      call,
      { ConnectionArn, FullRepositoryId },
      { sought },
    );
    const commit =
      found?.commitId ??
      CommitId ??
      references[`refs/heads/${branch}`] ??
      references[`refs/tags/${branch}`] ??
      branchDoesNotExist(branch);
    return {
      repository,
      paths: found?.paths,
      ...((await call.perform({ type: 'git.read', repository, commit })) as GitReadOutput),
    };
  } catch (error) {
    throw repositoryUnreachable(error, FullRepositoryId);
  }
}

export interface FetchRepositoryInput extends RepositoryNamed {
  readonly told: readonly Numbered[];
}

/** Looks at a repository at a provider. Asked by the flow of who follows it. */
export const fetchRepository: WaitingHandler<FetchRepositoryInput, object> = {
  async waits({ told, ...asked }, call) {
    try {
      // What is there besides what was told of may be told of in a moment: it is looked for when nothing is told.
      await mirrored(call, asked, { told, finds: told.length === 0 });
      return {};
    } catch (error) {
      throw repositoryUnreachable(error, asked.FullRepositoryId);
    }
  },
};

export type ListChangesInput = Named & {
  readonly after?: number;
  readonly branchName?: string;
};

/** What happened to a repository, for pipelines that follow it. From inside only. Who begins to, has it looked at. */
export const listChanges: Handler<ListChangesInput, RepositoryChanges> = (input, call) => {
  const named = namedBy(call, input);
  const { scope, connection } = connectionOf(call.tx, named.ConnectionArn);
  const { after, branchName, FullRepositoryId } = input;
  if (!isConnected(connection)) {
    const repositoryName = hostedName(FullRepositoryId);
    return call.forward('codecommit', 'ListChanges', {
      repositoryName,
      ...(after !== undefined && { after }),
      ...(branchName !== undefined && { branchName }),
    });
  }
  const name = mirrorName(connection, FullRepositoryId);
  if (after === undefined) follow(call, named);
  return {
    changes: after === undefined ? [] : changes.after(call.tx, scope, name, after),
    last: changes.last(call.tx, scope, name),
    feed: name,
    commitId: mirrors.get(call.tx, scope, name)?.references[`refs/heads/${branchName}`],
  };
};

function follow(call: Call, { ConnectionArn, FullRepositoryId }: RepositoryNamed): void {
  const { scope, connection } = connectionOf(call.tx, ConnectionArn);
  const flow = mirrorFlowId(scope, mirrorName(connection, FullRepositoryId));
  const used: RepositoryFact = { type: 'RepositoryUsed' };
  if (call.flows.state(flow)) return call.flows.tell(flow, used);
  const begun: Followed = { scope, ConnectionArn, FullRepositoryId, told: [], failures: 0, usedAt: call.now };
  call.flows.start(repositoryFlow.kind, flow, begun);
}
