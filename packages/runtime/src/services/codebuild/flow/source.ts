import type { ProjectSource } from '@aws-sdk/client-codebuild';
import type { EffectFailed } from '../../../engine/flow.ts';
import { isBuildspecError, isInline } from '../buildspec/buildspec.ts';
import { parseBuildspec } from '../buildspec/parse-buildspec.ts';
import { sourceTypeOf } from '../sources/index.ts';
import { say } from './build-log.ts';
import {
  sourceDirectory,
  workspaceOf,
  type BuildState,
  type Move,
  type Next,
  type Step,
} from './build-state.ts';
import { outsidePaths } from './cache.ts';
import { beginCommands } from './commands.ts';
import { lookupsOf, secondaryVersionOf, sourceFolder, wantedVersionOf } from './environment.ts';
import { lookUp, valueOf } from './lookup.ts';
import { spoil } from './phases.ts';
import { getSpec, objectIn, specDone } from './spec-object.ts';

type SourceStep = Extract<Step, { type: 'source' | 'workspace' | 'buildspec' | 'spec' | 'variable' }>;

/** DOWNLOAD_SOURCE: the sources, the folder they lie in, the buildspec, and the variables it names. */
export function fetchSources(build: BuildState, now: number): Next {
  return fetchNext(build, { type: 'source', index: 0, outcomes: [] }, now);
}

export function sourceDone(build: BuildState, step: SourceStep, output: any, now: number): Next {
  switch (step.type) {
    case 'source':
      return fetchNext(build, { ...step, outcomes: [...step.outcomes, output] }, now);
    case 'workspace':
      return findBuildspec({ ...build, folder: output.folder }, output.text, now);
    case 'buildspec':
      return findBuildspec(build, output.text, now);
    case 'spec': {
      const next = specDone(build, step, output);
      return 'text' in next ? understand(build, next.text, now) : next;
    }
    case 'variable':
      return lookedUp(build, step.index, output, now);
  }
}

export function sourceRefused(
  build: BuildState,
  step: SourceStep,
  { code, reason }: EffectFailed,
  now: number,
): Next {
  switch (step.type) {
    case 'source':
      return unfetched(build, step.index, `${code}: ${reason}`, now);
    case 'workspace':
      if (isUnreadable(code)) return unusable(build, reason, now);
      return spoil(build, 'FAILED', now, { statusCode: 'CLIENT_ERROR', message: `${code}: ${reason}` });
    case 'buildspec':
      return unusable(build, reason, now);
    case 'spec':
      // What cannot be removed is the machine's to clean up. AWS: unverified words.
      if (step.part === 'forget') return understand(build, step.text, now);
      return unusable(build, `${code}: ${reason} for ${build.plan.source.buildspec}`, now);
    case 'variable':
      return unknownVariable(build, step.index, `${code}: ${reason}`, now);
  }
}

const sourcesOf = ({ plan }: BuildState): ProjectSource[] => [plan.source, ...plan.secondarySources];

function fetchNext(build: BuildState, step: Extract<Step, { type: 'source' }>, now: number): Next {
  const source = sourcesOf(build)[step.index];
  if (!source) return prepareWorkspace(build);
  const { plan, scope } = build;
  const version =
    step.index === 0 ? wantedVersionOf(plan) : secondaryVersionOf(build, source.sourceIdentifier!);
  const request = { source, version, role: plan.serviceRole, scope };
  const next = sourceTypeOf(source).fetch(request, step.outcomes);
  if ('error' in next) return unfetched(build, step.index, next.error, now);
  if ('effect' in next) return { build: { ...build, step }, effect: next.effect };
  const fetched = [...build.fetched, next];
  return fetchNext({ ...build, fetched }, { type: 'source', index: step.index + 1, outcomes: [] }, now);
}

/** AWS: seen in the wild: "CLIENT_ERROR Message: NoSuchKey: The specified key … for primary source". */
function unfetched(build: BuildState, index: number, reason: string, now: number): BuildState {
  const which =
    index === 0 ? 'primary source' : `secondary source ${sourcesOf(build)[index]!.sourceIdentifier}`;
  return spoil(build, 'FAILED', now, { statusCode: 'CLIENT_ERROR', message: `${reason} for ${which}` });
}

function prepareWorkspace(build: BuildState): Move {
  const directories = sourcesOf(build).map((source, index) =>
    index === 0 ? sourceDirectory(build) : `src-${source.sourceIdentifier}`,
  );
  const unpack = build.fetched.flatMap(({ zip }, index) => (zip ? [{ zip, into: directories[index]! }] : []));
  const put = build.fetched.flatMap(({ files = [] }, index) =>
    files.map(({ path, blob }) => ({ path: [directories[index], path].filter(Boolean).join('/'), blob })),
  );
  return {
    build: { ...build, step: { type: 'workspace' } },
    effect: {
      type: 'workspace.prepare',
      workspace: workspaceOf(build),
      unpack,
      ...(put.length > 0 && { put }),
      ...(isFile(build) && { read: buildspecFile(build) }),
      ...kindOf(build),
    },
  };
}

