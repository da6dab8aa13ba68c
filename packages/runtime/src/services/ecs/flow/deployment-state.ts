import type { ToldAction } from '../../../base/routed-actions.ts';
import type {
  DeploymentConfiguration,
  DeploymentLifecycleHookAction,
  DeploymentLifecycleHookStage,
  DeploymentLifecycleHookStatus,
  ServiceDeploymentLifecycleStage,
  ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs';
import { derivedUuid } from '../../../base/ids.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { Step } from './deployment-steps.ts';

/** A rule whose traffic a deployment shifts from one target group to another. */
export interface Shifted {
  readonly kind: 'production' | 'test';
  readonly rule: string;
  readonly roleArn: string;
  /** What the source's tasks are in; without a source, the group that the target's are not in. */
  readonly blue: string;
  readonly green: string;
  /** A listener's default rule is changed by its listener. Known when it has been looked at. */
  readonly isDefault?: boolean;
  /** What it asks of whoever comes, where it does. */
  readonly asking?: readonly ToldAction[];
}

export interface HookRun {
  readonly id: string;
  /** Which of the configuration's hooks it is. */
  readonly hook: number;
  readonly stage: DeploymentLifecycleHookStage;
  readonly status: DeploymentLifecycleHookStatus;
  readonly expiresAt: number;
  readonly timeoutAction: DeploymentLifecycleHookAction;
  /** How often the function has been asked. */
  readonly asked: number;
  /** When it is asked again. */
  readonly againAt?: number | undefined;
}

export interface Watching {
  readonly names: readonly string[];
  readonly status: 'MONITORING' | 'TRIGGERED' | 'MONITORING_COMPLETE' | 'DISABLED';
  readonly triggered: readonly string[];
  /** How long what the alarms look at takes, in milliseconds: a rolling update is watched as long after it. */
  readonly windowMs: number;
}

/** A service deployment, whatever its strategy. */
export interface DeploymentState {
  readonly scope: Scope;
  readonly cluster: string;
  readonly serviceName: string;
  readonly serviceFlow: string;
  readonly arn: string;
  readonly serviceArn: string;
  /** The id of the task set it makes: `ecs-svc/…`. */
  readonly taskSet: string;
  readonly revision: string;
  readonly source?: { readonly taskSet: string; readonly revision: string } | undefined;
  readonly configuration: DeploymentConfiguration;
  /** Whether it shifts traffic by itself, or rolls its tasks out. */
  readonly shifting: boolean;
  readonly rules: readonly Shifted[];
  readonly status: ServiceDeploymentStatus;
  readonly statusReason?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly steps: readonly Step[];
  readonly at: number;
  readonly phase: 'acting' | 'hooks' | 'baking';
  /** Effects of the step's action that have not come back. */
  readonly acting: readonly string[];
  readonly bakedAt?: number | undefined;
  readonly stage?: ServiceDeploymentLifecycleStage | undefined;
  readonly hooks: readonly HookRun[];
  /** Of the target revision, in per cent. */
  readonly productionWeight: number;
  readonly testWeight: number;
  readonly alarms?: Watching | undefined;
  readonly rollback?: { readonly reason: string; readonly startedAt: number } | undefined;
  /** The circuit breaker has given it up, after so many failed tasks. */
  readonly broken?: { readonly failures: number } | undefined;
  /** Something of the way back did not work. */
  readonly rollbackTrouble?: string | undefined;
}

export interface RolloutReady {
  readonly type: 'RolloutReady';
}
export interface RolloutCompleted {
  readonly type: 'RolloutCompleted';
}
/** So many of its tasks have failed that it is given up. */
export interface RolloutFailed {
  readonly type: 'RolloutFailed';
  readonly reason: string;
  readonly failures: number;
  readonly rollsBack: boolean;
}
export interface RolledBack {
  readonly type: 'RolledBack';
}
/** All its tasks run, and are healthy. */
export interface TaskSetSteady {
  readonly type: 'TaskSetSteady';
}
export interface StopRequested {
  readonly type: 'StopRequested';
  readonly stopType: 'ABORT' | 'ROLLBACK';
}
/** Another deployment of the service has begun, or the service is deleted. */
export interface Superseded {
  readonly type: 'Superseded';
  readonly reason: string;
}
export interface HookAnswered {
  readonly type: 'HookAnswered';
  readonly hook: string;
  readonly action: DeploymentLifecycleHookAction;
}
export type DeploymentFact =
  | RolloutReady
  | RolloutCompleted
  | RolloutFailed
  | RolledBack
  | TaskSetSteady
  | StopRequested
  | Superseded
  | HookAnswered;

export const deploymentKind = 'ecs.service-deployment';

export const deploymentFlowId = (scope: Scope, taskSet: string): string =>
  flowId(deploymentKind, scope, taskSet);

export const isEnded = ({ status }: DeploymentState): boolean =>
  /^(SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/.test(status);

export const isGoingBack = ({ status }: DeploymentState): boolean => status.startsWith('ROLLBACK_');

export const hookId = (arn: string, step: number, hook: number): string =>
  derivedUuid('ecs.hook', arn, String(step), String(hook));
