import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadBalancerApply } from '../packages/runtime/src/base/effects/load-balancer.ts';
import { LocalLoadBalancers } from '../packages/runtime/src/dataplane/load-balancers/load-balancers.local.ts';
import { drive } from './load.ts';

/**
 * A canary of 10 % that is bad: how many requests fail with our guard, and with HAProxy's `observe layer7`, in the same
 * run. The bad version passes its health checks. Counted, not timed. Bounded: 2 outages × `rounds` × 2 × `requests`.
 */
const requests = 20_000;
const rounds = 5;
const share = 10;
const haproxy = '/usr/sbin/haproxy';
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-guard-'));

/** A version that fails so much of what it is asked but its health. */
async function version(failing: number): Promise<number> {
  const answer = (line: string) => `HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`;
  const server = createServer({ noDelay: true }, (socket) => {
    let unread = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const heads = (unread + chunk.toString('latin1')).split('\r\n\r\n');
      unread = heads.pop()!;
      for (const head of heads) {
        const bad = !head.startsWith('GET /health') && Math.random() * 100 < failing;
        socket.write(answer(bad ? '500 Bad' : '200 OK'));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function failedBehind(port: number): Promise<number> {
  const request = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const { statuses } = await drive({ port, request, connections: 4, requests });
  return requests - (statuses['200'] ?? 0);
}

const loadBalancer = 'bench';

function tableOf(version: number, port: number, green: number, ports: readonly number[]): LoadBalancerApply {
  const names = ['blue', 'green'];
  const healthCheck = {
    path: '/health',
    intervalMs: 2000,
    timeoutMs: 2000,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    matcher: '200',
  };
  const targets = names.map((targetGroup, index) => ({
    targetGroup,
    weight: index === 1 ? green : 100 - green,
  }));
  const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } as const }];
  const guard = { listener: 'http', baseline: 'blue', candidate: 'green', alarm: 'guard' };
  const targetGroups = names.map((targetGroup, index) => ({
    targetGroup,
    healthCheck,
    deregistrationDelayMs: 0,
    targets: [{ id: '127.0.0.1', port: ports[index]! }],
  }));
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules, guard } as const];
  const table = { version, address: '127.0.0.1', listeners, targetGroups, idleTimeoutMs: 60_000 };
  return { type: 'loadbalancer.apply', loadBalancer, table };
}

/** As a deployment does: once the guard is sure, all requests go to the old version. */
async function penstock(ports: readonly number[]): Promise<number> {
  const now = Date.now();
  const balancers = new LocalLoadBalancers({ wallOrigin: now, houseOrigin: now, speed: 1 });
  const [port, { signal }] = [await freePort(), new AbortController()];
  await balancers.apply(tableOf(1, port, share, ports));
  let known = 0;
  const until = async (what: 'healthy' | 'sure') => {
    for (;;) {
      const observed = await balancers.observe({ type: 'loadbalancer.observe', loadBalancer, known }, signal);
      known = observed.version;
      const healthy = observed.targets.every(({ state }) => state === 'healthy');
      if (what === 'healthy' ? healthy : observed.verdicts.length > 0) return;
    }
  };
  await until('healthy');
  void until('sure').then(() => balancers.apply(tableOf(2, port, 0, ports)));
  const failed = await failedBehind(port);
  await balancers.close();
  return failed;
}

async function peer(ports: readonly number[]): Promise<number> {
  const port = await freePort();
  const server = (name: string, weight: number, to: number) =>
    `  server ${name} 127.0.0.1:${to} weight ${weight} check inter 2s observe layer7 error-limit 10 on-error mark-down`;
  const lines = [
    'global',
    '  nbthread 1',
    'defaults',
    '  mode http',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout connect 10s',
    'frontend web',
    `  bind 127.0.0.1:${port}`,
    '  default_backend targets',
    'backend targets',
    '  option httpchk GET /health',
    server('blue', 100 - share, ports[0]!),
    server('green', share, ports[1]!),
    '',
  ];
  const file = path.join(folder, 'haproxy.cfg');
  writeFileSync(file, lines.join('\n'));
  const child: ChildProcess = spawn(haproxy, ['-db', '-q', '-f', file], { stdio: 'ignore' });
  const opens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  while (!(await opens())) await sleep(20);
  const failed = await failedBehind(port);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return failed;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

if (!existsSync(haproxy)) console.log('skipped: haproxy is not installed');
else
  for (const failing of [100, 30]) {
    const ports = [await version(0), await version(failing)];
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(await penstock(ports));
      theirs.push(await peer(ports));
    }
    const ratio = (median(ours) / median(theirs)).toFixed(2);
    console.log(
      `a canary of ${share} % that fails ${failing} %, ${requests} requests: penstock ${ours.join(', ')} failed; ` +
        `haproxy ${theirs.join(', ')}; ratio of the medians ${ratio} (aim: at most 0.33)`,
    );
  }
rmSync(folder, { recursive: true });
process.exit();
