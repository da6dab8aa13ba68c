import type { ProjectArtifacts } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ProcessRan } from '../../../base/effects/process.ts';
import type { WorkspaceKept } from '../../../base/effects/workspace.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { ArtifactsSpec } from '../buildspec/buildspec.ts';
import { buildArn } from '../records.ts';
import { sumsOf } from './artifact-sums.ts';
import { say } from './build-log.ts';
import {
  processOf,
  workspaceOf,
  type ArtifactPart,
  type BuildState,
  type MadeArtifact,
  type Next,
  type Step,
} from './build-state.ts';
import {
  askVariables,
  expandedArtifacts,
  inQuotes,
  placeInWorkspace,
  variablesAsked,
  namesIn,
} from './expansion.ts';
import { objectAccess } from './object-access.ts';
import { enter, leave, spoil } from './phases.ts';
import { exportNext, type ExportStep } from './report-export.ts';
import { nextReport, reportDone, reportRefused, reportTrouble } from './reports.ts';

type ReportStep = Extract<Step, { type: 'report' }>;
type ArtifactStep = Extract<Step, { type: 'artifact' }>;

/** UPLOAD_ARTIFACTS, which is tried also after a failed build. */
export function uploadArtifacts(build: BuildState, now: number): Next {
  const entered = enter(build, 'UPLOAD_ARTIFACTS', now);
  return askVariables(entered) ?? goOnReporting(entered, 0, now);
}

export const placesKnown = (build: BuildState, ran: ProcessRan, now: number): Next =>
  goOnReporting(variablesAsked(build, ran), 0, now);

const goOnReporting = (build: BuildState, index: number, now: number): Next =>
  nextReport(build, index, now) ?? beginArtifact(build, 0, now);

export function reportingDone(build: BuildState, step: ReportStep, output: any, now: number): Next {
  const next = reportDone(build, step, output, now);
  return 'build' in next ? next : goOnReporting(next, step.index + 1, now);
}

export function exportDone(build: BuildState, step: ExportStep, output: unknown, now: number): Next {
  const next = exportNext(build, step, output);
  return 'over' in next ? goOnReporting(next.over, step.index + 1, now) : next;
}

export function reportingRefused(
  build: BuildState,
  step: ReportStep | ExportStep,
  failed: EffectFailed,
  now: number,
): Next {
  return goOnReporting(reportRefused(build, step, failed), step.index + 1, now);
}

/** What is to be uploaded: the primary artifact first. */
function outputsOf({ plan }: BuildState): ProjectArtifacts[] {
  return [plan.artifacts, ...plan.secondaryArtifacts].filter(({ type }) => type !== 'NO_ARTIFACTS');
}

/** The primary artifact has no identifier. */
export const artifactKey = ({ artifactIdentifier }: ProjectArtifacts): string => artifactIdentifier ?? '';

function specOf(build: BuildState, { artifactIdentifier }: ProjectArtifacts): ArtifactsSpec | undefined {
  const { artifacts, secondaryArtifacts } = build.buildspec!;
  const spec = artifactIdentifier === undefined ? artifacts : secondaryArtifacts[artifactIdentifier];
  return spec && expandedArtifacts(build, spec);
}

/** Whether artifacts and reports have to do with what the shell alone knows: names, and variables of their places. */
export const isShellAsked = (build: BuildState): boolean =>
  namesIn(build.buildspec!).length > 0 ||
  outputsOf(build).some((output) => isEvaluated(output, specOf(build, output)));

const isEvaluated = ({ overrideArtifactName }: ProjectArtifacts, spec: ArtifactsSpec | undefined): boolean =>
  overrideArtifactName === true && spec?.name !== undefined;

function beginArtifact(build: BuildState, index: number, now: number): Next {
  const output = outputsOf(build)[index];
  if (!output) return uploaded(build, now);
  const spec = specOf(build, output);
  if (!spec) {
    // AWS: unverified words.
    const which = output.artifactIdentifier ?? 'the primary artifact';
    return spoiled(build, `no definition for ${which} in the artifacts of the buildspec`, now);
  }
  const evaluated = isEvaluated(output, spec) && build.shellAlive;
  return evaluated ? evaluateName(build, index, spec.name!) : pack(build, index, spec.name, now);
}

