import type { ReportExportConfig } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { WorkspaceKept, WorkspacePacked } from '../../../base/effects/workspace.ts';
import type { ReportSpec } from '../buildspec/buildspec.ts';
import type { CreateReportOutput } from '../reports.ts';
import { placeInWorkspace } from './expansion.ts';
import { workspaceOf, type BuildState, type Move, type Step } from './build-state.ts';

export type ExportStep = Extract<Step, { type: 'export' }>;
export type Destination = NonNullable<ReportExportConfig['s3Destination']>;

/** AWS: ReportExportConfig: what was read goes to a bucket, file by file or as a zip. */
export function beginExport(
  build: BuildState,
  index: number,
  { baseDirectory, files }: ReportSpec,
  { arn, exportConfig }: CreateReportOutput,
): Move | undefined {
  const { exportConfigType, s3Destination } = exportConfig;
  if (exportConfigType !== 'S3' || !s3Destination) return undefined;
  const from = placeInWorkspace(build, baseDirectory);
  const chosen = { workspace: workspaceOf(build), baseDirectory: from, files };
  const type = s3Destination.packaging === 'ZIP' ? 'workspace.pack' : 'workspace.keep';
  const step: ExportStep = { type: 'export', index, arn, destination: s3Destination };
  return { build: { ...build, step }, effect: { type, ...chosen } };
}

/** The next object, or that all of them are there. */
export function exportNext(
  build: BuildState,
  step: ExportStep,
  output: unknown,
): Move | { readonly over: BuildState } {
  const objects = step.objects ?? objectsOf(step, output as WorkspaceKept | WorkspacePacked);
  const at = step.at === undefined ? 0 : step.at + 1;
  const object = objects[at];
  if (!object) return { over: build };
  return {
    build: { ...build, step: { ...step, objects, at } },
    effect: put(build, step.destination, object),
  };
}

interface Exported {
  readonly key: string;
  readonly blob: BlobRef;
}

/** AWS: unverified: below the path, by the name of the group and the id of the report. */
function objectsOf({ arn, destination }: ExportStep, output: WorkspaceKept | WorkspacePacked): Exported[] {
  const [group = '', id = ''] = arn.slice(arn.indexOf('/') + 1).split(':');
  const folder = [(destination.path ?? '').replace(/^\/+|\/+$/g, ''), group, id].filter(Boolean).join('/');
  if ('zip' in output) return [{ key: `${folder}.zip`, blob: output.zip }];
  return output.files.map(({ path, blob }) => ({ key: `${folder}/${path}`, blob }));
}

function put({ plan, scope }: BuildState, destination: Destination, { key, blob }: Exported): Effect {
  const { bucket, bucketOwner, encryptionDisabled, encryptionKey } = destination;
  const sealed =
    !encryptionDisabled && encryptionKey !== undefined && !encryptionKey.endsWith('alias/aws/s3');
  return {
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: {
      Bucket: bucket,
      Key: key,
      Body: blob,
      ...(bucketOwner !== undefined && { ExpectedBucketOwner: bucketOwner }),
      ...(sealed && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey }),
    },
    as: plan.serviceRole,
    scope,
  };
}
