import type {
  StepScalingPolicyConfiguration,
  SuspendedState,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { targetNotFound } from './errors.ts';

/** What a scalable target is known by. */
export interface TargetKey {
  readonly namespace: string;
  /** `service/<cluster>/<service>`. */
  readonly resourceId: string;
  readonly dimension: string;
}

export interface ScalableTarget extends TargetKey {
  readonly arn: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly roleArn: string;
  readonly suspended: Required<SuspendedState>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface ScalingPolicy extends TargetKey {
  readonly name: string;
  readonly arn: string;
  readonly type: 'StepScaling' | 'TargetTrackingScaling';
  readonly step?: StepScalingPolicyConfiguration | undefined;
  readonly tracking?: TargetTrackingScalingPolicyConfiguration | undefined;
  /** Of target tracking: the alarms it has made. */
  readonly alarms?: { readonly high: string; readonly low?: string | undefined } | undefined;
  readonly createdAt: number;
}

export interface ScheduledAction extends TargetKey {
  readonly name: string;
  readonly arn: string;
  readonly schedule: string;
  readonly timezone?: string | undefined;
  /** Epoch milliseconds. */
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  readonly minCapacity?: number | undefined;
  readonly maxCapacity?: number | undefined;
  readonly createdAt: number;
}

/** By target. */
export const targets = collection<ScalableTarget>('application-autoscaling.targets');
/** By target, then name. */
export const policies = collection<ScalingPolicy>('application-autoscaling.policies');
/** By target, then name. */
export const scheduledActions = collection<ScheduledAction>('application-autoscaling.scheduled-actions');

export const targetKey = ({ namespace, resourceId, dimension }: TargetKey): string =>
  `${namespace}|${resourceId}|${dimension}`;
export const namedKey = (key: TargetKey, name: string): string => `${targetKey(key)}|${name}`;

export const targetFlowId = (scope: Scope, key: TargetKey): string =>
  flowId('application-autoscaling.target', scope, targetKey(key));
export const scheduleFlowId = (scope: Scope, key: TargetKey, name: string): string =>
  flowId('application-autoscaling.schedule', scope, namedKey(key, name));

export const findTarget = (tx: Tx, scope: Scope, key: TargetKey): ScalableTarget | undefined =>
  targets.get(tx, scope, targetKey(key));

export const targetOf = (call: Call, key: TargetKey): ScalableTarget =>
  findTarget(call.tx, call, key) ?? targetNotFound(key);

export const policiesOf = (tx: Tx, scope: Scope, key: TargetKey): ScalingPolicy[] =>
  policies.list(tx, scope, { prefix: namedKey(key, '') });

export const scheduledActionsOf = (tx: Tx, scope: Scope, key: TargetKey): ScheduledAction[] =>
  scheduledActions.list(tx, scope, { prefix: namedKey(key, '') });

/** AWS: `scalable-target/1234abcd56ab78cd901ef1234567890ab123`. */
export const targetArn = (scope: Scope, id: string): string =>
  arnOf('application-autoscaling', scope, `scalable-target/${id}`);

// AWS: alarm actions in public descriptions of alarms: a policy is of the service `autoscaling`.
export const policyArn = (
  scope: Scope,
  uuid: string,
  { namespace, resourceId }: TargetKey,
  name: string,
): string =>
  arnOf('autoscaling', scope, `scalingPolicy:${uuid}:resource/${namespace}/${resourceId}:policyName/${name}`);

export const scheduledActionArn = (
  scope: Scope,
  uuid: string,
  { namespace, resourceId }: TargetKey,
  name: string,
): string =>
  arnOf(
    'autoscaling',
    scope,
    `scheduledAction:${uuid}:resource/${namespace}/${resourceId}:scheduledActionName/${name}`,
  );
