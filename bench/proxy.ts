import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { drive } from './load.ts';

/**
 * CPU time for each request of our load balancer and of HAProxy, in the same run, in turn: both do the same
 * work (parse, choose one of two weighted groups, add X-Forwarded-For, keep connections to the target).
 * Processes' own CPU time, so that what else runs on the machine matters little. Beside them, ours with 1,000 targets; and
 * how long answers take, through each and without any. Bounded: `rounds` × 4 × `seconds`.
 */
const rounds = 4;
const seconds = 2;
const connections = 32;
const haproxy = '/usr/sbin/haproxy';
const wrk = '/usr/bin/wrk';
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-proxy-'));
const children: ChildProcess[] = [];
const run = promisify(execFile);

/**
 * Processes under test run on core 0, the load and the target on core 1, where `taskset` is there to say so.
 */
const pin = (core: number, command: readonly string[]) =>
  existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', String(core), ...command] : [...command];

function start(core: number, command: readonly string[]): ChildProcess {
  const [program = '', ...args] = pin(core, command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function startScript(core: number, script: string, ...args: readonly number[]): Promise<ChildProcess> {
  const child = start(core, [process.execPath, path.join(import.meta.dirname, script), ...args.map(String)]);
  await once(child.stdout!, 'readable');
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function startHaproxy(port: number, target: number): Promise<ChildProcess> {
  const server = (name: string, weight: number) =>
    `  server ${name} 127.0.0.1:${target} weight ${weight} check inter 5s`;
  const lines = [
    'global',
    '  nbthread 1',
    'defaults',
    '  mode http',
    '  option forwardfor',
    '  http-reuse always',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout connect 10s',
    'frontend web',
    `  bind 127.0.0.1:${port}`,
    '  http-request set-header X-Forwarded-Proto http',
    `  http-request set-header X-Forwarded-Port ${port}`,
    '  http-request set-header X-Amzn-Trace-Id Root=1-%[date,hex]-%[uuid]',
    '  default_backend targets',
    'backend targets',
    '  balance roundrobin',
    server('blue', 90),
    server('green', 10),
    '',
  ];
  const file = path.join(folder, 'haproxy.cfg');
  writeFileSync(file, lines.join('\n'));
  const child = start(0, [haproxy, '-db', '-q', '-f', file]);
  for (let open = false; !open; await sleep(20))
    open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  return child;
}

/** User and system time of a process and its threads, in seconds. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

interface Loaded {
  readonly requests: number;
  /** Half of the answers, and 99 of 100, came within so long: wrk's words. */
  readonly p50: string;
  readonly p99: string;
}

async function load(port: number): Promise<Loaded> {
  if (!existsSync(wrk)) {
    const request = Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const { statuses, p50, p99 } = await drive({ port, request, connections, requests: 20_000 });
    return { requests: statuses['200'] ?? 0, p50: `${p50}ms`, p99: `${p99}ms` };
  }
  const [program = '', ...args] = pin(1, [
    wrk,
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    `http://127.0.0.1:${port}/`,
  ]);
  const { stdout } = await run(program, args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)![1]),
    p50: /50%\s+(\S+)/.exec(stdout)![1]!,
    p99: /99%\s+(\S+)/.exec(stdout)![1]!,
  };
}

interface Proxy {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly micros: number[];
  readonly loads: Loaded[];
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function compare(): Promise<void> {
  const target = await startScript(1, 'proxy-target.ts');
  const targetPort = Number(String(target.stdout!.read()));
  const [ours, theirs, many] = [await freePort(), await freePort(), await freePort()];
  const balancer = await startScript(0, 'proxy-balancer.ts', ours, targetPort);
  const thousand = await startScript(0, 'proxy-balancer.ts', many, targetPort, 1000);
  const peer = await startHaproxy(theirs, targetPort);
  const proxies: Proxy[] = [
    { name: 'penstock', port: ours, pid: balancer.pid!, micros: [], loads: [] },
    { name: 'haproxy', port: theirs, pid: peer.pid!, micros: [], loads: [] },
    { name: 'penstock, 1,000 targets', port: many, pid: thousand.pid!, micros: [], loads: [] },
    { name: 'the target itself', port: targetPort, pid: target.pid!, micros: [], loads: [] },
  ];
  for (const proxy of proxies) await load(proxy.port); // Warm: compiled, connected.
  for (let round = 0; round < rounds; round++)
    for (const proxy of proxies) {
      const before = cpuSeconds(proxy.pid);
      const loaded = await load(proxy.port);
      proxy.micros.push(((cpuSeconds(proxy.pid) - before) * 1e6) / loaded.requests);
      proxy.loads.push(loaded);
    }
  const [us, them] = proxies.map((proxy) => median(proxy.micros));
  for (const { name, micros, loads } of proxies) {
    const requests = loads.reduce((sum, each) => sum + each.requests, 0);
    const latency = loads.map(({ p50, p99 }) => `${p50}/${p99}`).join(' ');
    const range = `${Math.min(...micros).toFixed(1)}–${Math.max(...micros).toFixed(1)}`;
    console.log(`${name}: ${median(micros).toFixed(1)} µs CPU a request (${range}, ${requests} requests)`);
    console.log(`  half of the answers and 99 of 100 within ${latency}`);
  }
  console.log(`ratio: ${(us! / them!).toFixed(2)} (aim: at most 1.5)`);
}

if (!existsSync(haproxy)) console.log('skipped: haproxy is not installed');
else
  try {
    await compare();
  } finally {
    for (const child of children) child.kill('SIGTERM');
    rmSync(folder, { recursive: true });
  }
