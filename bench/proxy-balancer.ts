import { LocalLoadBalancers } from '../packages/runtime/src/dataplane/load-balancers.local.ts';

/** Our balancer as a process of its own: listens on the first port given, forwards to the second. */
const [port, target] = process.argv.slice(2).map(Number);
const now = Date.now();
const balancers = new LocalLoadBalancers({ wallOrigin: now, houseOrigin: now, speed: 1 });
const loadBalancer = 'bench';
const healthCheck = {
  path: '/',
  intervalMs: 5000,
  timeoutMs: 2000,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: '200',
};
const group = (targetGroup: string) => ({
  targetGroup,
  healthCheck,
  deregistrationDelayMs: 0,
  targets: [{ id: '127.0.0.1', port: target! }],
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
    address: '127.0.0.1',
    listeners: [{ listener: 'http', port: port!, protocol: 'HTTP', rules }],
    targetGroups: [group('blue'), group('green')],
    idleTimeoutMs: 60_000,
  },
});
const { signal } = new AbortController();
for (let known = 0; ;) {
  const observed = await balancers.observe({ type: 'loadbalancer.observe', loadBalancer, known }, signal);
  if (observed.targets.every((each) => each.state === 'healthy')) break;
  known = observed.version;
}
process.stdout.write(`${port}\n`);
