import type * as sdk from '@aws-sdk/client-auto-scaling';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import type { Scope } from '../../../base/scope.ts';
import type { TrackingAlarms } from '../../../dispatch/tracking-alarms.ts';
import { collection } from '../../../store/collection.ts';
import type { Tx } from '../../../store/store.ts';

export type PolicyType = 'SimpleScaling' | 'StepScaling' | 'TargetTrackingScaling';

export interface ScalingPolicy {
  readonly groupName: string;
  readonly name: string;
  readonly arn: string;
  readonly type: PolicyType;
  readonly adjustmentType?: string | undefined;
  readonly magnitudeMin?: number | undefined;
  /** Of a simple policy. */
  readonly adjustment?: number | undefined;
  readonly cooldownSeconds?: number | undefined;
  /** Of a step policy. */
  readonly steps?: readonly Given<sdk.StepAdjustment>[] | undefined;
  readonly aggregation?: string | undefined;
  readonly warmupSeconds?: number | undefined;
  readonly tracking?: Given<sdk.TargetTrackingConfiguration> | undefined;
  /** Of target tracking: the alarms it has made. */
  readonly alarms?: TrackingAlarms | undefined;
  readonly enabled: boolean;
}

/** What policies did to a group last. */
export interface Scaling {
  /** No simple policy changes anything before, once what was changed is over. */
  readonly cooldown?: { readonly from: number; readonly seconds: number } | undefined;
  /** What was added that is not counted on yet, by policy: capacity before, and until when. */
  readonly warming: Readonly<Record<string, { readonly base: number; readonly until: number }>>;
}

/** By `<group>|<policy>`. */
export const policies = collection<ScalingPolicy>('autoscaling.policies');
/** By group. */
export const scalings = collection<Scaling>('autoscaling.scalings');

export const policyKey = (group: string, name: string): string => `${group}|${name}`;

export const policiesOf = (tx: Tx, scope: Scope, group: string): ScalingPolicy[] =>
  policies.list(tx, scope, { prefix: policyKey(group, '') });

export const policyArn = (scope: Scope, uuid: string, group: string, name: string): string =>
  arnOf('autoscaling', scope, `scalingPolicy:${uuid}:autoScalingGroupName/${group}:policyName/${name}`);
