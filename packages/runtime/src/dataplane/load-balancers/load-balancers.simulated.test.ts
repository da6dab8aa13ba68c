import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '../../base/clock.virtual.ts';
import { loadBalancersContract } from './load-balancers.contract.ts';
import { SimulatedLoadBalancers } from './load-balancers.simulated.ts';

const begin = Date.UTC(2026, 0, 1);
const address = '127.77.0.1';
const loadBalancer = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web';

let stages = 0;

loadBalancersContract('simulated', async () => {
  const clock = new VirtualClock(begin);
  const balancers = new SimulatedLoadBalancers(clock);
  balancers.targetsAre('127.80.0.9', 'unhealthy');
  const stage = ++stages;
  return {
    balancers,
    address,
    port: 80,
    well: ['127.80.0.1', '127.80.0.2', '127.80.0.3'].map((id) => ({ id, port: 8080 })),
    ill: { id: '127.80.0.9', port: 8080 },
    now: () => clock.now(),
    pass: async (ms) => clock.advance(ms),
    send: async (requests, ms) => {
      const stream = { loadBalancer: `${loadBalancer}/${stage}`, listenerPort: 80 };
      balancers.traffic({ ...stream, requestsPerSecond: (requests * 1000) / ms });
      clock.advance(ms);
      balancers.traffic({ ...stream, requestsPerSecond: 0 });
    },
    close: () => balancers.close(),
  };
});

test('simulated traffic is split by the weights in force, and fails where it is told to', async () => {
  const clock = new VirtualClock(begin);
  const balancers = new SimulatedLoadBalancers(clock);
  const group = (targetGroup: string, id: string) => ({
    targetGroup,
    healthCheck: {
      path: '/',
      intervalMs: 10_000,
      timeoutMs: 1000,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
    },
    deregistrationDelayMs: 0,
    targets: [{ id, port: 80 }],
  });
  const targets = [
    { targetGroup: 'blue', weight: 90 },
    { targetGroup: 'green', weight: 10 },
  ];
  const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } }] as const;
  await balancers.apply({
    type: 'loadbalancer.apply',
    loadBalancer,
    table: {
      version: 1,
      address,
      listeners: [{ listener: 'http', port: 80, protocol: 'HTTP', rules }],
      targetGroups: [group('blue', '127.80.0.1'), group('green', '127.80.0.2')],
      idleTimeoutMs: 60_000,
    },
  });
  clock.advance(60_000);
  balancers.traffic({ loadBalancer, listenerPort: 80, requestsPerSecond: 20, failShare: { green: 1 / 3 } });
  clock.advance(61_000);
  const { signal } = new AbortController();
  const minute = begin + 60_000;
  const measured = await balancers.measure(
    { type: 'loadbalancer.measure', loadBalancer, start: minute, spanMs: 60_000 },
    signal,
  );
  assert.deepEqual(
    measured.groups.map(({ targetGroup, requests, http2xx, http5xx }) => [
      targetGroup,
      requests,
      http2xx,
      http5xx,
    ]),
    [
      ['blue', 1080, 1080, 0],
      ['green', 120, 80, 40],
    ],
  );
});
