import type { ImageTagMutability } from '@aws-sdk/client-ecr';
import { arnOf } from '../../base/arn.ts';
import type { BlobRef } from '../../base/blob.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export interface RepositoryRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly tagMutability: ImageTagMutability;
  /** Patterns of tags, with `*`, for which the opposite of `tagMutability` holds. */
  readonly mutabilityExclusions: readonly string[];
  readonly scanOnPush: boolean;
}

/** A blob that images of a repository may be made of: a layer or an image's configuration. */
export interface LayerRecord {
  /** `sha256:` and 64 hex digits: the blob's own. */
  readonly digest: string;
  readonly blob: BlobRef;
}

export interface UploadRecord {
  readonly id: string;
  readonly parts: readonly BlobRef[];
  /** What it became, once completed: completing it again is answered alike. */
  readonly digest?: string;
}

export interface ImageRecord {
  /** Of the manifest. */
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
  /** Media type of the configuration. */
  readonly artifactMediaType?: string;
  readonly bytes: number;
  readonly pushedAt: number;
  readonly tags: readonly string[];
}

/** A password for `docker login`, by the hash of its text. */
export interface TokenRecord {
  readonly hash: string;
  /** Who it was given to. */
  readonly arn: string;
  readonly expiresAt: number;
}

/** By name. */
export const repositories = collection<RepositoryRecord>('ecr.repositories');
/** By repository and digest. */
export const layers = collection<LayerRecord>('ecr.layers');
/** By repository and upload id. */
export const uploads = collection<UploadRecord>('ecr.uploads');
/** By repository and digest. */
export const images = collection<ImageRecord>('ecr.images');
/** The digest that a tag means, by repository and tag. */
export const tagDigests = collection<string>('ecr.tags');
/** By hash. */
export const tokens = collection<TokenRecord>('ecr.tokens');

/** No repository's name has a bar in it. */
export const within = (repository: string, key: string): string => `${repository}|${key}`;

export const repositoryArn = (scope: Scope, name: string): string =>
  arnOf('ecr', scope, `repository/${name}`);
export const registryHost = (scope: Scope): string =>
  `${scope.account}.dkr.ecr.${scope.region}.amazonaws.com`;
