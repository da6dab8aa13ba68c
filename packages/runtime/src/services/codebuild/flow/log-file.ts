import type { WorkspaceCompressed } from '../../../base/effects/workspace.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import type { BuildState, Move, PhaseContext, Step } from './build-state.ts';
import { logName, logWorkspace } from './log-writing.ts';
import { bucketAndKey, objectAccess } from './object-access.ts';
import { spoil } from './phases.ts';

// AWS: LogsConfig, s3Logs. Unverified: what becomes of a build whose log cannot be put there.

type LogFileStep = Extract<Step, { type: 'log-file' }>;

/** Its object. AWS: as seen in answers: the build's id behind the prefix, as gzip has it. */
export function logObject({ plan, uuid }: Pick<BuildState, 'plan' | 'uuid'>): readonly [string, string] {
  const [bucket, prefix] = bucketAndKey(plan.s3Logs!.location!);
  return [bucket, [prefix, `${uuid}.gz`].filter(Boolean).join('/')];
}

/** The log is whole: it is put into its bucket. Undefined where there is nothing to be put. */
export function uploadLog(build: BuildState): Move | undefined {
  const { bytes = 0, lost } = build.log.file ?? {};
  if (lost || bytes === 0) return undefined;
  return {
    build: { ...build, step: { type: 'log-file', part: 'compress' } },
    effect: { type: 'workspace.compress', workspace: logWorkspace(build), path: logName },
  };
}

export function logFileDone(build: BuildState, { part }: LogFileStep, output: unknown): Move {
  if (part === 'put') return { build: { ...build, step: { type: 'over' } } };
  const { plan, scope } = build;
  const [Bucket, Key] = logObject(build);
  const input = {
    Bucket,
    Key,
    Body: (output as WorkspaceCompressed).blob,
    ...objectAccess(plan, plan.s3Logs!),
  };
  return {
    build: { ...build, step: { type: 'log-file', part: 'put' } },
    effect: { type: 'aws.call', service: 's3', operation: 'PutObject', input, as: plan.serviceRole, scope },
  };
}

export const logFileRefused = (build: BuildState, { code, reason }: EffectFailed, now: number): Move => ({
  build: { ...spoil(build, 'FAILED', now, unkept(`${code}: ${reason}`)), step: { type: 'over' } },
});

export const unkept = (why: string): PhaseContext => ({
  statusCode: 'CLIENT_ERROR',
  message: `Unable to upload the log to S3: ${why}`,
});
