import type {
  CreateBranchInput,
  DeleteBranchInput,
  DeleteBranchOutput,
  GetBranchInput,
  GetBranchOutput,
  GetCommitInput,
  GetCommitOutput,
  ListBranchesInput,
  ListBranchesOutput,
  UpdateDefaultBranchInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { checkBranchName } from '../branch-names.ts';
import { folderOf, performed } from '../committing.ts';
import {
  branchDoesNotExist,
  branchNameExists,
  branchNameRequired,
  defaultBranchCannotBeDeleted,
} from '../branch-errors.ts';
import { commitIdDoesNotExist, invalidContinuationToken, repositoryNameRequired } from '../errors.ts';
import { branches, commits, repositories, repositoryOf, within } from '../records.ts';
import { gitPush } from './pushes.ts';

/** AWS: unverified. */
const pageSize = 1_000;

export const getBranch: Handler<Given<GetBranchInput>, GetBranchOutput> = (input, { tx, ...call }) => {
  const { repositoryName = repositoryNameRequired(), branchName = branchNameRequired() } = input;
  repositoryOf(tx, call, repositoryName);
  const branch = branches.get(tx, call, within(repositoryName, branchName)) ?? branchDoesNotExist(branchName);
  return { branch };
};

export const listBranches: Handler<Given<ListBranchesInput>, ListBranchesOutput> = (
  { repositoryName, nextToken },
  { tx, ...call },
) => {
  repositoryOf(tx, call, repositoryName);
  const names = branches
    .list(tx, call, { prefix: within(repositoryName) })
    .map(({ branchName }) => branchName);
  const page = pageOf(names, (name) => name, {
    token: nextToken,
    limit: pageSize,
    invalid: invalidContinuationToken,
  });
  return { branches: [...page.items], nextToken: page.next };
};

/** Any commit that a push has brought; the id is whole, never abbreviated. */
export const getCommit: Handler<Given<GetCommitInput>, GetCommitOutput> = (
  { repositoryName, commitId },
  { tx, ...call },
) => {
  repositoryOf(tx, call, repositoryName);
  const commit = commits.get(tx, call, within(repositoryName, commitId)) ?? commitIdDoesNotExist(commitId);
  return { commit: { ...commit, parents: [...commit.parents], additionalData: '' } };
};

export const updateDefaultBranch: Handler<Given<UpdateDefaultBranchInput>, object> = (
  { repositoryName, defaultBranchName },
  { tx, ...call },
) => {
  const repository = repositoryOf(tx, call, repositoryName);
  if (!branches.get(tx, call, within(repositoryName, defaultBranchName)))
    branchDoesNotExist(defaultBranchName);
  repositories.put(tx, call, repositoryName, {
    ...repository,
    defaultBranch: defaultBranchName,
    lastModifiedDate: call.now,
  });
  return {};
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateBranch.html */
export const createBranch: WaitingHandler<Given<CreateBranchInput>, object> = {
  async waits({ repositoryName, branchName, commitId }, call) {
    checkBranchName(branchName);
    call.transaction((inner) => {
      repositoryOf(inner.tx, inner, repositoryName);
      if (branches.get(inner.tx, inner, within(repositoryName, branchName))) branchNameExists();
      if (!commits.get(inner.tx, inner, within(repositoryName, commitId))) commitIdDoesNotExist(commitId);
    });
    const reference = `refs/heads/${branchName}`;
    await performed(call, {
      type: 'git.move',
      repository: folderOf(call, repositoryName),
      reference,
      to: commitId,
    });
    call.transaction((inner) =>
      gitPush({ repositoryName, references: [{ reference, newCommitId: commitId }], commits: [] }, inner),
    );
    return {};
  },
};

/** AWS: API reference, DeleteBranch: one that is not there is no error. */
export const deleteBranch: WaitingHandler<Given<DeleteBranchInput>, DeleteBranchOutput> = {
  async waits({ repositoryName, branchName }, call) {
    const branch = call.transaction((inner) => {
      if (repositoryOf(inner.tx, inner, repositoryName).defaultBranch === branchName)
        defaultBranchCannotBeDeleted();
      return branches.get(inner.tx, inner, within(repositoryName, branchName));
    });
    if (!branch) return {};
    const reference = `refs/heads/${branchName}`;
    const { commitId: from } = branch;
    await performed(call, { type: 'git.move', repository: folderOf(call, repositoryName), reference, from });
    call.transaction((inner) =>
      gitPush({ repositoryName, references: [{ reference, oldCommitId: from }], commits: [] }, inner),
    );
    return { deletedBranch: branch };
  },
};
