import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import { arnOf } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, notServed, policyNotFound } from '../errors.ts';
import { keyOf, paged, type Answer, type Keyed } from '../keys.ts';
import { namedKey, policies, policyArn, targetOf, type ScalingPolicy, type TargetKey } from '../records.ts';
import { trackingAlarms } from '../../../dispatch/tracking-alarms.ts';
import { deleteAlarms, putAlarms } from '../tracking-alarms.ts';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
export const putScalingPolicy: Handler<
  sdk.PutScalingPolicyCommandInput,
  Answer<sdk.PutScalingPolicyCommandOutput>
> = (input, call) => {
  const key = keyOf(input as Keyed);
  targetOf(call, key);
  const name = input.PolicyName!;
  const known = policies.get(call.tx, call, namedKey(key, name));
  const policy = declared(call, key, input, known);
  if (known && !sameAlarms(known, policy)) deleteAlarms(call, known);
  policies.put(call.tx, call, namedKey(key, name), policy);
  if (policy.tracking) putAlarms(call, policy);
  return { PolicyARN: policy.arn, Alarms: alarmsOf(call, policy) };
};

const sameAlarms = (a: ScalingPolicy, b: ScalingPolicy): boolean =>
  a.alarms?.high === b.alarms?.high && a.alarms?.low === b.alarms?.low;

function declared(
  call: Call,
  key: TargetKey,
  input: sdk.PutScalingPolicyCommandInput,
  known: ScalingPolicy | undefined,
): ScalingPolicy {
  const name = input.PolicyName!;
  const type = input.PolicyType ?? known?.type ?? 'StepScaling';
  if (type === 'PredictiveScaling') notServed('predictive scaling');
  const step = input.StepScalingPolicyConfiguration ?? known?.step;
  const tracking = input.TargetTrackingScalingPolicyConfiguration ?? known?.tracking;
  const common = {
    ...key,
    name,
    arn: known?.arn ?? policyArn(call, call.ids.uuid(), key, name),
    createdAt: known?.createdAt ?? call.now,
  };
  if (type === 'StepScaling') return { ...common, type, step: checkStep(step) };
  checkTracking(tracking);
  const before = known?.alarms;
  const kept = before && (before.low === undefined) === (tracking!.DisableScaleIn === true);
  return {
    ...common,
    type,
    tracking,
    alarms: kept ? before : trackingAlarms(call, key.resourceId, tracking!.DisableScaleIn),
  };
}

// AWS: the sentences are unverified.
function checkStep(step: ScalingPolicy['step']): ScalingPolicy['step'] {
  if (!step) return invalid('StepScalingPolicyConfiguration must be specified for a step scaling policy');
  const { AdjustmentType, StepAdjustments = [], MinAdjustmentMagnitude } = step;
  if (AdjustmentType === undefined) invalid('AdjustmentType must be specified');
  if (StepAdjustments.length === 0) invalid('At least one StepAdjustment must be specified');
  if (MinAdjustmentMagnitude !== undefined && AdjustmentType !== 'PercentChangeInCapacity')
    invalid('MinAdjustmentMagnitude is only supported with PercentChangeInCapacity');
  const bounds = StepAdjustments.map((each) => [
    each.MetricIntervalLowerBound ?? -Infinity,
    each.MetricIntervalUpperBound ?? Infinity,
  ]).sort(([a], [b]) => a! - b!);
  if (bounds.some(([lower, upper]) => lower! >= upper!))
    invalid('MetricIntervalUpperBound must be greater than MetricIntervalLowerBound');
  const places = bounds.slice(1).map(([lower], index) => lower! - bounds[index]![1]!);
  if (places.some((gap) => gap < 0)) invalid('StepAdjustment intervals cannot overlap');
  if (places.some((gap) => gap > 0)) invalid('StepAdjustment intervals cannot have gaps between them');
  return step;
}

function checkTracking(tracking: ScalingPolicy['tracking']): void {
  if (!tracking)
    invalid(
      'TargetTrackingScalingPolicyConfiguration must be specified for a target tracking scaling policy',
    );
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = tracking!;
  if ((predefined === undefined) === (own === undefined))
    invalid('Either PredefinedMetricSpecification or CustomizedMetricSpecification must be specified');
  if (own && !own.Metrics?.length && !(own.MetricName && own.Namespace && own.Statistic))
    invalid('MetricName, Namespace and Statistic must be specified for a customized metric');
  if (tracking!.TargetValue! <= 0) invalid('TargetValue must be greater than 0');
}

export const deleteScalingPolicy: Handler<sdk.DeleteScalingPolicyCommandInput, object> = (input, call) => {
  const key = keyOf(input as Keyed);
  targetOf(call, key);
  const name = input.PolicyName!;
  const policy = policies.get(call.tx, call, namedKey(key, name)) ?? policyNotFound(key, name);
  deleteAlarms(call, policy);
  policies.delete(call.tx, call, namedKey(key, name));
  return {};
};

export const describeScalingPolicies: Handler<
  sdk.DescribeScalingPoliciesCommandInput,
  Answer<sdk.DescribeScalingPoliciesCommandOutput>
> = (input, call) => {
  const found = policies
    .list(call.tx, call, { prefix: `${input.ServiceNamespace}|` })
    .filter(
      ({ name, resourceId, dimension }) =>
        (!input.PolicyNames?.length || input.PolicyNames.includes(name)) &&
        (input.ResourceId === undefined || input.ResourceId === resourceId) &&
        (input.ScalableDimension === undefined || input.ScalableDimension === dimension),
    );
  const { items, NextToken } = paged(found, (policy) => namedKey(policy, policy.name), input);
  return { ScalingPolicies: items.map((policy) => policyAnswer(call, policy)), NextToken };
};

function policyAnswer(call: Call, policy: ScalingPolicy): sdk.ScalingPolicy {
  return {
    PolicyARN: policy.arn,
    PolicyName: policy.name,
    ServiceNamespace: policy.namespace as sdk.ServiceNamespace,
    ResourceId: policy.resourceId,
    ScalableDimension: policy.dimension as sdk.ScalableDimension,
    PolicyType: policy.type,
    StepScalingPolicyConfiguration: policy.step,
    TargetTrackingScalingPolicyConfiguration: policy.tracking,
    Alarms: alarmsOf(call, policy),
    CreationTime: new Date(policy.createdAt),
  };
}

/** Those that target tracking has made; of step scaling, those that name it. */
function alarmsOf(call: Call, policy: ScalingPolicy): sdk.Alarm[] {
  const { alarms } = policy;
  if (!alarms) return namedBy(call, policy);
  return [alarms.high, ...(alarms.low === undefined ? [] : [alarms.low])].map((AlarmName) => ({
    AlarmName,
    AlarmARN: arnOf('cloudwatch', call, `alarm:${AlarmName}`),
  }));
}

function namedBy(call: Call, { arn }: ScalingPolicy): sdk.Alarm[] {
  const { MetricAlarms } = call.forward('cloudwatch', 'DescribeAlarms', { ActionPrefix: arn });
  return MetricAlarms.map(({ AlarmName, AlarmArn }: any) => ({ AlarmName, AlarmARN: AlarmArn }));
}
