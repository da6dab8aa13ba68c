import type { SourceRevisionType } from '@aws-sdk/client-codepipeline';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import type { GitFilters } from '../triggers/filters.ts';
import type { Followed } from '../triggers/followed.ts';
import type { JobReport } from './jobs.ts';

/**
 * How one kind of action is done. Pure, as everything in a flow: it is told what has happened, keeps what it
 * must know in a memory of its own, and answers what to do next. One file for each provider; `providers.ts`
 * lists them.
 */
export interface ActionProvider<Memory = unknown> extends Steps<Work, Memory> {
  readonly type: ActionTypeDescription;
  /** Why this house cannot do what is configured, where AWS could: said when the pipeline is declared. */
  unserved?(action: ActionDeclared): string | undefined;
  /** Why AWS refuses the declaration, besides counts of artifacts and names of keys. `home`: the pipeline's region. */
  refused?(action: ActionDeclared, home: string): string | undefined;
  /**
   * How long AWS lets it run; house time. None for what takes real computing, a build or a checkout: that has
   * time-outs of its own, on the wall's clock.
   */
  timeoutMs?(action: ActionDeclared): number;
  /** What AWS says when that time is over. */
  timeoutError?(action: ActionDeclared): ActionError;
  /** What a source follows, unless it is configured not to; what a trigger wants of it. */
  watch?(action: ActionDeclared, scope: Scope, filters?: GitFilters): Followed | undefined;
  /** How a caller names the revision that a source has to take. None: it takes what there is. */
  readonly revisionTypes?: readonly SourceRevisionType[];
}

/** How an action, or a rule, is taken from its beginning to its end. */
export interface Steps<Known extends Work, Memory> {
  start(work: Known): Move<Memory>;
  proceed(work: Known, memory: Memory, outcome: Outcome): Move<Memory>;
  /** What is left to be done when it fails, times out or is abandoned. What comes of it is not heard. */
  tidy?(work: Known, memory: Memory): Readonly<Record<string, Effect>>;
}

export interface ActionTypeDescription {
  readonly category: 'Source' | 'Build' | 'Test' | 'Deploy' | 'Approval' | 'Invoke' | 'Compute';
  /** AWS, unless said. */
  readonly owner?: 'ThirdParty';
  readonly provider: string;
  readonly inputs: ArtifactCount;
  readonly outputs: ArtifactCount;
  readonly configuration: readonly ConfigurationKey[];
  /** Set where pipelines of type V1 cannot have it. */
  readonly pipelineType?: 'V2';
  /** With `{Config:Key}` placeholders, as ListActionTypes gives it. */
  readonly entityUrlTemplate?: string;
}
/** Of a compute action's commands. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'SECRETS_MANAGER';
}
export interface ArtifactCount {
  readonly min: number;
  readonly max: number;
}
export interface ConfigurationKey {
  readonly name: string;
  readonly required?: boolean;
  /** Text, unless said. */
  readonly type?: 'String' | 'Number' | 'Boolean' | undefined;
  /** Nobody is shown its value but a job's worker. */
  readonly secret?: boolean;
  /** Workers may ask for jobs by its value. */
  readonly queryable?: boolean | undefined;
}

/** Whether a Boolean key is set. */
export const isSet = (configuration: Readonly<Record<string, string>>, key: string): boolean =>
  configuration[key]?.toLowerCase() === 'true';

/** Whether a source is followed: unless its key has another value than `true`. AWS: as seen in the wild, of S3. */
export const isFollowed = (configuration: Readonly<Record<string, string>>, key: string): boolean =>
  configuration[key] === undefined || isSet(configuration, key);

/** What is done: an action, or a rule, which is done as one. */
export interface Worked extends Omit<ActionDeclared, 'actionTypeId'> {
  readonly actionTypeId: Readonly<Record<'category' | 'owner' | 'provider' | 'version', string>>;
}

