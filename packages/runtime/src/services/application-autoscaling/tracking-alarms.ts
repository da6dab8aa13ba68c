import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Call } from '../../dispatch/service.ts';
import { invalid, notServed } from './errors.ts';
import { placeIn } from './flow/resource.ts';
import type { ScalingPolicy, TargetKey } from './records.ts';

type Tracking = sdk.TargetTrackingScalingPolicyConfiguration;

/** The alarms of a policy that tracks a target, made as its caller: AWS asks for cloudwatch:PutMetricAlarm, too. */
// AWS: descriptions of such alarms in public, of a service: 3 minutes above the target, 15 minutes below 90 % of it.
export function putAlarms(call: Call, policy: ScalingPolicy): void {
  const { alarms, tracking } = policy;
  const target = tracking!.TargetValue!;
  const put = (name: string, more: object) =>
    call.forward('cloudwatch', 'PutMetricAlarm', {
      AlarmName: name,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
      AlarmActions: [policy.arn],
      ...measure(tracking!, policy),
      ...more,
    });
  put(alarms!.high, { ComparisonOperator: 'GreaterThanThreshold', Threshold: target, EvaluationPeriods: 3 });
  if (alarms!.low === undefined) return;
  const low = Number((target * 0.9).toPrecision(12));
  put(alarms!.low, { ComparisonOperator: 'LessThanThreshold', Threshold: low, EvaluationPeriods: 15 });
}

export function deleteAlarms(call: Call, { alarms }: ScalingPolicy): void {
  if (!alarms) return;
  const AlarmNames = [alarms.high, ...(alarms.low === undefined ? [] : [alarms.low])];
  call.forward('cloudwatch', 'DeleteAlarms', { AlarmNames });
}

/** Names of new alarms. AWS: a policy that may not take away has one alarm. */
export function alarmNames(
  call: Call,
  { resourceId }: TargetKey,
  tracking: Tracking,
): ScalingPolicy['alarms'] {
  const name = (kind: string) => `TargetTracking-${resourceId}-${kind}-${call.ids.uuid()}`;
  return { high: name('AlarmHigh'), ...(!tracking.DisableScaleIn && { low: name('AlarmLow') }) };
}

const minute = { Period: 60 } as const;

/** What the alarms look at. */
function measure(tracking: Tracking, key: TargetKey): object {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = tracking;
  if (predefined) return predefinedMetric(predefined, key);
  if (own?.Metrics?.length) return { Metrics: own.Metrics.map(queryOf) };
  return {
    ...minute,
    Namespace: own!.Namespace,
    MetricName: own!.MetricName,
    Dimensions: own!.Dimensions ?? [],
    Statistic: own!.Statistic,
    ...(own!.Unit !== undefined && { Unit: own!.Unit }),
  };
}

function predefinedMetric(
  { PredefinedMetricType: type, ResourceLabel: label }: sdk.PredefinedMetricSpecification,
  { resourceId }: TargetKey,
): object {
  const { cluster, service } = placeIn(resourceId)!;
  const Dimensions = [
    { Name: 'ClusterName', Value: cluster },
    { Name: 'ServiceName', Value: service },
  ];
  const ofService = { ...minute, Namespace: 'AWS/ECS', Statistic: 'Average', Dimensions };
  switch (type) {
    case 'ECSServiceAverageCPUUtilization':
      return { ...ofService, MetricName: 'CPUUtilization' };
    case 'ECSServiceAverageMemoryUtilization':
      return { ...ofService, MetricName: 'MemoryUtilization' };
    case 'ALBRequestCountPerTarget':
      return {
        ...minute,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCountPerTarget',
        Statistic: 'Sum',
        Dimensions: balancerDimensions(label),
      };
    default:
      return notServed(`the metric ${type} for a service of ECS`);
  }
}

/** AWS: `app/<name>/<id>/targetgroup/<name>/<id>`. */
function balancerDimensions(label: string | undefined): object[] {
  const [, balancer, group] = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(label ?? '') ?? [];
  if (!balancer || !group) invalid(`Invalid ResourceLabel: ${label}`); // AWS: unverified.
  return [
    { Name: 'LoadBalancer', Value: balancer },
    { Name: 'TargetGroup', Value: group },
  ];
}

const queryOf = ({ MetricStat, ...query }: sdk.TargetTrackingMetricDataQuery): MetricDataQuery => ({
  Id: query.Id,
  Expression: query.Expression,
  Label: query.Label,
  ReturnData: query.ReturnData,
  ...(MetricStat && { MetricStat: { ...MetricStat, Period: 60 } as MetricDataQuery['MetricStat'] }),
});
