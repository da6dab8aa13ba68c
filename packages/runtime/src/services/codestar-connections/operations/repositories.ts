import type { GitReadOutput } from '../../../base/effects/git.ts';
import type { RepositoryChanges } from '../../../base/repository-change.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { branchDoesNotExist, repositoryUnreachable } from '../errors.ts';
import { repositoryFlow, type Followed, type RepositoryFact } from '../flow/repository.ts';
import type { Numbered } from '../deliveries.ts';
import { mirrored, type RepositoryNamed } from '../mirroring.ts';
import { isConnected } from '../provider.ts';
import { namedBy, type Named } from '../tokens.ts';
import { changes, connectionOf, mirrorFlowId, mirrorName, mirrors } from '../records.ts';
import { connectionView } from './connections.ts';

/** `owner/name` is the hosted repository `name` in the connection's own account and region. */
const hostedName = (fullId: string): string => fullId.slice(fullId.lastIndexOf('/') + 1);

/** Named by AWS in IAM alone: by it a role is let to read through a connection. */
export const useConnection: Handler<RepositoryNamed, object> = ({ ConnectionArn }, { tx }) =>
  connectionView(connectionOf(tx, ConnectionArn).connection);

interface Wanted {
  readonly BranchName?: string | undefined;
  readonly CommitId?: string | undefined;
  /** Where the commit is to be had, if no branch leads to it. */
  readonly Reference?: string | undefined;
}
export type ReadCommitInput = Named & Wanted;
export interface CommitRead extends GitReadOutput {
  /** Where the data plane keeps it. */
  readonly repository: string;
}

/** A commit, or a branch's newest, and where the data plane keeps it. From inside only, as the service itself. */
export const readCommit: WaitingHandler<ReadCommitInput, CommitRead> = {
  async waits(asked, call) {
    const { BranchName, CommitId, Reference } = asked;
    const { input, hosted } = call.transaction((inner) => {
      const named = {
        ...namedBy(inner, asked),
        ...(CommitId === undefined ? { BranchName } : { CommitId, Reference }),
      };
      const { connection } = connectionOf(inner.tx, named.ConnectionArn);
      return { input: named, hosted: isConnected(connection) ? undefined : readHosted(named, inner) };
    });
    return hosted ?? readMirrored(input, call);
  },
};

function readHosted(input: RepositoryNamed & Wanted, call: Call): CommitRead {
  const { scope } = connectionOf(call.tx, input.ConnectionArn);
  const repositoryName = hostedName(input.FullRepositoryId);
  const { BranchName: branchName } = input;
  const commitId =
    input.CommitId ?? call.forward('codecommit', 'GetBranch', { repositoryName, branchName }).branch.commitId;
  const { commit } = call.forward('codecommit', 'GetCommit', { repositoryName, commitId });
  return { repository: `${scope.account}/${scope.region}/${repositoryName}`, commit };
}

/** Nothing that has happened: only so that it is fetched. What was heard before has a higher number. */
function lookedFor(commitId: string | undefined, reference: string | undefined): Numbered[] {
  if (commitId === undefined || reference === undefined) return [];
  const told = { kind: 'pullRequest', pullRequestId: '', event: 'UPDATED', commitId, reference } as const;
  return [{ number: 0, told: { ...told, sourceBranch: '', targetBranch: '' } }];
}

/** Looks at the provider first: what is asked for may be newer than what is known. */
async function readMirrored(input: RepositoryNamed & Wanted, call: WaitingCall): Promise<CommitRead> {
  const { ConnectionArn, FullRepositoryId, BranchName = '', CommitId, Reference } = input;
  try {
    const { repository, mirror } = await mirrored(
      call,
      { ConnectionArn, FullRepositoryId },
      lookedFor(CommitId, Reference),
    );
    const commit =
      CommitId ??
      mirror.references[`refs/heads/${BranchName}`] ??
      mirror.references[`refs/tags/${BranchName}`] ??
      branchDoesNotExist(BranchName);
    return {
      repository,
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
      await mirrored(call, asked, told);
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
