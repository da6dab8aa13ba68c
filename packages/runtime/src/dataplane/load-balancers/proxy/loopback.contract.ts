import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { houseTime, wall } from '../../../base/clock.ts';
import type {
  LoadBalancerApply,
  LoadBalancerObserved,
  RoutingTable,
  TargetGroup,
} from '../../../base/effects/load-balancer.ts';
import type { LoadBalancers } from '../load-balancers.ts';
import { LocalLoadBalancers } from '../load-balancers.local.ts';

/**
 * What tests of real sockets share: targets, clients that say exactly what they are told, and a load
 * balancer.
 */

export const loadBalancer = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/1';
export const address = '127.77.250.1';

export const healthCheck = {
  path: '/health',
  intervalMs: 30_000,
  timeoutMs: 2000,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: '200',
};

const givenPorts = new Set<number>();

/** A port that nobody listens on: found, and given back. No two are the same. */
export async function freePort(host = address): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  if (givenPorts.has(port)) return freePort(host);
  givenPorts.add(port);
  return port;
}

/** Everything a test opened, closed in one go. */
export class Loopback {
  readonly balancers: LocalLoadBalancers;
  /** House time. */
  readonly now: () => number;
  readonly #servers = new Map<number, Server>();
  readonly #requests = new Map<number, number>();
  readonly #sockets = new Set<Socket>();

  /** House time runs ×`speed`. */
  constructor(speed = 60, options: { readonly logs?: string } = {}) {
    const now = wall.now();
    const setting = { wallOrigin: now, houseOrigin: now, speed };
    this.now = () => houseTime(setting, wall.now());
    this.balancers = new LocalLoadBalancers(setting, options);
  }

  /** A target that speaks HTTP; `/health` is answered 200. Answers its port. */
  http(listener: RequestListener, complain: (code: string) => void = () => undefined): Promise<number> {
    const server = createHttpServer((request, response) => {
      if (request.url === '/health') return void response.end();
      const { localPort = 0 } = request.socket;
      this.#requests.set(localPort, (this.#requests.get(localPort) ?? 0) + 1);
      listener(request, response);
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      complain(error.code ?? error.message);
      socket.destroy();
    });
    return this.#listen(server);
  }

  /** A target that does what it likes with what it reads; a health check is answered 200. */
  raw(read: (text: string, socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('GET /health')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        else read(text, socket);
      });
    });
    return this.#listen(server);
  }

  /** A connection to the load balancer that keeps what it hears. */
  async client(port: number): Promise<RawClient> {
    const client = new RawClient(connect({ host: address, port, allowHalfOpen: true }));
    this.#sockets.add(client.socket);
    await once(client.socket, 'connect');
    return client;
  }

  /** A target goes away: nothing listens any more, and its connections are closed. */
  async stop(port: number): Promise<void> {
    const server = this.#servers.get(port)!;
    server.close();
    for (const socket of this.#sockets) if (socket.localPort === port) socket.destroy();
    await once(server, 'close');
  }

  /** Waits until an HTTP target has been asked anything but its health. */
  async underWay(port: number): Promise<void> {
    while (!this.#requests.has(port)) await turn();
  }

  /** Waits until a number has not moved for many turns. */
  async quiet(read: () => number): Promise<void> {
    for (let last = -1, turns = 0; turns < 2000; turns = read() === last ? turns + 1 : 0) {
      last = read();
      await turn();
    }
  }

  async close(): Promise<void> {
    await this.balancers.close();
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers.values()) server.close();
  }

  async #listen(server: Server): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    this.#servers.set(port, server);
    return port;
  }
}

/** Says exactly what it is told, and keeps what it hears. */
export class RawClient {
  readonly socket: Socket;
  heard = '';
  ended = false;
  reset = false;
  #changed: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#note((this.heard += chunk.toString('latin1'))));
    socket.on('end', () => this.#note((this.ended = true)));
    socket.on('error', () => this.#note((this.reset = this.ended = true)));
    socket.on('close', () => this.#note((this.ended = true)));
  }

  say(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Waits until what was heard satisfies, or the other side has ended. */
  async hears(satisfies: (text: string) => boolean): Promise<string> {
    while (!satisfies(this.heard) && !this.ended)
      await new Promise<void>((resolve) => (this.#changed = resolve));
    return this.heard;
  }

  async hearsEnd(): Promise<string> {
    return this.hears(() => false);
  }

  #note(_: unknown): void {
    this.#changed();
  }
}

/** A table of one listener whose default rule forwards to its groups by weight. */
export function tableOf(
  given: Partial<RoutingTable> & {
    readonly version: number;
    readonly port: number;
    readonly weights: Readonly<Record<string, number>>;
    readonly targetGroups: readonly TargetGroup[];
  },
): LoadBalancerApply {
  const targets = Object.entries(given.weights).map(([targetGroup, weight]) => ({ targetGroup, weight }));
  const rule = { rule: 'default', conditions: [], action: { type: 'forward', targets } } as const;
  const { version, targetGroups } = given;
  const table: RoutingTable = {
    version,
    address: given.address ?? address,
    listeners: given.listeners ?? [{ listener: 'http', port: given.port, protocol: 'HTTP', rules: [rule] }],
    targetGroups,
    idleTimeoutMs: given.idleTimeoutMs ?? 60_000,
  };
  return { type: 'loadbalancer.apply', loadBalancer, table };
}

export function groupOf(
  targetGroup: string,
  ports: readonly number[],
  draining: readonly number[] = [],
): TargetGroup {
  const targets = ports.map((port) => ({
    id: '127.0.0.1',
    port,
    ...(draining.includes(port) && { draining: true }),
  }));
  return { targetGroup, healthCheck, deregistrationDelayMs: 60_000, targets };
}

/** Waits until the targets are as the test wants them. */
export async function untilObserved(
  balancers: LoadBalancers,
  satisfies: (observed: LoadBalancerObserved) => boolean,
): Promise<LoadBalancerObserved> {
  const { signal } = new AbortController();
  for (let known = 0; ;) {
    const effect = { type: 'loadbalancer.observe', loadBalancer, known } as const;
    const observed = await balancers.observe(effect, signal);
    if (satisfies(observed)) return observed;
    known = observed.version;
  }
}

export const allAre = (state: string) => (observed: LoadBalancerObserved) =>
  observed.targets.every((target) => target.state === state);
