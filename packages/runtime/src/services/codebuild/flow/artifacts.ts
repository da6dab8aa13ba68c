import type { ProjectArtifacts } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { ArtifactsSpec } from '../buildspec/buildspec.ts';
import { buildArn } from '../records.ts';
import { say } from './build-log.ts';
import {
  processOf,
  sourceDirectory,
  workspaceOf,
  type ArtifactPart,
  type BuildState,
  type Next,
  type Step,
} from './build-state.ts';
import { enter, leave, spoil } from './phases.ts';

type ArtifactStep = Extract<Step, { type: 'artifact' }>;

/** UPLOAD_ARTIFACTS, which is tried also after a failed build. */
export function uploadArtifacts(build: BuildState, now: number): Next {
  return beginArtifact(enter(build, 'UPLOAD_ARTIFACTS', now), 0, now);
}

/** What is to be uploaded: the primary artifact first. */
function outputsOf({ plan }: BuildState): ProjectArtifacts[] {
  return [plan.artifacts, ...plan.secondaryArtifacts].filter(({ type }) => type !== 'NO_ARTIFACTS');
}

/** The primary artifact has no identifier. */
export const artifactKey = ({ artifactIdentifier }: ProjectArtifacts): string => artifactIdentifier ?? '';

function specOf({ buildspec }: BuildState, output: ProjectArtifacts): ArtifactsSpec | undefined {
  const { artifactIdentifier } = output;
  return artifactIdentifier === undefined
    ? buildspec!.artifacts
    : buildspec!.secondaryArtifacts[artifactIdentifier];
}

function beginArtifact(build: BuildState, index: number, now: number): Next {
  const output = outputsOf(build)[index];
  if (!output) return leave(build, 'SUCCEEDED', now);
  const spec = specOf(build, output);
  if (!spec) {
    // AWS: unverified words.
    const which = output.artifactIdentifier ?? 'the primary artifact';
    return spoiled(build, `no definition for ${which} in the artifacts of the buildspec`, now);
  }
  const evaluated = output.overrideArtifactName === true && spec.name !== undefined && build.shellAlive;
  return evaluated ? evaluateName(build, index, spec.name) : pack(build, index, spec.name, now);
}

/** AWS: user guide, artifacts/name: "computed at build time", by the shell. */
function evaluateName(build: BuildState, index: number, name: string): Next {
  const effect: Effect = {
    type: 'process.run',
    process: processOf(build, build.shells),
    part: `artifact-name.${index}`,
    commands: [`PENSTOCK_ARTIFACT_NAME="${name.replace(/(["\\])/g, '\\$1')}"`],
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
  const directory = [sourceDirectory(build), spec.baseDirectory].filter((part) => part !== '').join('/');
  const base = spec.baseDirectory || '.';
  const told = say(build, now, [
    `Expanding base directory path: ${base}`,
    `Expanding file paths for base directory ${base}`,
    'Assembling file list',
    ...spec.files.map((pattern) => `Expanding ${pattern}`),
  ]);
  return at(
    told,
    index,
    { type: 'pack', ...(name !== undefined && { name }) },
    {
      type: 'workspace.pack',
      workspace: workspaceOf(build),
      baseDirectory: directory,
      files: spec.files,
      exclude: spec.excludePaths,
      discardPaths: spec.discardPaths,
    },
  );
}

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
    case 'upload': {
      const { bucket, key, zip } = part;
      const made = { [artifactKey(outputsOf(build)[index]!)]: { bucket, key, zip } };
      return beginArtifact({ ...build, artifacts: { ...build.artifacts, ...made } }, index + 1, now);
    }
  }
}

function packed(
  build: BuildState,
  index: number,
  name: string | undefined,
  { zip, fileCount }: { zip: BlobRef; fileCount: number },
  now: number,
): Next {
  // AWS: seen in the wild: "CLIENT_ERROR Message: no matching artifact paths found".
  if (fileCount === 0) return spoiled(build, 'no matching artifact paths found', now);
  const output = outputsOf(build)[index]!;
  const [bucket, key] = placeOf(build, output, name);
  const told = say(build, now, [`Found ${fileCount} file(s)`]);
  return at(
    told,
    index,
    { type: 'upload', bucket, key, zip },
    {
      type: 'aws.call',
      service: 's3',
      operation: 'PutObject',
      input: {
        Bucket: bucket,
        Key: key,
        Body: zip,
        ContentType: 'application/zip',
        Metadata: metadata(build, zip),
        ...sealedBy(build.plan),
      },
      as: build.plan.serviceRole,
      scope: build.scope,
    },
  );
}

/** AWS: API reference, Project, encryptionKey: "used for encrypting the build output artifacts". */
// Without one AWS takes its own key for S3; here it is as the bucket has it.
export const sealedBy = ({ encryptionKey }: Pick<BuildState['plan'], 'encryptionKey'>) =>
  encryptionKey === undefined || encryptionKey.endsWith('alias/aws/s3')
    ? {}
    : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey };

/** AWS: as seen on objects that CodeBuild wrote. */
const metadata = (build: BuildState, { sha256, md5 }: BlobRef): Record<string, string> => ({
  'codebuild-buildarn': buildArn(build.scope, build.id),
  'codebuild-content-md5': md5,
  'codebuild-content-sha256': sha256,
});

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
  if (part.type === 'pack' && code === 'NoSuchDirectory') {
    const { baseDirectory } = specOf(build, outputsOf(build)[index]!)!;
    return spoiled(build, `no matching base directory path found for ${baseDirectory}`, now);
  }
  return spoiled(build, `${code}: ${reason}`, now);
}

const spoiled = (build: BuildState, message: string, now: number): BuildState =>
  spoil(build, 'FAILED', now, { statusCode: 'CLIENT_ERROR', message });
