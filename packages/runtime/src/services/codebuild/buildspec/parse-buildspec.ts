import type { YAMLMap } from 'yaml';
import { regularExpressionOf } from '../../../base/regular-expression.ts';
import { coverageFormats, testFormats } from '../../../base/report.ts';
import {
  commandPhases,
  type ArtifactsSpec,
  type Buildspec,
  type BuildspecError,
  type CacheSpec,
  type CommandPhase,
  type PhaseSpec,
  type ReportSpec,
} from './buildspec.ts';
import { Reader, unreadable, Unreadable } from './reader.ts';

/** Buildspecs that were read lately, by their text, the latest last: a project has the same one again and again. */
const known = new Map<string, Buildspec | BuildspecError>();
const knownMax = { buildspecs: 64, characters: 32_768 };

/** Reads a buildspec. AWS: user guide, "Build specification reference for CodeBuild". */
export function parseBuildspec(text: string): Buildspec | BuildspecError {
  const buildspec = known.get(text) ?? parsed(text);
  if (text.length > knownMax.characters) return buildspec;
  known.delete(text);
  known.set(text, buildspec);
  if (known.size > knownMax.buildspecs) known.delete(known.keys().next().value!);
  return buildspec;
}

function parsed(text: string): Buildspec | BuildspecError {
  try {
    return read(new Reader(text));
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.message };
    throw error;
  }
}

function read(reader: Reader): Buildspec {
  const { root } = reader;
  const version = versionOf(reader.text(root, 'version', 'version'));
  const env = reader.map(root, 'env', 'env');
  const phases = reader.map(root, 'phases', 'phases') ?? unreadable('phases is required in a buildspec');
  const artifacts = reader.map(root, 'artifacts', 'artifacts');
  const install = reader.map(phases, 'install', 'phases/install');
  return {
    version,
    shell: shellOf(reader.text(env, 'shell', 'env/shell')),
    variables: variablesOf(reader, env, version),
    parameterStore: env ? reader.texts(env, 'parameter-store', 'env/parameter-store') : {},
    secretsManager: env ? reader.texts(env, 'secrets-manager', 'env/secrets-manager') : {},
    exportedVariables: reader.list(env, 'exported-variables', 'exported-variables') ?? [],
    gitCredentialHelper: isYes(reader.text(env, 'git-credential-helper', 'env/git-credential-helper')),
    phases: phasesOf(reader, phases),
    runtimeVersions: install
      ? reader.texts(install, 'runtime-versions', 'phases/install/runtime-versions')
      : {},
    ...(artifacts &&
      reader.has(artifacts, 'files') && { artifacts: artifactsOf(reader, artifacts, 'artifacts') }),
    secondaryArtifacts: artifacts ? secondaryArtifactsOf(reader, artifacts) : {},
    cache: cacheOf(reader),
    ...(reader.has(root, 'reports') && { reports: reportsOf(reader) }),
    notDone: notDone(reader),
  };
}

const isYes = (text: string | undefined): boolean => /^(yes|true)$/i.test(text ?? '');

function versionOf(text: string | undefined): '0.1' | '0.2' {
  if (text === '0.1' || text === '0.2') return text;
  // AWS: unverified words.
  return unreadable(`Invalid buildspec version: ${text ?? 'none'}, expecting: 0.1, 0.2`);
}

/** AWS: buildspec versions: in 0.1 it was `environment_variables` and `plaintext`. */
function variablesOf(reader: Reader, env: YAMLMap | undefined, version: string): Record<string, string> {
  const named = env ? reader.texts(env, 'variables', 'env/variables') : {};
  const old = reader.map(reader.root, 'environment_variables', 'environment_variables');
  if (version !== '0.1' || !old) return named;
  return { ...named, ...reader.texts(old, 'plaintext', 'environment_variables/plaintext') };
}

function shellOf(text: string | undefined): 'sh' | 'bash' {
  if (text === undefined || text === 'sh' || text === '/bin/sh') return 'sh';
  if (text === 'bash' || text === '/bin/bash') return 'bash';
  return unreadable(`Penstock serves the shells sh and bash, not ${text}`);
}

function phasesOf(reader: Reader, phases: YAMLMap): Partial<Record<CommandPhase, PhaseSpec>> {
  const names = reader.keys(phases);
  const expected = [...commandPhases].sort().join(',');
  const known = (name: string): name is CommandPhase => commandPhases.some((phase) => phase === name);
  const unknown = names.find((name) => !known(name));
  // AWS: seen in the wild: "Invalid buildspec phase name: …, expecting: build,install,post_build,pre_build".
  if (unknown !== undefined) unreadable(`Invalid buildspec phase name: ${unknown}, expecting: ${expected}`);
  if (names.length === 0) unreadable('phases must have at least one phase');
  return Object.fromEntries(names.filter(known).map((name) => [name, phaseOf(reader, phases, name)]));
}

function phaseOf(reader: Reader, phases: YAMLMap, name: CommandPhase): PhaseSpec {
  const phase = reader.map(phases, name, `phases/${name}`);
  // To go on without would be to succeed without having done what was asked for.
  if (reader.has(phase, 'steps'))
    unreadable(`Penstock does not serve phases/${name}/steps, GitHub Actions (yet)`);
  // AWS: buildspec reference, run-as: of the whole, or of a phase. Without it "all commands run as root": so this is
  // what is.
  const [own, all] = [phase, reader.root].map((map) => reader.text(map, 'run-as', 'run-as'));
  const runAs = own ?? all ?? 'root';
  return {
    ...(runAs !== 'root' && { runAs }),
    commands: reader.list(phase, 'commands', 'Commands') ?? [],
    finally: reader.list(phase, 'finally', 'Finally') ?? [],
    ...onFailureOf(reader.text(phase, 'on-failure', `phases/${name}/on-failure`)),
  };
}

