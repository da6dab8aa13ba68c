import { LocalLoadBalancers } from '../../../packages/runtime/src/dataplane/load-balancers/load-balancers.local.ts';

/** A load balancer on port 80, of a user who is nobody special; says where it is, and what it answers there. */

const loadBalancer = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/1';
const now = Date.now();
const balancers = new LocalLoadBalancers({ wallOrigin: now, houseOrigin: now, speed: 1 });
const address = '127.77.251.1';
const action = { type: 'redirect', status: 301, location: 'http://#{host}:80/new' } as const;
const rules = [{ rule: 'default', conditions: [], action }];
const listeners = [{ listener: 'http', port: 80, protocol: 'HTTP', rules } as const];
const table = { version: 1, address, listeners: [], targetGroups: [], idleTimeoutMs: 60_000 };
// The worker is started before, while its files may be read.
await balancers.apply({ type: 'loadbalancer.apply', loadBalancer, table });
if (process.getuid!() === 0) process.setuid!(65_534);
await balancers.apply({
  type: 'loadbalancer.apply',
  loadBalancer,
  table: { ...table, version: 2, listeners },
});
const asked = { type: 'loadbalancer.observe', loadBalancer, known: 0 } as const;
const { places = [] } = await balancers.observe(asked, new AbortController().signal);
const [place] = places;
const answer = await fetch(`http://${place?.at.address}:${place?.at.port}/old`, { redirect: 'manual' });
console.log(JSON.stringify({ places, status: answer.status, location: answer.headers.get('location') }));
await balancers.close();
