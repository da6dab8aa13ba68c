import type { BuildPhaseType, ReportExportConfig, StatusType } from '@aws-sdk/client-codebuild';
import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { WorkspaceKept } from '../../../base/effects/workspace.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Buildspec, CommandPhase } from '../buildspec/buildspec.ts';
import type { BuildPlan } from '../records.ts';
import type { FetchedSource } from '../sources/source-origin.ts';
import type { ArtifactSums } from './artifact-sums.ts';
import type { BuildLog } from './build-log.ts';
import type { Meter } from './metering.ts';

/** Everything known of a build. `step` is what is being done; the log goes its own way beside it. */
export interface BuildState {
  readonly scope: Scope;
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  readonly plan: BuildPlan;
  /** What the build's commands reach the house by. */
  readonly endpoint: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** The first thing that went wrong: what the build's status will be. */
  readonly trouble?: 'FAILED' | 'STOPPED' | 'TIMED_OUT' | 'FAULT';
  readonly phases: readonly Phase[];
  readonly step: Step;
  /** Of the service role's session. Gone when the build is over. */
  readonly credentials?: Credentials;
  /** Where the workspace is, on this machine. */
  readonly folder?: string;
  /** The sources, in order: the primary one first. */
  readonly fetched: readonly FetchedSource[];
  readonly buildspec?: Buildspec;
  /** Values of variables that were looked up, by name. Gone when the build is over. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  /** Shells started so far: a command that takes its shell away (`exec`) leaves later phases to a new one. */
  readonly shells: number;
  /** False once the last of them has ended by itself. */
  readonly shellAlive: boolean;
  /** Variables that places of artifacts and reports name, as its commands leave them. Gone when the build is over. */
  readonly placeVariables?: Readonly<Record<string, string>>;
  /** True once it has ended, and with it all that they had started. */
  readonly shellsOver?: boolean;
  /** What its cache is known by, as the shell has evaluated it. */
  readonly cacheKeys?: readonly string[];
  readonly artifacts: Readonly<Record<string, MadeArtifact>>;
  /** Of the reports that were made. */
  readonly reportArns?: readonly string[];
  /** What has gone wrong with reports. */
  readonly reportTroubles?: readonly string[];
  /** How often it may be started again for what has gone wrong, as its buildspec says. */
  readonly retryLimit?: number;
  readonly log: BuildLog;
  /** Set while its commands run. */
  readonly meter?: Meter | undefined;
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

/** An artifact that was uploaded. */
export interface MadeArtifact {
  readonly bucket: string;
  /** Of a zip; or what the keys of files begin with. */
  readonly key: string;
  readonly sums?: ArtifactSums;
}

export interface Phase {
  readonly type: BuildPhaseType;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status?: StatusType;
  readonly context?: PhaseContext;
}

export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

/** What a build does, one thing at a time. Each but the first and the last two is one effect, named by `effectName`. */
export type Step =
  /** Waits for a machine of its fleet. */
  | { readonly type: 'queued' }
  | { readonly type: 'role' }
  | { readonly type: 'log-group' }
  | { readonly type: 'log-stream' }
  | { readonly type: 'source'; readonly index: number; readonly outcomes: readonly unknown[] }
  | { readonly type: 'workspace' }
  /** Of builds that an earlier Penstock began: now it is read when the workspace is prepared. */
  | { readonly type: 'buildspec' }
  /** Of a buildspec in S3: it is got, put where it can be read, and forgotten there. */
  | { readonly type: 'spec'; readonly part: 'get' | 'read' }
  | { readonly type: 'spec'; readonly part: 'forget'; readonly text: string }
  | { readonly type: 'variable'; readonly index: number }
  | { readonly type: 'cache'; readonly part: 'keys' | 'restore' | 'save' | 'keep' }
  /** By the key of this number, the first one wholly; and, of others, what there is that begins so. */
  | { readonly type: 'cache'; readonly part: 'find' | 'list'; readonly at?: number }
  | { readonly type: 'shell'; readonly before: CommandPhase }
  | { readonly type: 'submodules' }
  | { readonly type: 'runtime'; readonly index: number }
  | { readonly type: 'commands'; readonly phase: CommandPhase }
  /** Of variables in places of artifacts and reports. */
  | { readonly type: 'places' }
  | { readonly type: 'report'; readonly index: number; readonly part: 'read' | 'make' }
  | {
      readonly type: 'export';
      readonly index: number;
      /** Of the report. */
      readonly arn: string;
      readonly destination: NonNullable<ReportExportConfig['s3Destination']>;
      /** From when they are known, and which of them is put. */
      readonly objects?: readonly { readonly key: string; readonly blob: BlobRef }[];
      readonly at?: number;
    }
  | { readonly type: 'artifact'; readonly index: number; readonly part: ArtifactPart }
  | { readonly type: 'stop' }
  | { readonly type: 'drain' }
  /** Of a log that goes to S3: when it is whole. */
  | { readonly type: 'log-file'; readonly part: 'compress' | 'put' }
  /** The same: now the workspace is cleared when the build is over. */
  | { readonly type: 'remove' }
  | { readonly type: 'over' };

export type ArtifactPart =
  | { readonly type: 'name' }
  | { readonly type: 'pack'; readonly name?: string }
  | { readonly type: 'upload'; readonly bucket: string; readonly key: string; readonly zip: BlobRef }
  /** Where nothing is packed: the files by themselves. */
  | { readonly type: 'keep'; readonly name?: string }
  | {
      readonly type: 'files';
      readonly bucket: string;
      readonly key: string;
      readonly files: WorkspaceKept['files'];
      readonly at: number;
    };

/** The next state of a build, and the effect that its step is. */
export interface Move {
  readonly build: BuildState;
  readonly effect?: Effect;
}

/** What comes next: a step, or only the cleaning up. */
export type Next = Move | BuildState;

/** Set apart from the log's effects, `log.follow` and `log.put`. */
export function effectName(step: Step): string {
  switch (step.type) {
    case 'source':
      return `source.${step.index}.${step.outcomes.length}`;
    case 'spec':
    case 'log-file':
      return `${step.type}.${step.part}`;
    case 'cache':
      return `cache.${step.part}${'at' in step && step.at ? `.${step.at}` : ''}`;
    case 'report':
      return `report.${step.index}.${step.part}`;
    case 'export':
      return `export.${step.index}.${step.at ?? 'choose'}`;
    case 'artifact':
      return `artifact.${step.index}.${step.part.type}${step.part.type === 'files' ? `.${step.part.at}` : ''}`;
    case 'variable':
    case 'runtime':
      return `${step.type}.${step.index}`;
    case 'commands':
      return `commands.${step.phase}`;
    case 'shell':
      return `shell.${step.before}`;
    default:
      return step.type;
  }
}

export const workspaceOf = (build: Pick<BuildState, 'uuid'>): string => `codebuild-${build.uuid}`;

/** Nothing more is run of it. */
export const isEnding = ({ step }: Pick<BuildState, 'step'>): boolean =>
  ['stop', 'drain', 'log-file', 'remove', 'over'].includes(step.type);

/** Wall time that what commands left running in the background gets to end by itself. */
export const stopGraceMs = 2000;

/** The build's nth shell, counted from 1. */
export const processOf = (build: Pick<BuildState, 'uuid'>, shell: number): string =>
  `codebuild-${build.uuid}-${shell}`;

/** Where the primary source lies in the workspace, whose folder it has to itself unless there are others. */
export const sourceDirectory = ({ plan }: Pick<BuildState, 'plan'>): string =>
  plan.secondarySources.length === 0 || plan.source.type === 'NO_SOURCE' ? '' : 'src';
