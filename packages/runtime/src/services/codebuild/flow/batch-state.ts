import type {
  BatchReportModeType,
  BuildBatchPhaseType,
  ProjectArtifacts,
  StartBuildInput,
  StatusType,
} from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import type { BatchTask } from '../buildspec/parse-batchspec.ts';
import type { BuildPlan } from '../records.ts';
import type { FetchedSource } from '../sources/source-origin.ts';
import type { PhaseContext } from './build-state.ts';

/** Everything known of a batch of builds. It stays when it is over, since it may be retried. */
export interface BatchState {
  readonly scope: Scope;
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  /** Of its project and of what StartBuildBatch says otherwise: of each of its builds, but for what its task says. */
  readonly plan: BuildPlan;
  /** What StartBuildBatch says otherwise, for each of its builds. */
  readonly overrides: Omit<StartBuildInput, 'projectName'>;
  readonly config: BatchConfig;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** When it has taken too long. */
  readonly dueAt?: number | undefined;
  readonly phases: readonly BatchPhase[];
  readonly fetched?: FetchedSource;
  /** What came of fetching the source so far. */
  readonly outcomes: readonly unknown[];
  readonly fastFail: boolean;
  readonly groups: readonly BatchGroup[];
  /** Why no further builds are begun. */
  readonly stopping?: BatchStop | undefined;
  /** Zips of builds, to be made one. */
  readonly zips: readonly BlobRef[];
}

/** A build has failed, somebody has stopped it, or it has taken too long. */
export type BatchStop = 'FAILED' | 'STOPPED' | 'TIMED_OUT';

export interface BatchConfig {
  /** Starts and stops the builds. */
  readonly serviceRole: string;
  readonly combineArtifacts: boolean;
  readonly batchReportMode?: BatchReportModeType | undefined;
  readonly maximumBuildsAllowed?: number | undefined;
  readonly computeTypesAllowed?: readonly string[] | undefined;
  /** Their names or ARNs. */
  readonly fleetsAllowed?: readonly string[] | undefined;
  /** As it is declared. */
  readonly timeoutInMins?: number | undefined;
}

export interface BatchGroup {
  readonly task: BatchTask;
  /** One for each attempt, the last one counts. */
  readonly runs: readonly BatchRun[];
  /** It has to run (again), when what it depends on is done. */
  readonly waiting: boolean;
}

export interface BatchRun {
  readonly requestedOn: number;
  /** Until it has been started there is none. */
  readonly buildId?: string;
  readonly arn?: string;
  readonly status: StatusType;
  readonly primary?: ResolvedArtifact;
  readonly secondary?: readonly ResolvedArtifact[];
}
export interface ResolvedArtifact {
  readonly type: string;
  readonly location: string;
  readonly identifier?: string;
}

export interface BatchPhase {
  readonly type: BuildBatchPhaseType;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status?: StatusType;
  readonly context?: PhaseContext;
}

/** A batch in the making, and what is to be done. */
export interface BatchMove {
  readonly batch: BatchState;
  readonly effects: Readonly<Record<string, Effect>>;
}
export const still = (batch: BatchState): BatchMove => ({ batch, effects: {} });
export const asking = (batch: BatchState, name: string, effect: Effect): BatchMove => ({
  batch,
  effects: { [name]: effect },
});

export function enterPhase(batch: BatchState, type: BuildBatchPhaseType, now: number): BatchState {
  return { ...batch, phases: [...batch.phases, { type, startedAt: now }] };
}

export function leavePhase(
  batch: BatchState,
  status: StatusType,
  now: number,
  context: PhaseContext = { statusCode: '', message: '' },
): BatchState {
  const open = batch.phases.at(-1)!;
  const closed = { ...open, endedAt: now, status, context };
  return { ...batch, phases: [...batch.phases.slice(0, -1), closed] };
}

/** When a batch has taken too long that begins now, or begins again. */
export const dueOf = ({ timeoutInMins }: BatchConfig, now: number): number | undefined =>
  timeoutInMins === undefined ? undefined : now + timeoutInMins * 60_000;

/** The last phase, of which nothing comes. */
export function over(batch: BatchState, type: 'SUCCEEDED' | 'FAILED' | 'STOPPED', now: number): BatchMove {
  return still({ ...enterPhase(batch, type, now), endedAt: now });
}

/** A phase that fails ends the batch. */
export function failed(batch: BatchState, statusCode: string, message: string, now: number): BatchMove {
  return over(leavePhase(batch, 'FAILED', now, { statusCode, message }), 'FAILED', now);
}

export const batchWorkspace = ({ uuid }: BatchState): string => `codebuild-batch-${uuid}`;

export const primaryArtifact = ({ plan }: BatchState): ProjectArtifacts => plan.artifacts;

export const sourceCall = (batch: BatchState, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 's3',
  operation,
  input,
  as: batch.plan.serviceRole,
  scope: batch.scope,
});