function uploaded(build: BuildState, now: number): BuildState {
  const trouble = reportTrouble(build);
  return trouble === undefined ? leave(build, 'SUCCEEDED', now) : spoiled(build, trouble, now);
}

/** AWS: user guide, artifacts/name: "computed at build time", by the shell. */
function evaluateName(build: BuildState, index: number, name: string): Next {
  const effect: Effect = {
    type: 'process.run',
    process: processOf(build, build.shells),
    part: `artifact-name.${index}`,
    commands: [`PENSTOCK_ARTIFACT_NAME=${inQuotes(name)}`],
    report: ['PENSTOCK_ARTIFACT_NAME'],
  };
  return at(build, index, { type: 'name' }, effect);
}

const at = (build: BuildState, index: number, part: ArtifactPart, effect: Effect): Next => ({
  build: { ...build, step: { type: 'artifact', index, part } },
  effect,
});

function pack(build: BuildState, index: number, name: string | undefined, now: number): Next {
  const spec = specOf(build, outputsOf(build)[index]!)!;
  const base = spec.baseDirectory || '.';
  const told = say(build, now, [
    `Expanding base directory path: ${base}`,
    `Expanding file paths for base directory ${base}`,
    'Assembling file list',
    ...spec.files.map((pattern) => `Expanding ${pattern}`),
  ]);
  const part = isPacked(outputsOf(build)[index]!) ? 'pack' : 'keep';
  return at(
    told,
    index,
    { type: part, ...(name !== undefined && { name }) },
    {
      type: `workspace.${part}`,
      workspace: workspaceOf(build),
      baseDirectory: placeInWorkspace(build, spec.baseDirectory),
      files: spec.files,
      exclude: spec.excludePaths,
      discardPaths: spec.discardPaths,
    },
  );
}

/** AWS: ProjectArtifacts, packaging: NONE "is the default"; what a pipeline is given is a zip always. */
const isPacked = ({ type, packaging }: ProjectArtifacts): boolean =>
  type === 'CODEPIPELINE' || packaging === 'ZIP';

export function artifactDone(
  build: BuildState,
  { index, part }: ArtifactStep,
  output: any,
  now: number,
): Next {
  switch (part.type) {
    case 'name':
      return pack(build, index, output.variables.PENSTOCK_ARTIFACT_NAME, now);
    case 'pack':
      return packed(build, index, part.name, output, now);
    case 'upload':
      return made(build, index, part, now);
    case 'keep':
      return kept(build, index, part.name, output, now);
    case 'files':
      return nextFile(build, index, { ...part, at: part.at + 1 }, now);
  }
}

function made(
  build: BuildState,
  index: number,
  { bucket, key, zip }: { readonly bucket: string; readonly key: string; readonly zip?: BlobRef },
  now: number,
): Next {
  const artifact: MadeArtifact = { bucket, key, ...(zip && { sums: sumsOf(zip) }) };
  const artifacts = { ...build.artifacts, [artifactKey(outputsOf(build)[index]!)]: artifact };
  return beginArtifact({ ...build, artifacts }, index + 1, now);
}

function kept(
  build: BuildState,
  index: number,
  name: string | undefined,
  { files }: WorkspaceKept,
  now: number,
): Next {
  if (files.length === 0) return spoiled(build, noFiles, now);
  const [bucket, key] = placeOf(build, prefixed(build, outputsOf(build)[index]!), name);
  const told = say(build, now, [`Found ${files.length} file(s)`]);
  return nextFile(told, index, { type: 'files', bucket, key, files, at: 0 }, now);
}

type Files = Extract<ArtifactPart, { type: 'files' }>;

