import type {
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
import type { Handler } from '../../../dispatch/service.ts';
import {
  branchDoesNotExist,
  branchNameRequired,
  commitIdDoesNotExist,
  invalidContinuationToken,
  repositoryNameRequired,
} from '../errors.ts';
import { branches, commits, repositories, repositoryOf, within } from '../records.ts';

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
