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

/** What builds of a project have left here. */
export interface CacheRecord {
  readonly id: string;
  /** By the last build that has named no key. */
  readonly zip?: BlobRef;
  /** By those that have, the latest last. */
  readonly keyed?: readonly { readonly key: string; readonly zip: BlobRef }[];
}

/** So many caches of different keys are kept of a project. */
const keyedMax = 10;

/** What is kept under a key; or under one that begins as another of the keys, in their order. The latest counts. */
export function foundIn({ zip, keyed = [] }: CacheRecord, keys: readonly string[] = []): BlobRef | undefined {
  const [key, ...fallbacks] = keys;
  if (key === undefined) return zip;
  const exact = keyed.find((each) => each.key === key);
  const other = fallbacks.map((prefix) => keyed.findLast((each) => each.key.startsWith(prefix)));
  return (exact ?? other.find((each) => each !== undefined))?.zip;
}

/** With this one more. */
export function keptIn(record: CacheRecord, zip: BlobRef, key: string | undefined): CacheRecord {
  if (key === undefined) return { ...record, zip };
  const others = (record.keyed ?? []).filter((each) => each.key !== key);
  return { ...record, keyed: [...others, { key, zip }].slice(-keyedMax) };
}

/** By the name of the project. */
export const projectCaches = collection<CacheRecord>('codebuild.project-caches');

export interface FoundCache {
  readonly zip?: BlobRef;
}
export interface SoughtCache {
  readonly projectName: string;
  readonly id: string;
  /** That of the buildspec, and its fallbacks. */
  readonly keys?: readonly string[];
}
export interface KeptCache {
  readonly projectName: string;
  readonly id: string;
  readonly zip: BlobRef;
  readonly key?: string | undefined;
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
