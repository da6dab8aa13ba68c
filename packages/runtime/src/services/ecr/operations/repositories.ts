import type {
  CreateRepositoryRequest,
  CreateRepositoryResponse,
  DeleteRepositoryRequest,
  DeleteRepositoryResponse,
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  PutImageScanningConfigurationRequest,
  PutImageScanningConfigurationResponse,
  PutImageTagMutabilityRequest,
  PutImageTagMutabilityResponse,
  Repository,
} from '@aws-sdk/client-ecr';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  accessDenied,
  invalidParameter,
  repositoryAlreadyExists,
  repositoryNotEmpty,
  repositoryNotFound,
  type Place,
} from '../errors.ts';
import { lifecycleFlowId } from '../flow/lifecycle.ts';
import {
  images,
  layers,
  previews,
  registryAddress,
  repositories,
  repositoryArn,
  tagDigests,
  unusedLayers,
  uploads,
  within,
  type RepositoryRecord,
} from '../records.ts';

/** AWS: DescribeRepositories, maxResults: "returns up to 100 results". */
const describedMax = 100;

export const createRepository: Handler<CreateRepositoryRequest, CreateRepositoryResponse> = (input, call) => {
  const name = input.repositoryName!;
  ownRegistry(call, input.registryId);
  if (repositories.get(call.tx, call, name)) repositoryAlreadyExists(placeOf(call, name));
  const repository: RepositoryRecord = {
    name,
    createdAt: call.now,
    tagMutability: input.imageTagMutability ?? 'MUTABLE',
    mutabilityExclusions: (input.imageTagMutabilityExclusionFilters ?? []).map((each) => each.filter!),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: {
      type: input.encryptionConfiguration?.encryptionType ?? 'AES256',
      kmsKey: input.encryptionConfiguration?.kmsKey,
    },
    tags: Object.fromEntries((input.tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
  };
  repositories.put(call.tx, call, name, repository);
  return { repository: described(repository, call) };
};

export const deleteRepository: Handler<DeleteRepositoryRequest, DeleteRepositoryResponse> = (input, call) => {
  const repository = repositoryOf(call, input);
  const { name } = repository;
  const own = images.list(call.tx, call, { prefix: within(name, '') });
  if (own.length > 0 && !input.force) repositoryNotEmpty(placeOf(call, name));
  for (const image of own) {
    images.delete(call.tx, call, within(name, image.digest));
    for (const tag of image.tags) tagDigests.delete(call.tx, call, within(name, tag));
  }
  for (const { digest } of layers.list(call.tx, call, { prefix: within(name, '') }))
    layers.delete(call.tx, call, within(name, digest));
  for (const { digest } of unusedLayers.list(call.tx, call, { prefix: within(name, '') }))
    unusedLayers.delete(call.tx, call, within(name, digest));
  for (const { id } of uploads.list(call.tx, call, { prefix: within(name, '') }))
    uploads.delete(call.tx, call, within(name, id));
  previews.delete(call.tx, call, name);
  call.flows.remove(lifecycleFlowId(call, name));
  repositories.delete(call.tx, call, name);
  return { repository: described(repository, call) };
};

export const describeRepositories: Handler<DescribeRepositoriesRequest, DescribeRepositoriesResponse> = (
  input,
  call,
) => {
  ownRegistry(call, input.registryId);
  if (input.repositoryNames)
    return {
      repositories: input.repositoryNames.map((repositoryName) =>
        described(repositoryOf(call, { repositoryName }), call),
      ),
    };
  const page = pageOf(repositories.list(call.tx, call), (repository) => repository.name, {
    token: input.nextToken,
    limit: input.maxResults ?? describedMax,
    invalid: invalidToken,
  });
  return { repositories: page.items.map((each) => described(each, call)), nextToken: page.next };
};

export const putImageTagMutability: Handler<PutImageTagMutabilityRequest, PutImageTagMutabilityResponse> = (
  input,
  call,
) => {
  const repository = repositoryOf(call, input);
  const exclusions = input.imageTagMutabilityExclusionFilters ?? [];
  repositories.put(call.tx, call, repository.name, {
    ...repository,
    tagMutability: input.imageTagMutability!,
    mutabilityExclusions: exclusions.map((each) => each.filter!),
  });
  return {
    registryId: call.account,
    repositoryName: repository.name,
    imageTagMutability: input.imageTagMutability,
    ...(exclusions.length > 0 && { imageTagMutabilityExclusionFilters: exclusions }),
  };
};

/** Of images that are pushed from now on. */
export const putImageScanningConfiguration: Handler<
  PutImageScanningConfigurationRequest,
  PutImageScanningConfigurationResponse
> = (input, call) => {
  const repository = repositoryOf(call, input);
  const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
  repositories.put(call.tx, call, repository.name, { ...repository, scanOnPush });
  return {
    registryId: call.account,
    repositoryName: repository.name,
    imageScanningConfiguration: { scanOnPush },
  };
};

/** The repository that a request names, which must be of the caller's own registry. */
export function repositoryOf(
  call: Call,
  input: { readonly registryId?: string | undefined; readonly repositoryName: string | undefined },
): RepositoryRecord {
  ownRegistry(call, input.registryId);
  const name = input.repositoryName!;
  return repositories.get(call.tx, call, name) ?? repositoryNotFound(placeOf(call, name));
}

/** Policies of repositories are not read yet, so nothing of another account can be reached. */
export function ownRegistry(call: Pick<Call, 'account'>, registryId: string | undefined): void {
  if (registryId !== undefined && registryId !== call.account) accessDenied('this operation', registryId);
}

export const placeOf = (call: Pick<Call, 'account'>, repository: string): Place => ({
  repository,
  registry: call.account,
});

export const invalidToken = (): never =>
  invalidParameter(
    "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid pagination token'",
  );

function described(repository: RepositoryRecord, call: Call): Repository {
  const { name, mutabilityExclusions, encryption } = repository;
  return {
    repositoryArn: repositoryArn(call, name),
    registryId: call.account,
    repositoryName: name,
    repositoryUri: `${registryAddress(call)}/${name}`,
    createdAt: new Date(repository.createdAt),
    imageTagMutability: repository.tagMutability,
    ...(mutabilityExclusions.length > 0 && {
      imageTagMutabilityExclusionFilters: mutabilityExclusions.map((filter) => ({
        filterType: 'WILDCARD' as const,
        filter,
      })),
    }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: {
      encryptionType: encryption.type,
      ...(encryption.kmsKey !== undefined && { kmsKey: encryption.kmsKey }),
    },
  };
}
