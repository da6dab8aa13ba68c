import type * as sdk from '@aws-sdk/client-auto-scaling';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  deleteTrackingAlarms,
  putTrackingAlarms,
  trackingAlarms,
} from '../../../dispatch/tracking-alarms.ts';
import { invalid, policyNotFound, tokenInvalid } from '../errors.ts';
import { lowShare, trackedMetric } from '../policies/metrics.ts';
import {
  policies,
  policiesOf,
  policyArn,
  policyKey,
  type PolicyType,
  type ScalingPolicy,
} from '../policies/records.ts';
import { groups } from '../records.ts';
import { findGroup } from './finding.ts';

const adjustmentTypes = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];

export const describeAdjustmentTypes: Handler<
  object,
  Answered<sdk.DescribeAdjustmentTypesCommandOutput>
> = () => ({
  AdjustmentTypes: adjustmentTypes.map((AdjustmentType) => ({ AdjustmentType })),
});

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html */
export const putScalingPolicy: Handler<
  Given<sdk.PutScalingPolicyCommandInput>,
  Answered<sdk.PutScalingPolicyCommandOutput>
> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const key = policyKey(group.name, input.PolicyName);
  const known = policies.get(call.tx, call, key);
  const policy = declared(call, input, known);
  if (known?.alarms && known.alarms.high !== policy.alarms?.high) deleteTrackingAlarms(call, known.alarms);
  policies.put(call.tx, call, key, policy);
  if (policy.tracking) {
    const { arn, alarms, tracking } = policy;
    const metric = trackedMetric(group.name, tracking);
    putTrackingAlarms(call, { arn, alarms: alarms!, metric, target: tracking.TargetValue, lowShare });
  }
  return { PolicyARN: policy.arn, Alarms: alarmsOf(call, policy) };
};

function declared(
  call: Call,
  input: Given<sdk.PutScalingPolicyCommandInput>,
  known: ScalingPolicy | undefined,
): ScalingPolicy {
  const { AutoScalingGroupName: groupName, PolicyName: name, PolicyType: type = 'SimpleScaling' } = input;
  if (!['SimpleScaling', 'StepScaling', 'TargetTrackingScaling'].includes(type))
    invalid(`Penstock does not serve the policy type ${type} (yet)`);
  if (type === 'TargetTrackingScaling' && !input.TargetTrackingConfiguration)
    invalid('TargetTrackingConfiguration must be specified for a target tracking scaling policy');
  if (type !== 'TargetTrackingScaling') checkAdjustment(input, type);
  const tracking = type === 'TargetTrackingScaling' ? input.TargetTrackingConfiguration : undefined;
  const kept =
    tracking && known?.alarms && (known.alarms.low === undefined) === (tracking.DisableScaleIn === true);
  return {
    groupName,
    name,
    arn: known?.arn ?? policyArn(call, call.ids.uuid(), groupName, name),
    type: type as PolicyType,
    adjustmentType: input.AdjustmentType,
    magnitudeMin: input.MinAdjustmentMagnitude ?? input.MinAdjustmentStep,
    adjustment: input.ScalingAdjustment,
    cooldownSeconds: input.Cooldown,
    steps: input.StepAdjustments,
    aggregation: input.MetricAggregationType,
    warmupSeconds: input.EstimatedInstanceWarmup,
    tracking,
    alarms: tracking && (kept ? known.alarms : trackingAlarms(call, groupName, tracking.DisableScaleIn)),
    enabled: input.Enabled ?? true,
  };
}

