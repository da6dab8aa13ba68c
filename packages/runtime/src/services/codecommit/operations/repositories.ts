import type {
  BatchGetRepositoriesInput,
  BatchGetRepositoriesOutput,
  CreateRepositoryInput,
  CreateRepositoryOutput,
  DeleteRepositoryInput,
  DeleteRepositoryOutput,
  GetRepositoryInput,
  GetRepositoryOutput,
  ListRepositoriesInput,
  ListRepositoriesOutput,
  RepositoryMetadata,
} from '@aws-sdk/client-codecommit';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  invalidContinuationToken,
  maximumRepositoryNamesExceeded,
  repositoryNameExists,
  repositoryNamesRequired,
} from '../errors.ts';
import { forgetComments } from '../comment-records.ts';
import { begin, repositoryFlow, type RepositoryFact } from '../flow/repository.ts';
import { forgetPullRequests } from '../pull-request-records.ts';
import { forget, repositories, repositoryFlowId, repositoryOf, type Repository } from '../records.ts';

/** AWS: API reference, BatchGetRepositories, "the maximum number of repository names is 100". */
const batchMax = 100;
/** AWS: unverified. */
const pageSize = 1_000;

export const createRepository: Handler<Given<CreateRepositoryInput>, CreateRepositoryOutput> = (
  input,
  call,
) => {
  const { repositoryName } = input;
  if (repositories.get(call.tx, call, repositoryName)) repositoryNameExists(repositoryName);
  const repository: Repository = {
    repositoryName,
    repositoryId: call.ids.uuid(),
    repositoryDescription: input.repositoryDescription,
    kmsKeyId: input.kmsKeyId,
    tags: input.tags ?? {},
    creationDate: call.now,
    lastModifiedDate: call.now,
  };
  repositories.put(call.tx, call, repositoryName, repository);
  makeFolder(repositoryName, call);
  return { repositoryMetadata: metadataOf(repository, call) };
};

export function makeFolder(name: string, call: Call): void {
  const flow = repositoryFlowId(call, name);
  if (call.flows.state(flow)) {
    call.flows.tell(flow, { type: 'RepositoryCreated' } satisfies RepositoryFact);
    return;
  }
  call.flows.start(repositoryFlow.kind, flow, begin(`${call.account}/${call.region}/${name}`));
}

export const getRepository: Handler<Given<GetRepositoryInput>, GetRepositoryOutput> = (
  { repositoryName },
  call,
) => ({ repositoryMetadata: metadataOf(repositoryOf(call.tx, call, repositoryName), call) });

export const batchGetRepositories: Handler<Given<BatchGetRepositoriesInput>, BatchGetRepositoriesOutput> = (
  { repositoryNames },
  call,
) => {
  if (repositoryNames.length === 0) repositoryNamesRequired();
  if (repositoryNames.length > batchMax) maximumRepositoryNamesExceeded();
  const found = repositoryNames.map((name) => repositories.get(call.tx, call, name));
  return {
    repositories: found.flatMap((repository) => (repository ? [metadataOf(repository, call)] : [])),
    repositoriesNotFound: repositoryNames.filter((_, index) => !found[index]),
    errors: [],
  };
};

/** Deleting what is not there is no error: AWS answers without an id. */
export const deleteRepository: Handler<Given<DeleteRepositoryInput>, DeleteRepositoryOutput> = (
  { repositoryName },
  call,
) => {
  const repository = repositories.get(call.tx, call, repositoryName);
  if (!repository) return {};
  forget(call.tx, call, repositoryName);
  forgetComments(call.tx, call, repositoryName, forgetPullRequests(call.tx, call, repositoryName));
  call.flows.tell(repositoryFlowId(call, repositoryName), {
    type: 'RepositoryDeleted',
  } satisfies RepositoryFact);
  return { repositoryId: repository.repositoryId };
};

export const listRepositories: Handler<Given<ListRepositoriesInput>, ListRepositoriesOutput> = (
  input,
  call,
) => {
  const all = sorted(repositories.list(call.tx, call), input.sortBy, input.order);
  const page = pageOf(all, ({ repositoryName }) => repositoryName, {
    token: input.nextToken,
    limit: pageSize,
    invalid: invalidContinuationToken,
  });
  return {
    repositories: page.items.map(({ repositoryName, repositoryId }) => ({ repositoryName, repositoryId })),
    nextToken: page.next,
  };
};

function sorted(
  all: readonly Repository[],
  sortBy: ListRepositoriesInput['sortBy'],
  order: ListRepositoriesInput['order'],
): Repository[] {
  const byDate = (a: Repository, b: Repository) => a.lastModifiedDate - b.lastModifiedDate;
  const byName = (a: Repository, b: Repository) => (a.repositoryName < b.repositoryName ? -1 : 1);
  const ascending = all.toSorted(sortBy === 'lastModifiedDate' ? byDate : byName);
  return order === 'descending' ? ascending.reverse() : ascending;
}

/** A repository as callers see it. There is no `cloneUrlSsh`: git is served over HTTP only. */
export function metadataOf(repository: Repository, call: Call): RepositoryMetadata {
  const {
    repositoryName,
    creationDate,
    lastModifiedDate,
    tags: _tags,
    triggers: _triggers,
    renamingTo: _renamingTo,
    renamedFrom: _renamedFrom,
    ...rest
  } = repository;
  // Other regions than the first say so in the path: one port serves them all.
  const path = call.region === 'us-east-1' ? '' : `/${call.region}`;
  return {
    accountId: call.account,
    repositoryName,
    ...rest,
    creationDate: new Date(creationDate),
    lastModifiedDate: new Date(lastModifiedDate),
    cloneUrlHttp: `${call.endpoint}${path}/v1/repos/${repositoryName}`,
    Arn: arnOf('codecommit', call, repositoryName),
  };
}
