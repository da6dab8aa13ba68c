import type { Handler } from '../../../dispatch/service.ts';
import { connectionOf } from '../records.ts';
import { connectionView } from './connections.ts';

/** A repository behind a connection. */
export interface RepositoryAsked {
  readonly ConnectionArn: string;
  /** `owner/name`, or a whole path of groups. */
  readonly FullRepositoryId: string;
}

/** `owner/name` is the hosted repository `name` in the connection's own account and region. */
const hostedName = (fullId: string): string => fullId.slice(fullId.lastIndexOf('/') + 1);

/** Named by AWS in IAM alone: by it a role is let to read through a connection. */
export const useConnection: Handler<RepositoryAsked, object> = ({ ConnectionArn }, { tx }) =>
  connectionView(connectionOf(tx, ConnectionArn).connection);

export interface ReadCommitInput extends RepositoryAsked {
  readonly BranchName?: string;
  readonly CommitId?: string;
}

/** A commit, or a branch's newest, and where the data plane keeps it. From inside only, as the service itself. */
export const readCommit: Handler<ReadCommitInput, object> = (input, call) => {
  const { scope } = connectionOf(call.tx, input.ConnectionArn);
  const repositoryName = hostedName(input.FullRepositoryId);
  const { BranchName: branchName } = input;
  const commitId =
    input.CommitId ?? call.forward('codecommit', 'GetBranch', { repositoryName, branchName }).branch.commitId;
  const { commit } = call.forward('codecommit', 'GetCommit', { repositoryName, commitId });
  return { repository: `${scope.account}/${scope.region}/${repositoryName}`, commit };
};

export interface ListChangesInput extends RepositoryAsked {
  readonly after?: number;
  readonly branchName?: string;
}

/** What happened to a repository, for pipelines that follow it. From inside only. */
export const listChanges: Handler<ListChangesInput, object> = (input, call) => {
  connectionOf(call.tx, input.ConnectionArn);
  const { after, branchName } = input;
  const repositoryName = hostedName(input.FullRepositoryId);
  return call.forward('codecommit', 'ListChanges', {
    repositoryName,
    ...(after !== undefined && { after }),
    ...(branchName !== undefined && { branchName }),
  });
};
