import { own } from '../../../base/own.ts';
import type { ProcessRan } from '../../../base/effects/process.ts';
import type { ArtifactsSpec, Buildspec, ReportSpec } from '../buildspec/buildspec.ts';
import { processOf, sourceDirectory, type BuildState, type Move } from './build-state.ts';
import { environmentOf } from './environment.ts';

// AWS: user guide, "Multiple input sources and output artifacts sample": `base-directory: $CODEBUILD_SRC_DIR_source1`.
// Unverified: that it is so in all paths and names of artifacts and reports, with the values that the commands leave.

/** Commands in a text, which have quotes of their own; and what is special to a shell besides. */
const commandOrSpecial = /\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|`[^`]*`|["\\]/g;

/** What a shell evaluates to one word: variables and commands in it count, and nothing else does. */
export const inQuotes = (text: string): string =>
  `"${text.replace(commandOrSpecial, (found) => (found.length === 1 ? `\\${found}` : found))}"`;

const reference = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** Asks the shell for the variables that places of artifacts and reports name; undefined where there are none. */
export function askVariables(build: BuildState): Move | undefined {
  const names = namesIn(build.buildspec!);
  if (names.length === 0 || !build.shellAlive) return undefined;
  return {
    build: { ...build, step: { type: 'places' } },
    effect: {
      type: 'process.run',
      process: processOf(build, build.shells),
      part: 'places',
      commands: [],
      report: names,
    },
  };
}

export const variablesAsked = (build: BuildState, { variables }: ProcessRan): BuildState => ({
  ...build,
  placeVariables: variables,
});

/** Variables that places of artifacts and reports name. */
export function namesIn({ artifacts, secondaryArtifacts, reports = {} }: Buildspec): string[] {
  const outputs = [...(artifacts ? [artifacts] : []), ...Object.values(secondaryArtifacts)];
  const texts = [
    ...outputs.flatMap(({ files, excludePaths, baseDirectory, s3Prefix = '' }) => [
      ...files,
      ...excludePaths,
      baseDirectory,
      s3Prefix,
    ]),
    ...Object.entries(reports).flatMap(([name, { files, baseDirectory }]) => [name, ...files, baseDirectory]),
  ];
  const found = texts.flatMap((text) =>
    [...text.matchAll(reference)].map(([, braced, bare]) => braced ?? bare!),
  );
  return [...new Set(found)];
}

/** What is not set is nothing. Without a shell it is as the commands found it. */
function expanded(build: BuildState, text: string): string {
  const values: Readonly<Record<string, string>> = build.placeVariables ?? environmentOf(build);
  return text.replace(reference, (_, braced?: string, bare?: string) => own(values, braced ?? bare!) ?? '');
}

/** Variables that a build begins with, and no others: `$HOME` stays. */
export function knownExpanded(build: BuildState, text: string): string {
  const values = environmentOf(build);
  return text.replace(
    reference,
    (whole, braced?: string, bare?: string) => own(values, braced ?? bare!) ?? whole,
  );
}

export const expandedArtifacts = (build: BuildState, spec: ArtifactsSpec): ArtifactsSpec => ({
  ...spec,
  files: spec.files.map((file) => fromBase(build, spec.baseDirectory, expanded(build, file))),
  excludePaths: spec.excludePaths.map((file) => fromBase(build, spec.baseDirectory, expanded(build, file))),
  baseDirectory: expanded(build, spec.baseDirectory),
  ...(spec.s3Prefix !== undefined && { s3Prefix: expanded(build, spec.s3Prefix) }),
});

export const expandedReport = (
  build: BuildState,
  [name, spec]: [string, ReportSpec],
): [string, ReportSpec] => [
  expanded(build, name),
  {
    ...spec,
    files: spec.files.map((file) => fromBase(build, spec.baseDirectory, expanded(build, file))),
    baseDirectory: expanded(build, spec.baseDirectory),
  },
];

/** Where a base directory is in the workspace: below the primary source, or wherever it says itself. */
export function placeInWorkspace({ folder = '', ...build }: BuildState, directory: string): string {
  const inside = below(folder, directory);
  return inside ?? [sourceDirectory(build), directory].filter((part) => part !== '').join('/');
}

/** A whole path below the base directory, as the rest of it. */
function fromBase(build: BuildState, baseDirectory: string, file: string): string {
  const { folder = '' } = build;
  const base = placeInWorkspace(build, expanded(build, baseDirectory));
  return below([folder, base].filter((part) => part !== '').join('/'), file) ?? file;
}

function below(folder: string, place: string): string | undefined {
  if (folder === '' || !(place === folder || place.startsWith(`${folder}/`))) return undefined;
  return place.slice(folder.length + 1);
}