/** Everything an action may know. */
export interface Work {
  /** Where the action runs. */
  readonly scope: Scope;
  /** Where its pipeline is. */
  readonly pipelineScope: Scope;
  readonly startTime: number;
  readonly pipelineName: string;
  readonly stageName: string;
  readonly executionId: string;
  readonly actionExecutionId: string;
  readonly action: Worked;
  /** With all variables resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Of a compute action; with all variables resolved. */
  readonly commands?: readonly string[] | undefined;
  /** The same. */
  readonly environmentVariables?: readonly EnvironmentVariable[] | undefined;
  /** Whose rights it has: the action's role, or the pipeline's. */
  readonly role: string;
  /** Whom that role lets in. */
  readonly letIn: string;
  readonly inputs: readonly ArtifactObject[];
  /** Where its output artifacts have to be put. */
  readonly outputs: readonly ArtifactObject[];
  /** House time at which it fails for having taken too long. */
  readonly deadline?: number | undefined;
  /** The revision that a source has to take, where a trigger or a caller named one. */
  readonly revisionId?: string | undefined;
  /** Where that revision is, if elsewhere than configured: a branch, or an object's key. */
  readonly place?: string | undefined;
  /** What the trigger that wanted it tells of the change. */
  readonly triggerVariables?: Readonly<Record<string, string>> | undefined;
}

/** A zip in the artifact store. */
export interface ArtifactObject {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  /** Of the store it is in, where that has one. */
  readonly encryptionKey?: string | undefined;
  readonly revisionId?: string | undefined;
}

/** What became of an effect, by the name that the provider gave it; or what somebody answered. */
export type Outcome =
  | { readonly type: 'Done'; readonly step: string; readonly output: any }
  | { readonly type: 'Refused'; readonly step: string; readonly code: string; readonly reason: string }
  | {
      readonly type: 'Answered';
      readonly status: 'Approved' | 'Rejected';
      readonly summary: string;
      readonly by: string;
    }
  | { readonly type: 'Reported'; readonly job: string; readonly report: JobReport }
  /** The time that it wanted to be told of has come. */
  | { readonly type: 'TimeCame' };

/** What an action does next. */
export type Move<Memory> =
  | {
      readonly type: 'goes on';
      readonly memory: Memory;
      readonly effects?: Readonly<Record<string, Effect>>;
      readonly shows?: Shown;
      /** Steps under way that it no longer wants. */
      readonly cancels?: readonly string[];
      /** It fails when nothing is heard of it for so long; house time. */
      readonly silentMs?: number;
      /** It is told that so much time is over, unless it moves before; house time. */
      readonly wakeMs?: number;
      /** It waits as before: neither of these two begins anew. */
      readonly unmoved?: true;
    }
  | ({ readonly type: 'succeeds' } & Succeeded)
  | { readonly type: 'fails'; readonly error: ActionError; readonly shows?: Shown };

/** What an action leaves behind that has succeeded. */
export interface Succeeded {
  readonly shows?: Shown;
  readonly variables?: Readonly<Record<string, string>>;
  /** Of the output artifacts. */
  readonly revision?: Revision;
}

/** What callers see of an action that runs or has run. */
export interface Shown {
  readonly externalExecutionId?: string;
  readonly externalExecutionUrl?: string;
  /** Where a compute action logs. */
  readonly logStreamARN?: string;
  readonly summary?: string;
  /** How far its worker says it is. */
  readonly percentComplete?: number;
  /** By which an approval is answered. */
  readonly token?: string;
  readonly updatedBy?: string;
}

export interface ActionError {
  /** AWS's: JobFailed, ConfigurationError, PermissionError … */
  readonly code: string;
  readonly message: string;
}

export interface Revision {
  readonly revisionId: string;
  /** Of the change that brought it in, where it is known by another name. */
  readonly changeId?: string;
  readonly revisionSummary?: string;
  readonly revisionUrl?: string;
  /** House time. */
  readonly created: number;
}

export const configurationError = (message: string): Move<never> => ({
  type: 'fails',
  error: { code: 'ConfigurationError', message },
});

/** A refusal that the provider has no better words for: what AWS, or the world, said. */
export function refused(outcome: { readonly code: string; readonly reason: string }): Move<never> {
  const code = /AccessDenied|NotAuthorized|Unauthorized/.test(outcome.code) ? 'PermissionError' : 'JobFailed';
  return { type: 'fails', error: { code, message: outcome.reason } };
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
