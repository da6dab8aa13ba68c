import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { WorkspaceSaved } from '../../../base/effects/workspace.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { FoundCache, KeptCache } from '../cache.ts';
import { say } from './build-log.ts';
import { knownExpanded } from './expansion.ts';
import { sourceDirectory, workspaceOf, type BuildState, type Move, type Step } from './build-state.ts';

// AWS: user guide, "Caching builds": paths of the buildspec, in S3 or on the build host. What is said in the log is as
// seen in builds; that a build which has failed keeps nothing is unverified.

export type CacheStep = Extract<Step, { type: 'cache' }>;

const isWanted = ({ plan, buildspec }: BuildState): boolean =>
  plan.cache !== undefined && buildspec!.cache.paths.length > 0;

/** Looks for what an earlier build has kept; undefined where there is nothing to be looked for. */
export function restoreCache(build: BuildState, now: number): Move | undefined {
  const { plan, scope } = build;
  if (!plan.cache || !isWanted(build) || !build.buildspec!.cache.restores) return undefined;
  const { bucket, key } = plan.cache;
  if (bucket === undefined) {
    const find = { projectName: plan.projectName, id: plan.cache.id };
    return move(build, 'find', houseCall(build, 'FindProjectCache', find));
  }
  const told = say(build, now, ['Downloading S3 cache...']);
  const input = { Bucket: bucket, Key: key };
  return move(told, 'find', {
    type: 'aws.call',
    service: 's3',
    operation: 'GetObject',
    input,
    as: plan.serviceRole,
    scope,
  });
}

const move = (build: BuildState, part: 'find' | 'restore' | 'save' | 'keep', effect: Effect): Move => ({
  build: { ...build, step: { type: 'cache', part } },
  effect,
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
  const files = build.buildspec!.cache.paths.flatMap((path) => placeOf(build, path) ?? []);
  return move(build, 'save', { type: 'workspace.save', workspace: workspaceOf(build), files });
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
  { part }: CacheStep,
  output: unknown,
  now: number,
): Move | { readonly over: BuildState } {
  switch (part) {
    case 'find': {
      const { Body, zip = Body } = output as FoundCache & { readonly Body?: BlobRef };
      if (!zip) return { over: build };
      return move(build, 'restore', { type: 'workspace.restore', workspace: workspaceOf(build), zip });
    }
    case 'save':
      return keep(build, output as WorkspaceSaved, now);
    default:
      return { over: build };
  }
}

function keep(build: BuildState, { zip, fileCount }: WorkspaceSaved, now: number): Move {
  const { plan, scope } = build;
  const { bucket, key, id } = plan.cache!;
  if (bucket === undefined) {
    const kept: KeptCache = { projectName: plan.projectName, id, zip };
    return move(build, 'keep', houseCall(build, 'KeepProjectCache', kept));
  }
  const told = say(build, now, [`Zipping ${fileCount} files`, 'Uploading S3 cache...']);
  return move(told, 'keep', {
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: { Bucket: bucket, Key: key, Body: zip, ContentType: 'application/zip' },
    as: plan.serviceRole,
    scope,
  });
}

/** A build goes on without. AWS: as seen in builds. */
export function cacheUnavailable(
  build: BuildState,
  { part }: CacheStep,
  { code, reason }: EffectFailed,
  now: number,
): BuildState {
  const verb = part === 'find' || part === 'restore' ? 'download' : 'upload';
  return say(build, now, [`Unable to ${verb} cache: ${code}: ${reason}`]);
}
