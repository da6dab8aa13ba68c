import { LocalLoadBalancers } from '../packages/runtime/src/dataplane/load-balancers/load-balancers.local.ts';

/**
 * Our balancer as a process of its own: listens on the first port given, forwards to the second, which is so many targets
 * in all: each has an address of its own.
 */
const [port, target, targets = 2] = process.argv.slice(2).map(Number);
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
const group = (targetGroup: string, network: number) => ({
  targetGroup,
  healthCheck,
  deregistrationDelayMs: 0,
  targets: Array.from({ length: targets / 2 }, (_, n) => ({
    id: `127.${network}.${Math.floor(n / 250)}.${1 + (n % 250)}`,
    port: target!,
  })),
});
const shares = [
  { targetGroup: 'blue', weight: 90 },
  { targetGroup: 'green', weight: 10 },
];
const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets: shares } }] as const;
await balancers.apply({
  type: 'loadbalancer.apply',
  loadBalancer,
  table: {
    version: 1,
    address: '127.0.0.1',
    listeners: [{ listener: 'http', port: port!, protocol: 'HTTP', rules }],
    targetGroups: [group('blue', 101), group('green', 102)],
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
