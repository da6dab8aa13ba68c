import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessRan } from '../../../base/effects/process.ts';
import type { WorkspaceSaved } from '../../../base/effects/workspace.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { FoundCache, KeptCache, SoughtCache } from '../cache.ts';
import { say } from './build-log.ts';
import { asKeys, keysIn } from './cache-keys.ts';
import { knownExpanded } from './expansion.ts';
import { sourceDirectory, workspaceOf, type BuildState, type Move, type Step } from './build-state.ts';

// AWS: user guide, "Caching builds": paths of the buildspec, in S3 or on the build host. What is said in the log is as
// seen in builds; that a build which has failed keeps nothing is unverified.

export type CacheStep = Extract<Step, { type: 'cache' }>;

const isWanted = ({ plan, buildspec }: BuildState): boolean =>
  plan.cache !== undefined && buildspec!.cache.paths.length > 0;

const hasKeys = ({ buildspec }: BuildState): boolean => buildspec!.cache.keys.length > 0;

/** Looks for what an earlier build has kept; undefined where there is nothing to be looked for, or not yet. */
export function restoreCache(build: BuildState, now: number): Move | undefined {
  if (!isWanted(build) || hasKeys(build) || !build.buildspec!.cache.restores) return undefined;
  return isInS3(build) ? getObject(build, build.plan.cache!.key!, now) : findHere(build);
}

/** What is kept under a key is looked for when the shell has evaluated it. */
export function askCacheKeys(build: BuildState): Move | undefined {
  if (!isWanted(build) || !hasKeys(build)) return undefined;
  return asKeys(build, build.buildspec!.cache.keys);
}

const isInS3 = ({ plan }: BuildState): boolean => plan.cache!.bucket !== undefined;

function findHere(build: BuildState): Move {
  const { plan, cacheKeys: keys } = build;
  const sought: SoughtCache = { projectName: plan.projectName, id: plan.cache!.id, ...(keys && { keys }) };
  return move(build, { part: 'find' }, houseCall(build, 'FindProjectCache', sought));
}

function getObject(build: BuildState, Key: string, now: number, at?: number): Move {
  const told = say(build, now, ['Downloading S3 cache...']);
  const step = at === undefined ? { part: 'find' as const } : { part: 'find' as const, at };
  return move(told, step, s3Call(build, 'GetObject', { Bucket: build.plan.cache!.bucket, Key }));
}

/** The cache of a key in S3. AWS: unverified, as all names of caches. */
const keyedObject = ({ plan }: BuildState, key: string): string => `${plan.cache!.key}/${key}`;

/** The first key is that of a cache; of those behind it the most recent cache that begins so will do. */
function tryKey(build: BuildState, at: number, now: number): Move | { readonly over: BuildState } {
  const key = build.cacheKeys?.[at];
  if (key === undefined) return { over: build };
  if (!isInS3(build)) return findHere(build);
  if (at === 0) return getObject(build, keyedObject(build, key), now, at);
  const asked = { Bucket: build.plan.cache!.bucket, Prefix: keyedObject(build, key) };
  return move(build, { part: 'list', at }, s3Call(build, 'ListObjectsV2', asked));
}

interface Listed {
  readonly Contents?: readonly { readonly Key: string; readonly LastModified: string }[];
}

const latestOf = ({ Contents = [] }: Listed): string | undefined =>
  Contents.toSorted((a, b) => Date.parse(b.LastModified) - Date.parse(a.LastModified))[0]?.Key;

const move = (
  build: BuildState,
  step: { readonly part: CacheStep['part']; readonly at?: number },
  effect: Effect,
): Move => ({
  build: { ...build, step: { type: 'cache', ...step } as CacheStep },
  effect,
});

const s3Call = ({ plan, scope }: BuildState, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service: 's3',
  operation,
  input,
  as: plan.serviceRole,
  scope,
});

const houseCall = ({ scope }: BuildState, operation: string, input: object): Effect => ({
  type: 'aws.call',
  service: 'codebuild',
  operation,
  input,
  as: servicePrincipal('codebuild'),
  scope,
});

/** Keeps what the buildspec says, for the next build; undefined where there is nothing to be kept. */
export function saveCache(build: BuildState): Move | undefined {
  if (build.trouble || !isWanted(build) || !build.buildspec!.cache.saves) return undefined;
  if (build.cacheKeys?.length === 0) return undefined;
  const files = build.buildspec!.cache.paths.flatMap((path) => placeOf(build, path) ?? []);
  return move(build, { part: 'save' }, { type: 'workspace.save', workspace: workspaceOf(build), files });
}

