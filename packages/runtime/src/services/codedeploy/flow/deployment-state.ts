import type { RevisionLocation, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import type { NewFlow, Telling } from '../../../engine/flow.ts';
import type { EcsAppSpec, LambdaAppSpec } from '../app-spec.ts';
import type { EcsProgress } from '../platforms/ecs/progress.ts';
import type { LambdaProgress } from '../platforms/lambda/progress.ts';
import type { ServerProgress } from '../platforms/server/progress.ts';
import type { GroupSettings } from '../records.ts';

export type DeploymentStatus =
  'Created' | 'Queued' | 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Stopped';

export type EventStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

export interface LifecycleEvent {
  readonly name: string;
  readonly status: EventStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

/**
 * What a deployment is about: a lifecycle event by AWS's name, or what is done before, between and after
 * them.
 */
export type Phase =
  | 'Created'
  | 'role'
  | 'alarm-check'
  | 'revision'
  | 'prepare'
  | 'BeforeInstall'
  | 'Install'
  | 'AfterInstall'
  | 'AllowTestTraffic'
  | 'AfterAllowTestTraffic'
  | 'ready'
  | 'BeforeAllowTraffic'
  | 'AllowTraffic'
  | 'AfterAllowTraffic'
  | 'handover'
  /** Servers are deployed to, so many at a time. */
  | 'instances'
  /** Traffic goes to the replacement servers, and is taken from the original ones. */
  | 'reroute'
  | 'block'
  | 'termination'
  | 'retire'
  /** A rollback's own: sees to it that everything is as it was. */
  | 'verify'
  /** Back to the old version, at once. */
  | 'retreat'
  /** Everything is done but telling the triggers. */
  | 'closing'
  | 'ended';

export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** How a deployment ended, and why. */
export interface Failure {
  readonly status: 'Failed' | 'Stopped';
  /** AWS's ErrorCode. */
  readonly code: string;
  readonly message: string;
  readonly event: RollbackEvent;
  /** Whether to roll back, where whoever stopped it said so. */
  readonly rollBack?: boolean | undefined;
}

/** Why an effect failed. */
export interface Refused {
  /** The name of AWS's error, or the code of a refusal. */
  readonly code: string;
  readonly reason: string;
}

export interface RollbackInfo {
  readonly rollbackDeploymentId?: string;
  readonly rollbackTriggeringDeploymentId?: string;
  readonly rollbackMessage?: string;
}

interface DeploymentCommon extends Scope {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentGroupId: string;
  readonly deploymentConfigName: string;
  readonly settings: GroupSettings;
  readonly routing?: TrafficRoutingConfig | undefined;
  readonly revision: RevisionLocation;
  readonly previousRevision?: RevisionLocation | undefined;
  readonly creator: string;
  readonly description?: string | undefined;
  readonly createTime: number;
  readonly startTime?: number | undefined;
  readonly completeTime?: number | undefined;
  readonly updatedAt: number;
  readonly status: DeploymentStatus;
  readonly failure?: Failure | undefined;
  readonly rollbackInfo?: RollbackInfo | undefined;
  /** What went wrong on the way back; AWS's deploymentStatusMessages. */
  readonly messages: readonly string[];
  readonly phase: Phase;
  readonly events: readonly LifecycleEvent[];
  /** The hook that is waited for. */
  readonly hook?: { readonly executionId: string; readonly event: string } | undefined;
  /** Hook executions that have been answered. */
  readonly hooksDone: readonly string[];
  /** When to be woken, house time. */
  readonly until?: number | undefined;
  /** Whether the way back is behind it. */
  readonly retreated?: boolean | undefined;
  /** Names of effects whose outcome is awaited. */
  readonly underWay: readonly string[];
}

/** Task sets behind a load balancer. */
export interface EcsDeployment extends DeploymentCommon {
  readonly computePlatform: 'ECS';
  readonly appSpec?: EcsAppSpec | undefined;
  readonly ecs: EcsProgress;
}

/** Versions of a function behind an alias. */
export interface LambdaDeployment extends DeploymentCommon {
  readonly computePlatform: 'Lambda';
  readonly appSpec?: LambdaAppSpec | undefined;
  readonly lambda: LambdaProgress;
}

/** Servers with an agent each, whose lifecycle events are their own flows'. */
export interface ServerDeployment extends DeploymentCommon {
  readonly computePlatform: 'Server';
  /** Only agents read it. */
  readonly appSpec?: { readonly hooks: Readonly<Record<string, string>> } | undefined;
  readonly server: ServerProgress;
}

export type Deployment = EcsDeployment | LambdaDeployment | ServerDeployment;

export type DeploymentFact =
  | { readonly type: 'HookReported'; readonly executionId: string; readonly status: 'Succeeded' | 'Failed' }
  | { readonly type: 'StopRequested'; readonly rollBack?: boolean | undefined }
  | {
      readonly type: 'LegEnded';
      readonly instanceId: string;
      readonly status: 'Succeeded' | 'Failed' | 'Skipped';
    }
  | { readonly type: 'WaitEnded'; readonly wait: 'READY_WAIT' | 'TERMINATION_WAIT' };

export type Effects = Readonly<Record<string, Effect>>;

/** How far something has come. `done`: the phase is over. `failure`: so is the deployment. */
export interface Progress<D extends Deployment = Deployment> {
  readonly deployment: D;
  readonly effects?: Effects | undefined;
  readonly starts?: readonly NewFlow[] | undefined;
  readonly tells?: readonly Telling[] | undefined;
  readonly done?: boolean;
  readonly failure?: Failure | undefined;
}

export const isRollback = ({ creator }: Deployment): boolean => creator === 'codeDeployRollback';

export const isOver = ({ status }: Deployment): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

/** From here on there is no way back: the old version is being ended, or all is over. */
export const isFinal = ({ phase }: Deployment): boolean =>
  phase === 'retire' || phase === 'retreat' || phase === 'closing' || phase === 'ended';

/**
 * What is wrong where a role lacks a permission. AWS: user guide, "Troubleshoot Amazon ECS deployment
 * issues".
 */
export function permissionMissing(deployment: Deployment, service: string): string {
  return (
    `The IAM role ${deployment.settings.serviceRoleArn} does not give you permission to perform ` +
    'operations in the ' +
    `following AWS service: ${service}.`
  );
}

export const failed = (code: string, message: string): Failure => ({
  status: 'Failed',
  code,
  message,
  event: 'DEPLOYMENT_FAILURE',
});

/** A call of AWS with the deployment group's service role. */
export function roleCall(deployment: Deployment, service: string, operation: string, input: object): Effect {
  return {
    type: 'aws.call',
    service,
    operation,
    input,
    as: deployment.settings.serviceRoleArn,
    scope: placeOf(deployment),
  };
}

export function roleWait(
  deployment: Deployment,
  service: string,
  operation: string,
  asked: { readonly input: object; readonly until: string },
): Effect {
  const scope = placeOf(deployment);
  return { type: 'aws.wait', service, operation, ...asked, as: deployment.settings.serviceRoleArn, scope };
}

export const placeOf = ({ account, region }: Scope): Scope => ({ account, region });

/** An event that begins or ends. */
export function withEvent<D extends Deployment>(
  deployment: D,
  name: string,
  status: EventStatus,
  now: number,
): D {
  const events = deployment.events.map((event) => {
    if (event.name !== name) return event;
    if (status === 'InProgress') return { ...event, status, startTime: now };
    if (status === 'Skipped') return { ...event, status };
    return { ...event, status, endTime: now };
  });
  return { ...deployment, events };
}

export const isEvent = (deployment: Deployment, phase: Phase): boolean =>
  deployment.events.some(({ name }) => name === phase);
