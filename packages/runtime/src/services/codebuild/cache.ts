import type { ProjectCache } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../base/blob.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { ProjectRecord } from './records.ts';

/** Where a build finds and leaves what is kept for the next one: an object in S3, or, without one, this house. */
export interface CachePlan {
  /** Another one from when the project's cache has been invalidated. */
  readonly id: string;
  readonly bucket?: string;
  readonly key?: string;
}

/** What the last build of a project has left here. */
export interface CacheRecord {
  readonly id: string;
  readonly zip: BlobRef;
}

/** By the name of the project. */
export const projectCaches = collection<CacheRecord>('codebuild.project-caches');

export interface FoundCache {
  readonly zip?: BlobRef;
}
export interface KeptCache extends CacheRecord {
  readonly projectName: string;
}

export const cacheIdOf = (scope: Scope, { name, createdAt, cachesInvalidated = 0 }: ProjectRecord): string =>
  derivedUuid('project-cache', scope.account, scope.region, name, createdAt, cachesInvalidated);

/**
 * AWS: ProjectCache, location: "bucket/prefix"; projects of one cacheNamespace share what is kept. How objects are
 * named is unverified.
 */
export function cachePlanOf(
  scope: Scope,
  project: ProjectRecord,
  cache: ProjectCache | undefined,
): CachePlan | undefined {
  const id = cacheIdOf(scope, project);
  if (cache?.type === 'LOCAL') return cache.modes?.includes('LOCAL_CUSTOM_CACHE') ? { id } : undefined;
  if (cache?.type !== 'S3') return undefined;
  const [bucket = '', ...prefix] = (cache.location ?? '').split('/');
  const key = [...prefix, cache.cacheNamespace ?? id].filter((part) => part !== '').join('/');
  return { id, bucket, key };
}