/** Where a path lies in what is saved of a workspace: `/root` is the home of a build, all else is of its source. */
function placeOf(build: BuildState, declared: string): string | undefined {
  const path = knownExpanded(build, declared);
  const [, inHome] = /^(?:\/root|~|\$HOME|\$\{HOME\})\/(.+)$/.exec(path) ?? [];
  if (inHome !== undefined) return `home/${inHome}`;
  const prefix = `${build.folder}/`;
  if (path.startsWith(prefix)) return `files/${path.slice(prefix.length)}`;
  if (path.startsWith('/') || path.split('/').includes('..')) return undefined;
  return ['files', sourceDirectory(build), path.replace(/^(\.\/)+/, '')].filter(Boolean).join('/');
}

/** Paths of the machine's own, which are not a build's to keep. */
export const outsidePaths = (build: BuildState): readonly string[] =>
  isWanted(build) ? build.buildspec!.cache.paths.filter((path) => placeOf(build, path) === undefined) : [];

/** What is next to be done about the cache, or that all is done. */
export function cacheNext(
  build: BuildState,
  step: CacheStep,
  output: unknown,
  now: number,
): Move | { readonly over: BuildState } {
  switch (step.part) {
    case 'keys':
      return keysKnown(build, output as ProcessRan, now);
    case 'list': {
      const found = latestOf(output as Listed);
      return found === undefined ? tryKey(build, step.at! + 1, now) : getObject(build, found, now, step.at);
    }
    case 'find': {
      const { Body, zip = Body } = output as FoundCache & { readonly Body?: BlobRef };
      if (!zip) return { over: build };
      return move(
        build,
        { part: 'restore' },
        { type: 'workspace.restore', workspace: workspaceOf(build), zip },
      );
    }
    case 'save':
      return keep(build, output as WorkspaceSaved, now);
    default:
      return { over: build };
  }
}

/** A build whose key cannot be told, or is nothing, has no cache. AWS: unverified. */
function keysKnown(build: BuildState, ran: ProcessRan, now: number): Move | { readonly over: BuildState } {
  const [key = '', ...fallbacks] = ran.exitCode === 0 ? keysIn(ran, build.buildspec!.cache.keys.length) : [];
  const cacheKeys = key === '' ? [] : [key, ...fallbacks.filter((each) => each !== '')];
  const known = { ...build, cacheKeys, shellAlive: ran.died !== true };
  if (key === '') return { over: say(known, now, ['Skip cache due to: no cache key']) };
  return build.buildspec!.cache.restores ? tryKey(known, 0, now) : { over: known };
}

function keep(build: BuildState, { zip, fileCount }: WorkspaceSaved, now: number): Move {
  const { plan, cacheKeys } = build;
  const { key, id } = plan.cache!;
  if (!isInS3(build)) {
    const kept: KeptCache = { projectName: plan.projectName, id, zip, key: cacheKeys?.[0] };
    return move(build, { part: 'keep' }, houseCall(build, 'KeepProjectCache', kept));
  }
  const told = say(build, now, [`Zipping ${fileCount} files`, 'Uploading S3 cache...']);
  const Key = cacheKeys ? keyedObject(build, cacheKeys[0]!) : key;
  const object = { Bucket: plan.cache!.bucket, Key, Body: zip, ContentType: 'application/zip' };
  return move(told, { part: 'keep' }, s3Call(build, 'PutObject', object));
}

/** What is next when the cache could not be had: there may be another that will do. */
export function cacheMissed(
  build: BuildState,
  step: CacheStep,
  failed: EffectFailed,
  now: number,
): Move | { readonly over: BuildState } {
  const isMissing = step.part === 'find' && step.at !== undefined && failed.code === 'NoSuchKey';
  return isMissing ? tryKey(build, step.at + 1, now) : { over: cacheUnavailable(build, step, failed, now) };
}

/** A build goes on without. AWS: as seen in builds. */
function cacheUnavailable(
  build: BuildState,
  { part }: CacheStep,
  { code, reason }: EffectFailed,
  now: number,
): BuildState {
  const verb = part === 'save' || part === 'keep' ? 'upload' : 'download';
  return say(build, now, [`Unable to ${verb} cache: ${code}: ${reason}`]);
}
