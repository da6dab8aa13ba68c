import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Given } from '../../../base/given.ts';
import { customizedMetric, requestsPerTarget, type Tracked } from '../../../dispatch/tracking-alarms.ts';
import { invalid } from '../errors.ts';

/** Of a group. AWS: descriptions of such alarms in public. */
export const lowShare = 0.85;

const ofGroup: Readonly<Record<string, string>> = {
  ASGAverageCPUUtilization: 'CPUUtilization',
  ASGAverageNetworkIn: 'NetworkIn',
  ASGAverageNetworkOut: 'NetworkOut',
};

/** What the alarms of a policy that tracks a target look at. */
export function trackedMetric(group: string, tracking: Given<sdk.TargetTrackingConfiguration>): Tracked {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = tracking;
  // AWS: the sentences are unverified.
  if ((predefined === undefined) === (own === undefined))
    invalid(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified',
    );
  if (own) return customizedMetric(own);
  const { PredefinedMetricType: type, ResourceLabel: label } = predefined!;
  if (type === 'ALBRequestCountPerTarget')
    return requestsPerTarget(label) ?? invalid(`Invalid ResourceLabel: ${label}`);
  return {
    Period: 60,
    Namespace: 'AWS/EC2',
    MetricName: ofGroup[type],
    Statistic: 'Average',
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: group }],
  };
}
