import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { LocalLoadBalancers } from '../packages/runtime/src/dataplane/load-balancers/load-balancers.local.ts';

/** Passes connections on to a port, as a process of its own: our load balancer does, or Node's sockets as they are. */
const [name, target] = [process.argv[2], Number(process.argv[3])];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function balancer(): Promise<number> {
  const port = await freePort();
  const now = Date.now();
  const balancers = new LocalLoadBalancers({ wallOrigin: now, houseOrigin: now, speed: 1 });
  const loadBalancer = 'bench';
  const thresholds = { healthyThreshold: 2, unhealthyThreshold: 2 };
  const times = { intervalMs: 5000, timeoutMs: 2000 };
  const healthCheck = { path: '/', matcher: '200', connects: true, ...times, ...thresholds };
  const targets = [{ id: '127.0.0.1', port: target }];
  const group = { targetGroup: 'blue', healthCheck, deregistrationDelayMs: 0, targets, pipes: {} };
  const action = { type: 'forward', targets: [{ targetGroup: 'blue', weight: 1 }] } as const;
  const rules = [{ rule: 'default', conditions: [], action }];
  const listener = {
    listener: 'tcp',
    port,
    protocol: 'TCP',
    rules,
    pipes: { idleTimeoutMs: 350_000 },
  } as const;
  const table = { version: 1, address: '127.0.0.1', listeners: [listener], idleTimeoutMs: 60_000 };
  await balancers.apply({
    type: 'loadbalancer.apply',
    loadBalancer,
    table: { ...table, targetGroups: [group] },
  });
  const { signal } = new AbortController();
  for (let known = 0; ;) {
    const observed = await balancers.observe({ type: 'loadbalancer.observe', loadBalancer, known }, signal);
    if (observed.targets.every((each) => each.state === 'healthy')) return port;
    known = observed.version;
  }
}

async function plain(): Promise<number> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const socket = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const each of [client, socket])
      each.on('error', () => [client, socket].forEach((one) => one.destroy()));
    client.pipe(socket);
    socket.pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

process.stdout.write(`${name === 'balancer' ? await balancer() : await plain()}\n`);