/** Of a pipeline's artifact, which may be the source of several of its actions. */
function kindOf({ plan, scope }: BuildState): { readonly kind?: string } {
  const { type, location = '' } = plan.source;
  return type === 'CODEPIPELINE' ? { kind: `${scope.account} ${location.replace(/[^/]*$/, '')}` } : {};
}

const isFile = ({ plan }: BuildState): boolean => {
  const { buildspec = '' } = plan.source;
  return !isInline(buildspec) && !buildspec.startsWith('arn:');
};

function findBuildspec(build: BuildState, text: string | undefined, now: number): Next {
  const given = build.plan.source.buildspec;
  if (given !== undefined && isInline(given)) return understand(build, given, now);
  if (given?.startsWith('arn:')) {
    const object = objectIn(given);
    // AWS: unverified words.
    return object ? getSpec(build, object) : unusable(build, `${given} is no ARN of an object in S3`, now);
  }
  return text === undefined ? buildspecMissing(build, now) : understand(build, text, now);
}

const buildspecFile = (build: BuildState): string =>
  `${sourceDirectory(build)}/${buildspecPath(build)}`.replace(/^\//, '');

/** Of the buildspec: the sources lie where nobody else says. */
const isUnreadable = (code: string): boolean => code === 'UnsafePath' || code === 'FileTooLarge';

const buildspecPath = ({ plan }: BuildState): string => plan.source.buildspec || 'buildspec.yml';

/** AWS: seen in the wild: "stat /codebuild/output/…/buildspec.yml: no such file or directory". */
function buildspecMissing(build: BuildState, now: number): BuildState {
  return unusable(
    build,
    `stat ${sourceFolder(build)}/${buildspecPath(build)}: no such file or directory`,
    now,
  );
}

const yamlLocation = (build: BuildState): string =>
  isFile(build) ? `${sourceFolder(build)}/${buildspecPath(build)}` : buildspecPath(build);

const unusable = (build: BuildState, message: string, now: number): BuildState =>
  spoil(build, 'FAILED', now, { statusCode: 'YAML_FILE_ERROR', message });

function understand(build: BuildState, text: string, now: number): Next {
  const buildspec = parseBuildspec(text);
  if (isBuildspecError(buildspec)) return unusable(build, buildspec.error, now);
  const phases = Object.entries(buildspec.phases);
  const told = say({ ...build, buildspec }, now, [
    `CODEBUILD_SRC_DIR=${sourceFolder(build)}`,
    ...(isInline(build.plan.source.buildspec ?? '') ? [] : [`YAML location is ${yamlLocation(build)}`]),
    ...buildspec.notDone.map((sentence) => `Penstock leaves out ${sentence}`),
    ...outsidePaths({ ...build, buildspec }).map(
      (path) => `Penstock leaves out cache/paths ${path}: it is the machine's, not the build's`,
    ),
    'Processing environment variables',
    `Phases found in YAML: ${phases.length}`,
    ...phases.map(([name, phase]) => ` ${name.toUpperCase()}: ${phase.commands.length} commands`),
  ]);
  return lookUpNext(told, 0, now);
}

function lookUpNext(build: BuildState, index: number, now: number): Next {
  const lookup = lookupsOf(build)[index];
  if (!lookup) return beginCommands(build, now);
  const { plan, scope } = build;
  const effect = lookUp(lookup, plan.serviceRole, scope);
  return { build: { ...build, step: { type: 'variable', index } }, effect };
}

function lookedUp(build: BuildState, index: number, output: any, now: number): Next {
  const lookup = lookupsOf(build)[index]!;
  const found = valueOf(lookup, output);
  if ('error' in found) return unknownVariable(build, index, found.error, now);
  const secrets = { ...build.secrets, [lookup.name]: found.value };
  return lookUpNext({ ...build, secrets }, index + 1, now);
}

/** AWS: seen in the wild: "Decrypted Variables Error", "Secrets Manager Error". */
function unknownVariable(build: BuildState, index: number, message: string, now: number): BuildState {
  const { kind } = lookupsOf(build)[index]!;
  const statusCode = kind === 'PARAMETER_STORE' ? 'Decrypted Variables Error' : 'Secrets Manager Error';
  return spoil(build, 'FAILED', now, { statusCode, message });
}
