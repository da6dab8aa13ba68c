import type {
  EncryptionType,
  ImageTagMutability,
  ReplicationRule,
  RepositoryCreationTemplate,
} from '@aws-sdk/client-ecr';
import { arnOf } from '../../base/arn.ts';
import type { BlobRef } from '../../base/blob.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';

export interface RepositoryRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly tagMutability: ImageTagMutability;
  /** Patterns of tags, with `*`, for which the opposite of `tagMutability` holds. */
  readonly mutabilityExclusions: readonly string[];
  readonly scanOnPush: boolean;
  readonly encryption: { readonly type: EncryptionType; readonly kmsKey?: string | undefined };
  readonly tags: Readonly<Record<string, string>>;
  /** JSON, as it was given. */
  readonly policyText?: string | undefined;
  readonly lifecycle?: { readonly text: string; readonly evaluatedAt: number } | undefined;
}

/** What a lifecycle policy would do, as somebody asked. */
export interface PreviewRecord {
  readonly text: string;
  readonly expiring: readonly Expiring[];
}

/** An image that a rule has expire. */
export interface Expiring {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAt: number;
  readonly rulePriority: number;
}

/** What there is of a registry itself. */
export interface RegistryRecord {
  /** JSON, as it was given. */
  readonly policyText?: string | undefined;
  readonly replicationRules: readonly ReplicationRule[];
}

/** A blob that images of a repository may be made of: a layer or an image's configuration. */
export interface LayerRecord {
  /** `sha256:` and 64 hex digits: the blob's own. */
  readonly digest: string;
  readonly blob: BlobRef;
}

/** A layer that no image names any more. */
export interface UnusedLayer {
  readonly digest: string;
  readonly since: number;
}

export interface UploadRecord {
  readonly id: string;
  readonly parts: readonly BlobRef[];
  /** Its parts came by the registry's own HTTP, where they may be of any size. */
  readonly anySize?: boolean;
  /** What it became, once completed: completing it again is answered alike. */
  readonly digest?: string;
  /** When it last came further; long ago, where that is not kept. */
  readonly since?: number;
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
  /** When somebody asked for it to be scanned, or it was pushed where each is. */
  readonly scannedAt?: number;
  readonly tags: readonly string[];
  /** Of an index, the digests of what it names. */
  readonly parts?: readonly string[];
}

/** What repositories are like that are made because somebody pushes to them. As it is told; times are numbers. */
export type CreationTemplateRecord = Omit<
  RepositoryCreationTemplate,
  'prefix' | 'createdAt' | 'updatedAt'
> & {
  readonly prefix: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** A password for `docker login`, by the hash of its text. */
export interface TokenRecord {
  readonly hash: string;
  /** Who it was given to. */
  readonly arn: string;
  readonly expiresAt: number;
}

/** By name. */
export const repositories = collection<RepositoryRecord>('ecr.repositories');
/** By prefix. */
export const creationTemplates = collection<CreationTemplateRecord>('ecr.creation-templates');
/** By repository and digest. */
export const layers = collection<LayerRecord>('ecr.layers');
/** By repository and digest. */
export const unusedLayers = collection<UnusedLayer>('ecr.unused-layers');
/** By repository and upload id. */
export const uploads = collection<UploadRecord>('ecr.uploads');
/** By repository and digest. */
export const images = collection<ImageRecord>('ecr.images');
/** The digest that a tag means, by repository and tag. */
export const tagDigests = collection<string>('ecr.tags');
/** By hash. */
export const tokens = collection<TokenRecord>('ecr.tokens');

/** What links to layers are signed with: one for an account and region. */
export const downloadSecrets = collection<string>('ecr.downloadSecrets');

/** By name of the repository. */
export const previews = collection<PreviewRecord>('ecr.lifecyclePreviews');
/** One for each account and region, under the empty key. */
export const registries = collection<RegistryRecord>('ecr.registries');

/** No repository's name has a bar in it. */
export const within = (repository: string, key: string): string => `${repository}|${key}`;

export const repositoryArn = (scope: Scope, name: string): string =>
  arnOf('ecr', scope, `repository/${name}`);

/** Where a registry is reached: Penstock's own host, and whose it is. */
export const registryAddress = ({ account, region, endpoint }: Call): string =>
  `${new URL(endpoint).host}/${account}/${region}`;
