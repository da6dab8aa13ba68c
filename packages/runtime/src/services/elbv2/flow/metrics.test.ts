import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ownCounts,
  type GroupMeasurement,
  type LoadBalancerMeasured,
  type OwnCount,
} from '../../../base/effects/load-balancer.ts';
import { metricsOf } from './metrics.ts';

const arn = (resource: string) => `arn:aws:elasticloadbalancing:us-east-1:000000000000:${resource}`;
const minute = Date.UTC(2026, 0, 1);

const quiet: GroupMeasurement = {
  targetGroup: arn('targetgroup/blue/1'),
  requests: 0,
  http2xx: 0,
  http3xx: 0,
  http4xx: 0,
  http5xx: 0,
  connectionErrors: 0,
  responseTimes: [],
  healthyHosts: 0,
  unhealthyHosts: 0,
};
const busy: GroupMeasurement = {
  ...quiet,
  requests: 5,
  http2xx: 3,
  http5xx: 2,
  responseTimes: [
    [4, 3],
    [20, 2],
  ],
  healthyHosts: 2,
};
const green: GroupMeasurement = {
  ...quiet,
  targetGroup: arn('targetgroup/green/2'),
  requests: 1,
  connectionErrors: 1,
  responseTimes: [[4, 1]],
  unhealthyHosts: 1,
};

/** One line for each datum: `<dimensions> <metric> <samples>/<sum>/<minimum>/<maximum>`. */
function lines(groups: readonly GroupMeasurement[], own = { http3xx: 0, http4xx: 0, http5xx: 0 }): string[] {
  const requests = groups.reduce((sum, group) => sum + group.requests, own.http5xx);
  const measured: LoadBalancerMeasured = { start: minute, spanMs: 60_000, groups, own, requests };
  return metricsOf(arn('loadbalancer/app/web/0'), measured).map((datum) => {
    const dimensions = datum.Dimensions.map(({ Value }) => Value).join('+');
    const { SampleCount, Sum, Minimum, Maximum } = datum.StatisticValues ?? {};
    const values = datum.Values?.map((value, index) => `${value}×${datum.Counts![index]}`).join(' ');
    return `${dimensions} ${datum.MetricName} ${values ?? `${SampleCount}/${Sum}/${Minimum}/${Maximum}`}`;
  });
}

test('a minute without requests and targets is told by nothing', () => {
  assert.deepEqual(lines([]), []);
  assert.deepEqual(lines([quiet]), []);
});

test('counts that are not zero are samples of one, by load balancer and by target group', () => {
  assert.deepEqual(lines([busy]), [
    'app/web/0 RequestCount 5/5/1/1',
    'app/web/0 HTTPCode_Target_2XX_Count 3/3/1/1',
    'app/web/0 HTTPCode_Target_5XX_Count 2/2/1/1',
    'app/web/0 TargetResponseTime 0.004×3 0.02×2',
    'targetgroup/blue/1+app/web/0 RequestCount 5/5/1/1',
    'targetgroup/blue/1+app/web/0 HTTPCode_Target_2XX_Count 3/3/1/1',
    'targetgroup/blue/1+app/web/0 HTTPCode_Target_5XX_Count 2/2/1/1',
    'targetgroup/blue/1+app/web/0 TargetResponseTime 0.004×3 0.02×2',
    'targetgroup/blue/1+app/web/0 HealthyHostCount 1/2/2/2',
    'targetgroup/blue/1+app/web/0 UnHealthyHostCount 1/0/0/0',
    'targetgroup/blue/1+app/web/0 RequestCountPerTarget 1/2.5/2.5/2.5',
    'targetgroup/blue/1 RequestCountPerTarget 1/2.5/2.5/2.5',
  ]);
});

test('the load balancer has the sums of its groups, and what it answered itself', () => {
  const whole = lines([busy, green], { http3xx: 0, http4xx: 0, http5xx: 1 });
  assert.deepEqual(
    whole.filter((line) => line.startsWith('app/')),
    [
      'app/web/0 RequestCount 7/7/1/1',
      'app/web/0 HTTPCode_ELB_5XX_Count 1/1/1/1',
      'app/web/0 HTTPCode_Target_2XX_Count 3/3/1/1',
      'app/web/0 HTTPCode_Target_5XX_Count 2/2/1/1',
      'app/web/0 TargetConnectionErrorCount 1/1/1/1',
      'app/web/0 TargetResponseTime 0.004×4 0.02×2',
    ],
  );
});

test('connections, bytes and rules are one sample for the span, and reckoned as capacity units', () => {
  const counted = { newConnections: 3000, activeConnections: 60, processedBytes: 50_000_000, redirects: 2 };
  const none = Object.fromEntries(ownCounts.map((name) => [name, 0])) as Record<OwnCount, number>;
  const own = { http3xx: 2, http4xx: 0, http5xx: 0 };
  const measured = {
    start: minute,
    spanMs: 60_000,
    groups: [],
    own,
    requests: 2,
    more: { ...none, ...counted },
  };
  const told = metricsOf(arn('loadbalancer/app/web/0'), measured);
  assert.deepEqual(
    told.map(({ MetricName, StatisticValues }) => `${MetricName} ${StatisticValues!.Sum}`),
    [
      'RequestCount 2',
      'HTTPCode_ELB_3XX_Count 2',
      'HTTP_Redirect_Count 2',
      'NewConnectionCount 3000',
      'ActiveConnectionCount 60',
      'ProcessedBytes 50000000',
      'ConsumedLCUs 3',
    ],
  );
});
