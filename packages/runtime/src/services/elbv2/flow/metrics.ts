import type {
  GroupMeasurement,
  LoadBalancerMeasured,
  OwnCount,
} from '../../../base/effects/load-balancer.ts';
import { loadBalancerDimension, targetGroupDimension } from '../records.ts';
import { count, datumsOf, gauge, hosts, type Datum, type Dimension, type Reading } from './readings.ts';

/**
 * A span as CloudWatch's AWS/ApplicationELB has it; one that is shorter than a minute is of high resolution.
 * AWS: "CloudWatch metrics for your Application Load Balancer": counts are reported only where not zero.
 */
export function metricsOf(loadBalancerArn: string, measured: LoadBalancerMeasured): Datum[] {
  const balancer = { Name: 'LoadBalancer', Value: loadBalancerDimension(loadBalancerArn) };
  const under = (dimensions: readonly Dimension[], readings: readonly Reading[]) =>
    datumsOf(measured, dimensions, readings);
  const whole = under(
    [balancer],
    [
      ...count('RequestCount', measured.requests),
      ...count('HTTPCode_ELB_3XX_Count', measured.own.http3xx),
      ...count('HTTPCode_ELB_4XX_Count', measured.own.http4xx),
      ...count('HTTPCode_ELB_5XX_Count', measured.own.http5xx),
      ...ofBalancer(measured),
      ...answers(measured.groups),
    ],
  );
  const each = measured.groups.flatMap((group) => {
    const dimensions = [{ Name: 'TargetGroup', Value: targetGroupDimension(group.targetGroup) }, balancer];
    const readings = [...count('RequestCount', group.requests), ...answers([group]), ...hosts(group)];
    // AWS: what functions do is told of the target group alone, too, as are requests for each target.
    const [alone] = dimensions;
    const both = [...ofFunctions(group), ...perTarget(group)];
    return [...under(dimensions, [...readings, ...both]), ...under([alone!], both)];
  });
  return [...whole, ...each];
}

/** AWS: each of these is reported where it is not zero. */
const ownCounted: readonly (readonly [name: string, count: OwnCount])[] = [
  ['HTTPCode_ELB_500_Count', 'http500'],
  ['HTTPCode_ELB_502_Count', 'http502'],
  ['HTTPCode_ELB_503_Count', 'http503'],
  ['HTTPCode_ELB_504_Count', 'http504'],
  ['HTTP_Redirect_Count', 'redirects'],
  ['HTTP_Fixed_Response_Count', 'fixedResponses'],
  ['ClientTLSNegotiationErrorCount', 'tlsErrors'],
  ['ELBAuthSuccess', 'loginSuccesses'],
  ['ELBAuthFailure', 'loginFailures'],
  ['ELBAuthError', 'loginErrors'],
  ['ELBAuthRefreshTokenSuccess', 'loginRefreshes'],
  ['ELBAuthUserClaimsSizeExceeded', 'claimsTooLong'],
];

/** What is summed up: one sample for the span. */
function ofBalancer({ more, requests, spanMs }: LoadBalancerMeasured): Reading[] {
  if (!more) return [];
  const sums: readonly Reading[] = [
    gauge('NewConnectionCount', more.newConnections),
    gauge('ActiveConnectionCount', more.activeConnections),
    gauge('RuleEvaluations', more.ruleEvaluations),
    gauge('ProcessedBytes', more.processedBytes, 'Bytes'),
    gauge('ConsumedLCUs', consumedUnits(more, requests, spanMs)),
  ];
  return [
    ...ownCounted.flatMap(([name, what]) => count(name, more[what])),
    ...sums.filter(({ StatisticValues }) => StatisticValues!.Sum > 0),
  ];
}

/**
 * AWS: pricing, "LCU details": the dimension that is used most counts: 25 new connections a second, 3,000 active ones,
 * 1 GB an hour, 1,000 rule evaluations a second, of which ten for each request are free. Functions' bytes count more
 * there than here.
 */
function consumedUnits(
  { newConnections, activeConnections, processedBytes, ruleEvaluations }: Readonly<Record<OwnCount, number>>,
  requests: number,
  spanMs: number,
): number {
  const seconds = spanMs / 1000;
  return Math.max(
    newConnections / seconds / 25,
    activeConnections / 3000,
    (processedBytes * 3600) / seconds / 1e9,
    Math.max(0, ruleEvaluations - 10 * requests) / seconds / 1000,
  );
}

/** What targets answered, over one group or all. */
function answers(groups: readonly GroupMeasurement[]): Reading[] {
  const sum = (of: (group: GroupMeasurement) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
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
    ...responseTimes(groups.flatMap((group) => group.responseTimes)),
  ];
}

/** AWS: PutMetricData takes up to 150 values in a datum. */
const valuesMax = 150;

/** With all its values, so that there are percentiles. */
function responseTimes(times: GroupMeasurement['responseTimes']): Reading[] {
  const counts = new Map<number, number>();
  for (const [wallMs, count] of times) counts.set(wallMs, (counts.get(wallMs) ?? 0) + count);
  const all = [...counts];
  const readings: Reading[] = [];
  for (let from = 0; from < all.length; from += valuesMax) {
    const some = all.slice(from, from + valuesMax);
    readings.push({
      MetricName: 'TargetResponseTime',
      Unit: 'Seconds',
      Values: some.map(([wallMs]) => wallMs / 1000),
      Counts: some.map(([, count]) => count),
    });
  }
  return readings;
}

/** AWS: "CloudWatch metrics for your Application Load Balancer", those of Lambda functions. */
function ofFunctions(group: GroupMeasurement): Reading[] {
  const { functionUserErrors = 0, functionInternalErrors = 0, functionBytes = 0 } = group;
  return [
    ...count('LambdaUserError', functionUserErrors),
    ...count('LambdaInternalError', functionInternalErrors),
    ...(functionBytes > 0 ? [gauge('LambdaTargetProcessedBytes', functionBytes, 'Bytes')] : []),
  ];
}

/**
 * AWS: RequestCountPerTarget: requests, shared out among the targets that are well, or among all where none is. Nothing
 * where there were none: "If there are no requests flowing through the load balancer …, the metric is not reported."
 */
function perTarget({ requests, healthyHosts, unhealthyHosts }: GroupMeasurement): Reading[] {
  const targets = healthyHosts > 0 ? healthyHosts : unhealthyHosts;
  return requests > 0 && targets > 0 ? [gauge('RequestCountPerTarget', requests / targets)] : [];
}