// AWS: the sentences are unverified.
function checkAdjustment(input: Given<sdk.PutScalingPolicyCommandInput>, type: string): void {
  const { AdjustmentType, ScalingAdjustment, StepAdjustments = [] } = input;
  if (!adjustmentTypes.includes(AdjustmentType ?? '')) invalid(`Invalid AdjustmentType: ${AdjustmentType}`);
  if (type === 'SimpleScaling' && (ScalingAdjustment === undefined || StepAdjustments.length > 0))
    invalid('A simple scaling policy must have a ScalingAdjustment, and no StepAdjustments');
  if (type === 'StepScaling' && (ScalingAdjustment !== undefined || StepAdjustments.length === 0))
    invalid('A step scaling policy must have StepAdjustments, and no ScalingAdjustment');
  if (type === 'StepScaling' && input.Cooldown !== undefined)
    invalid('A step scaling policy has no Cooldown: it waits for its instances to warm up');
}

/** By name or ARN. */
export function findPolicy(call: Call, named: string, group: string | undefined): ScalingPolicy {
  if (named.startsWith('arn:'))
    return policies.list(call.tx, call).find(({ arn }) => arn === named) ?? policyNotFound(named);
  if (group === undefined)
    return invalid('AutoScalingGroupName must be specified along with the name of a policy');
  findGroup(call, group);
  return policies.get(call.tx, call, policyKey(group, named)) ?? policyNotFound(named);
}

export const deletePolicy: Handler<Given<sdk.DeletePolicyCommandInput>, object> = (input, call) => {
  removePolicy(call, findPolicy(call, input.PolicyName, input.AutoScalingGroupName));
  return {};
};

export function removePolicy(call: Call, { groupName, name, alarms }: ScalingPolicy): void {
  if (alarms) deleteTrackingAlarms(call, alarms);
  policies.delete(call.tx, call, policyKey(groupName, name));
}

const listMax = 50;

export const describePolicies: Handler<
  Given<sdk.DescribePoliciesCommandInput>,
  Answered<sdk.DescribePoliciesCommandOutput>
> = (input, call) => {
  const { AutoScalingGroupName: group, PolicyNames: names, PolicyTypes: types } = input;
  if (group !== undefined) findGroup(call, group);
  const all = group === undefined ? groups.list(call.tx, call).map(({ name }) => name) : [group];
  const wanted = all
    .flatMap((name) => policiesOf(call.tx, call, name))
    .filter(({ name, arn }) => !names?.length || names.includes(name) || names.includes(arn))
    .filter(({ type }) => !types?.length || types.includes(type));
  const page = pageOf(wanted, ({ arn }) => arn, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: tokenInvalid,
  });
  return { ScalingPolicies: page.items.map((policy) => policyAnswer(call, policy)), NextToken: page.next };
};

const policyAnswer = (call: Call, policy: ScalingPolicy): sdk.ScalingPolicy => ({
  AutoScalingGroupName: policy.groupName,
  PolicyName: policy.name,
  PolicyARN: policy.arn,
  PolicyType: policy.type,
  AdjustmentType: policy.adjustmentType,
  MinAdjustmentMagnitude: policy.magnitudeMin,
  ScalingAdjustment: policy.adjustment,
  Cooldown: policy.cooldownSeconds,
  StepAdjustments: (policy.steps ?? []) as sdk.StepAdjustment[],
  MetricAggregationType: policy.aggregation,
  EstimatedInstanceWarmup: policy.warmupSeconds,
  TargetTrackingConfiguration: policy.tracking as sdk.TargetTrackingConfiguration | undefined,
  Alarms: alarmsOf(call, policy),
  Enabled: policy.enabled,
});

/** Those that target tracking has made; of other policies, those that name them. */
function alarmsOf(call: Call, { alarms, arn }: ScalingPolicy): sdk.Alarm[] {
  if (alarms)
    return [alarms.high, ...(alarms.low === undefined ? [] : [alarms.low])].map((AlarmName) => ({
      AlarmName,
      AlarmARN: arnOf('cloudwatch', call, `alarm:${AlarmName}`),
    }));
  const { MetricAlarms } = call.forward('cloudwatch', 'DescribeAlarms', { ActionPrefix: arn });
  return MetricAlarms.map(({ AlarmName, AlarmArn }: any) => ({ AlarmName, AlarmARN: AlarmArn }));
}
