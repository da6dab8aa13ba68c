import type { GroupMeasurement, LoadBalancerMeasured } from '../../../base/effects/load-balancer.ts';
import { loadBalancerDimension, targetGroupDimension } from '../records.ts';

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}
/** A `MetricDatum` as plain data: its time is ISO 8601. */
export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly Timestamp: string;
  readonly Unit: 'Count' | 'Seconds';
  readonly StatisticValues: {
    readonly SampleCount: number;
    readonly Sum: number;
    readonly Minimum: number;
    readonly Maximum: number;
  };
}
type Reading = Pick<Datum, 'MetricName' | 'Unit' | 'StatisticValues'>;

/**
 * A minute as CloudWatch's AWS/ApplicationELB has it.
 * AWS: "CloudWatch metrics for your Application Load Balancer": counts are reported only where not zero.
 */
export function metricsOf(loadBalancerArn: string, measured: LoadBalancerMeasured): Datum[] {
  const balancer = { Name: 'LoadBalancer', Value: loadBalancerDimension(loadBalancerArn) };
  const Timestamp = new Date(measured.minute).toISOString();
  const under = (Dimensions: readonly Dimension[], readings: readonly Reading[]) =>
    readings.map((reading) => ({ ...reading, Dimensions, Timestamp }));
  const whole = under(
    [balancer],
    [
      ...count('RequestCount', measured.requests),
      ...count('HTTPCode_ELB_3XX_Count', measured.own.http3xx),
      ...count('HTTPCode_ELB_4XX_Count', measured.own.http4xx),
      ...count('HTTPCode_ELB_5XX_Count', measured.own.http5xx),
      ...answers(measured.groups),
    ],
  );
  const each = measured.groups.flatMap((group) => {
    const dimensions = [{ Name: 'TargetGroup', Value: targetGroupDimension(group.targetGroup) }, balancer];
    const readings = [...count('RequestCount', group.requests), ...answers([group]), ...hosts(group)];
    return under(dimensions, readings);
  });
  return [...whole, ...each];
}

/** What targets answered, over one group or all. */
function answers(groups: readonly GroupMeasurement[]): Reading[] {
  const sum = (of: (group: GroupMeasurement) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  const timed = groups.map((group) => group.responseTime).filter((time) => time.count > 0);
  const seconds = {
    SampleCount: timed.reduce((total, time) => total + time.count, 0),
    Sum: timed.reduce((total, time) => total + time.sumMs, 0) / 1000,
    Minimum: Math.min(...timed.map((time) => time.minMs)) / 1000,
    Maximum: Math.max(...timed.map((time) => time.maxMs)) / 1000,
  };
  return [
    ...count(
      'HTTPCode_Target_2XX_Count',
      sum((group) => group.http2xx),
    ),
    ...count(
      'HTTPCode_Target_3XX_Count',
      sum((group) => group.http3xx),
    ),
    ...count(
      'HTTPCode_Target_4XX_Count',
      sum((group) => group.http4xx),
    ),
    ...count(
      'HTTPCode_Target_5XX_Count',
      sum((group) => group.http5xx),
    ),
    ...count(
      'TargetConnectionErrorCount',
      sum((group) => group.connectionErrors),
    ),
    ...(timed.length > 0
      ? [{ MetricName: 'TargetResponseTime', Unit: 'Seconds' as const, StatisticValues: seconds }]
      : []),
  ];
}

/** AWS: Un/HealthyHostCount are reported where there are registered targets. */
function hosts({ healthyHosts, unhealthyHosts }: GroupMeasurement): Reading[] {
  if (healthyHosts + unhealthyHosts === 0) return [];
  return [gauge('HealthyHostCount', healthyHosts), gauge('UnHealthyHostCount', unhealthyHosts)];
}

/** AWS: of these counts each request is a sample of 1, so that minimum, maximum and average are 1. */
function count(MetricName: string, n: number): Reading[] {
  if (n === 0) return [];
  return [{ MetricName, Unit: 'Count', StatisticValues: { SampleCount: n, Sum: n, Minimum: 1, Maximum: 1 } }];
}

function gauge(MetricName: string, value: number): Reading {
  const StatisticValues = { SampleCount: 1, Sum: value, Minimum: value, Maximum: value };
  return { MetricName, Unit: 'Count', StatisticValues };
}