/** AWS: buildspec reference, on-failure: RETRY is three times for any error. Unverified that the build is aborted. */
function onFailureOf(text: string | undefined): Pick<PhaseSpec, 'onFailure' | 'retry'> {
  if (text === undefined || text === 'ABORT' || text === 'CONTINUE') return { onFailure: text };
  const [is, times = '3', pattern = '.*'] = /^RETRY(?:-(\d+)(?=-|$))?(?:-(.+))?$/.exec(text) ?? [];
  const isKnown = is !== undefined && Number(times) <= 100 && regularExpressionOf(pattern);
  if (!isKnown) unreadable(`Invalid on-failure value: ${text}, expecting: ABORT,CONTINUE,RETRY`);
  return { onFailure: 'ABORT', retry: { count: Number(times), pattern } };
}

function secondaryArtifactsOf(reader: Reader, artifacts: YAMLMap): Record<string, ArtifactsSpec> {
  const secondary = reader.map(artifacts, 'secondary-artifacts', 'artifacts/secondary-artifacts');
  return Object.fromEntries(
    reader.keys(secondary).map((name) => {
      const path = `artifacts/secondary-artifacts/${name}`;
      const each = reader.map(secondary!, name, path) ?? unreadable(`${path} must have files`);
      return [name, artifactsOf(reader, each, path)];
    }),
  );
}

function artifactsOf(reader: Reader, map: YAMLMap, path: string): ArtifactsSpec {
  const name = reader.text(map, 'name', `${path}/name`);
  const s3Prefix = reader.text(map, 's3-prefix', `${path}/s3-prefix`);
  return {
    files: reader.list(map, 'files', 'Files') ?? unreadable(`${path} must have files`),
    excludePaths: reader.list(map, 'exclude-paths', 'ExcludePaths') ?? [],
    baseDirectory: reader.text(map, 'base-directory', `${path}/base-directory`) ?? '',
    discardPaths: isYes(reader.text(map, 'discard-paths', `${path}/discard-paths`)),
    ...(name !== undefined && { name }),
    ...(s3Prefix !== undefined && { s3Prefix }),
  };
}

/** AWS: buildspec reference, cache: paths, and an action: restore, save, or both. Unverified words. */
function cacheOf(reader: Reader): CacheSpec {
  const cache = reader.map(reader.root, 'cache', 'cache');
  const paths = reader.list(cache, 'paths', 'cache/paths') ?? [];
  const action = reader.text(cache, 'action', 'cache/action') ?? 'default';
  if (!['default', 'restore', 'save'].includes(action))
    unreadable(`Invalid cache action: ${action}, expecting: default,restore,save`);
  return {
    paths,
    keys: cacheKeysOf(reader, cache),
    restores: action !== 'save',
    saves: action !== 'restore',
  };
}

/** AWS: buildspec reference: fallback-keys are "ignored if key is not provided", and up to five. Unverified words. */
function cacheKeysOf(reader: Reader, cache: YAMLMap | undefined): string[] {
  const key = reader.text(cache, 'key', 'cache/key');
  const fallbacks = reader.list(cache, 'fallback-keys', 'cache/fallback-keys') ?? [];
  if (fallbacks.length > 5) unreadable(`cache/fallback-keys must be at most 5, and are ${fallbacks.length}`);
  return key === undefined ? [] : [key, ...fallbacks];
}

const formats = [...testFormats, ...coverageFormats];

/** AWS: buildspec reference, reports: file-format "is case-insensitive", and JUNITXML unless said otherwise. */
function reportsOf(reader: Reader): Record<string, ReportSpec> {
  const reports = reader.map(reader.root, 'reports', 'reports');
  return Object.fromEntries(
    reader.keys(reports).map((name): [string, ReportSpec] => {
      const path = `reports/${name}`;
      const each = reader.map(reports!, name, path);
      const asked = reader.text(each, 'file-format', `${path}/file-format`) ?? 'JUNITXML';
      const format = formats.find((known) => known === asked.toUpperCase());
      return [
        name,
        {
          files: reader.list(each, 'files', 'Files') ?? unreadable(`${path} must have files`),
          baseDirectory: reader.text(each, 'base-directory', `${path}/base-directory`) ?? '',
          // AWS: unverified words.
          format: format ?? unreadable(`Invalid file-format: ${asked}, expecting: ${formats.join(',')}`),
        },
      ];
    }),
  );
}

/** What is accepted, so that a buildspec of AWS's runs, and is said to be left out. */
function notDone(reader: Reader): string[] {
  const { root } = reader;
  const enabledLinks = reader.has(reader.map(root, 'artifacts', 'artifacts'), 'enable-symlinks');
  const left: [boolean, string][] = [
    [reader.has(root, 'proxy'), 'proxy: artifacts and logs do not leave Penstock on their way'],
    [enabledLinks, 'artifacts/enable-symlinks: links are followed'],
  ];
  return left.filter(([is]) => is).map(([, sentence]) => sentence);
}
