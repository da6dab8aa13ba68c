import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Call } from '../../dispatch/service.ts';
import {
  customizedMetric,
  deleteTrackingAlarms,
  putTrackingAlarms,
  requestsPerTarget,
  type Tracked,
} from '../../dispatch/tracking-alarms.ts';
import { invalid, notServed } from './errors.ts';
import { placeIn } from './flow/resource.ts';
import type { ScalingPolicy, TargetKey } from './records.ts';

/** Of a service. AWS: descriptions of such alarms in public. */
const lowShare = 0.9;

export function putAlarms(call: Call, policy: ScalingPolicy): void {
  const { arn, alarms, tracking } = policy;
  const metric = measure(tracking!, policy);
  putTrackingAlarms(call, { arn, alarms: alarms!, metric, target: tracking!.TargetValue!, lowShare });
}

export function deleteAlarms(call: Call, { alarms }: ScalingPolicy): void {
  if (alarms) deleteTrackingAlarms(call, alarms);
}

/** What the alarms look at. */
function measure(tracking: sdk.TargetTrackingScalingPolicyConfiguration, key: TargetKey): Tracked {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = tracking;
  return predefined ? predefinedMetric(predefined, key) : customizedMetric(own!);
}

function predefinedMetric(
  { PredefinedMetricType: type, ResourceLabel: label }: sdk.PredefinedMetricSpecification,
  { resourceId }: TargetKey,
): Tracked {
  const { cluster, service } = placeIn(resourceId)!;
  const Dimensions = [
    { Name: 'ClusterName', Value: cluster },
    { Name: 'ServiceName', Value: service },
  ];
  const ofService = { Period: 60, Namespace: 'AWS/ECS', Statistic: 'Average', Dimensions };
  switch (type) {
    case 'ECSServiceAverageCPUUtilization':
      return { ...ofService, MetricName: 'CPUUtilization' };
    case 'ECSServiceAverageMemoryUtilization':
      return { ...ofService, MetricName: 'MemoryUtilization' };
    case 'ALBRequestCountPerTarget':
      return requestsPerTarget(label) ?? invalid(`Invalid ResourceLabel: ${label}`); // AWS: unverified.
    default:
      return notServed(`the metric ${type} for a service of ECS`);
  }
}
