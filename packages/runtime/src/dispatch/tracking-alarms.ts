import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Call } from './service.ts';

/** The alarms by which a policy that tracks a target is told how far its metric is from there. */
export interface TrackingAlarms {
  readonly high: string;
  /** None where it may take nothing away. */
  readonly low?: string | undefined;
}

/** What such alarms look at: members of `PutMetricAlarm`. */
export type Tracked = Readonly<Record<string, unknown>>;

export interface TrackingPolicy {
  readonly arn: string;
  readonly alarms: TrackingAlarms;
  readonly metric: Tracked;
  readonly target: number;
  /** How far below the target something is taken away. */
  readonly lowShare: number;
}

/** Names of new alarms of what scales. AWS: `TargetTracking-<resource>-AlarmHigh-<uuid>`. */
export function trackingAlarms(
  call: Call,
  resource: string,
  disableScaleIn: boolean | undefined,
): TrackingAlarms {
  const name = (kind: string) => `TargetTracking-${resource}-${kind}-${call.ids.uuid()}`;
  return { high: name('AlarmHigh'), ...(!disableScaleIn && { low: name('AlarmLow') }) };
}

/** Puts them as the policy's caller: AWS asks for cloudwatch:PutMetricAlarm, too. */
// AWS: descriptions of such alarms in public: three minutes above the target, fifteen below a share of it.
export function putTrackingAlarms(
  call: Call,
  { arn, alarms, metric, target, lowShare }: TrackingPolicy,
): void {
  const put = (AlarmName: string, judged: object) =>
    call.forward('cloudwatch', 'PutMetricAlarm', {
      AlarmName,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${arn}.`,
      AlarmActions: [arn],
      ...metric,
      ...judged,
    });
  put(alarms.high, { ComparisonOperator: 'GreaterThanThreshold', Threshold: target, EvaluationPeriods: 3 });
  if (alarms.low === undefined) return;
  const Threshold = Number((target * lowShare).toPrecision(12));
  put(alarms.low, { ComparisonOperator: 'LessThanThreshold', Threshold, EvaluationPeriods: 15 });
}

export function deleteTrackingAlarms(call: Call, { high, low }: TrackingAlarms): void {
  call.forward('cloudwatch', 'DeleteAlarms', { AlarmNames: low === undefined ? [high] : [high, low] });
}

/** A customized metric, as both services of Auto Scaling are told it. */
export interface CustomizedMetric {
  readonly MetricName?: string | undefined;
  readonly Namespace?: string | undefined;
  readonly Dimensions?: readonly object[] | undefined;
  readonly Statistic?: string | undefined;
  readonly Unit?: string | undefined;
  readonly Metrics?:
    | readonly {
        readonly Id?: string | undefined;
        readonly Expression?: string | undefined;
        readonly Label?: string | undefined;
        readonly ReturnData?: boolean | undefined;
        readonly MetricStat?: object | undefined;
      }[]
    | undefined;
}

const Period = 60;

export function customizedMetric(own: CustomizedMetric): Tracked {
  const { MetricName, Namespace, Dimensions = [], Statistic, Unit, Metrics } = own;
  if (!Metrics?.length)
    return { Period, Namespace, MetricName, Dimensions, Statistic, ...(Unit !== undefined && { Unit }) };
  return {
    Metrics: Metrics.map(({ MetricStat, ...query }) => ({
      ...query,
      ...(MetricStat && { MetricStat: { Period, ...MetricStat } as MetricDataQuery['MetricStat'] }),
    })),
  };
}

/** Undefined where the label is not of the form `app/<name>/<id>/targetgroup/<name>/<id>`. */
export function requestsPerTarget(label: string | undefined): Tracked | undefined {
  const [, balancer, group] = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(label ?? '') ?? [];
  if (!balancer || !group) return undefined;
  return {
    Period,
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCountPerTarget',
    Statistic: 'Sum',
    Dimensions: [
      { Name: 'LoadBalancer', Value: balancer },
      { Name: 'TargetGroup', Value: group },
    ],
  };
}