function nextFile(build: BuildState, index: number, part: Files, now: number): Next {
  const { bucket, key: folder, files } = part;
  const file = files[part.at];
  if (!file) return made(build, index, { bucket, key: folder }, now);
  const key = folder === '' ? file.path : `${folder}/${file.path}`;
  return at(
    build,
    index,
    part,
    put(build, { output: outputsOf(build)[index]!, bucket, key, body: file.blob }),
  );
}

// AWS: seen in the wild: "CLIENT_ERROR Message: no matching artifact paths found".
const noFiles = 'no matching artifact paths found';

function packed(
  build: BuildState,
  index: number,
  name: string | undefined,
  { zip, fileCount }: { zip: BlobRef; fileCount: number },
  now: number,
): Next {
  if (fileCount === 0) return spoiled(build, noFiles, now);
  const output = outputsOf(build)[index]!;
  const [bucket, key] = placeOf(build, prefixed(build, output), name);
  const told = say(build, now, [`Found ${fileCount} file(s)`]);
  return at(
    told,
    index,
    { type: 'upload', bucket, key, zip },
    put(build, { output, bucket, key, body: zip, type: 'application/zip' }),
  );
}

/** AWS: unverified that a file by itself has no type but S3's own default. */
function put(
  build: BuildState,
  object: {
    readonly output: ProjectArtifacts;
    readonly bucket: string;
    readonly key: string;
    readonly body: BlobRef;
    readonly type?: string;
  },
): Effect {
  return {
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: {
      Bucket: object.bucket,
      Key: object.key,
      Body: object.body,
      ...(object.type !== undefined && { ContentType: object.type }),
      Metadata: metadata(build, object.body),
      ...objectAccess(build.plan, object.output),
    },
    as: build.plan.serviceRole,
    scope: build.scope,
  };
}

/** AWS: as seen on objects that CodeBuild wrote. */
const metadata = (build: BuildState, { sha256, md5 }: BlobRef): Record<string, string> => ({
  'codebuild-buildarn': buildArn(build.scope, build.id),
  'codebuild-content-md5': md5,
  'codebuild-content-sha256': sha256,
});

/** AWS: buildspec reference, s3-prefix: "used when … the namespace type is BUILD_ID": `prefix/<build id>/name`. */
function prefixed(build: BuildState, output: ProjectArtifacts): ProjectArtifacts {
  const path = specOf(build, output)?.s3Prefix;
  return path !== undefined && output.namespaceType === 'BUILD_ID' ? { ...output, path } : output;
}

/** Bucket and key. AWS: ProjectArtifacts, namespaceType: `path/<build id>/name`. */
export function placeOf(
  build: Pick<BuildState, 'uuid' | 'plan'>,
  output: ProjectArtifacts,
  evaluatedName: string | undefined,
): readonly [bucket: string, key: string] {
  if (output.type === 'CODEPIPELINE') return [output.location!, output.path!];
  const name = (output.overrideArtifactName && evaluatedName) || output.name || build.plan.projectName;
  const namespace = output.namespaceType === 'BUILD_ID' ? build.uuid : '';
  const parts = [output.path ?? '', namespace, name].map((part) => part.replace(/^\/+|\/+$/g, ''));
  return [output.location!, parts.filter((part) => part !== '').join('/')];
}

export function artifactRefused(
  build: BuildState,
  { part, index }: ArtifactStep,
  { code, reason }: EffectFailed,
  now: number,
): BuildState {
  // AWS: seen in the wild: "CLIENT_ERROR Message: no matching base directory path found for dist".
  if ((part.type === 'pack' || part.type === 'keep') && code === 'NoSuchDirectory') {
    const { baseDirectory } = specOf(build, outputsOf(build)[index]!)!;
    return spoiled(build, `no matching base directory path found for ${baseDirectory}`, now);
  }
  return spoiled(build, `${code}: ${reason}`, now);
}

const spoiled = (build: BuildState, message: string, now: number): BuildState =>
  spoil(build, 'FAILED', now, { statusCode: 'CLIENT_ERROR', message });
