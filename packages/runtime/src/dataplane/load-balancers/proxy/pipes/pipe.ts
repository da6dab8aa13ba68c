import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { GroupPipes, pipeCounts } from '../../../../base/effects/pipes.ts';
import { resetOf } from '../../reset.ts';
import type { Group } from '../group.ts';
import type { OpenListener } from '../listen.ts';
import type { Target } from '../target.ts';
import type { PipeEntry } from './pipe-entry.ts';
import { proxyHeader } from './proxy-protocol.ts';

/** One end of a pipe: where bytes are read and written, and the socket below, which can be reset. */
export interface Leg {
  readonly socket: Socket | TLSSocket;
  readonly below: Socket;
  /** Of a secret one that is written down. */
  readonly entry?: PipeEntry | undefined;
}

/** To whom a connection goes. */
interface Chosen {
  readonly group: Group;
  readonly target: Target;
}

/** Loopback's usual address: who comes from it need not be told apart. */
const usualAddress = '127.0.0.1';

/** A client's connection and the one to its target: what one says the other hears, until both have ended. */
export class Pipe {
  readonly listener: OpenListener;
  readonly target: Target;
  /** The sweep's tick at which anything last happened here. */
  touchedAt: number;
  /** performance.now() when the connection to the target was begun. */
  readonly begunAt = performance.now();
  connected = false;
  readonly #client: Leg;
  readonly #group: Group;
  readonly #over: (pipe: Pipe) => void;
  #server: Leg;
  /** How many of the two sockets are open. */
  #open = 2;
  #ended = false;

  constructor(client: Leg, listener: OpenListener, { group, target }: Chosen, over: (pipe: Pipe) => void) {
    this.listener = listener;
    this.target = target;
    this.touchedAt = listener.keeper.tick;
    this.#client = client;
    this.#group = group;
    this.#over = over;
    const below = this.#dial(group.pipes ?? {});
    this.#server = { socket: below, below };
    below.once('connect', () => this.#stands(below));
    for (const socket of new Set([client.socket, client.below]))
      socket.on('error', (error) => this.#failed(error, 'clientResets'));
    below.on('error', (error) => this.#failed(error, 'targetResets'));
    for (const socket of [client.below, below]) socket.on('close', () => this.#closed());
    target.pipes.add(this);
  }

  get idleTimeoutMs(): number {
    return this.listener.pipes?.idleTimeoutMs ?? 0;
  }

  /** Both sides are told that it is over, by a reset. */
  reset(): void {
    if (!this.#ended) this.#count('balancerResets', 1);
    this.end();
  }

  /** The same, where the load balancer is not to be named for it. */
  end(): void {
    this.#ended = true;
    for (const { below, socket } of [this.#client, this.#server]) resetOf(below, socket);
  }

  #dial({ keepsClientAddress }: GroupPipes): Socket {
    const { remoteAddress } = this.#client.below;
    const from = keepsClientAddress && remoteAddress !== usualAddress ? { localAddress: remoteAddress } : {};
    return connect({ ...this.target.place(), ...from, noDelay: true, allowHalfOpen: true });
  }

  #stands(server: Socket): void {
    const { remoteAddress: address = '', remotePort: port = 0 } = this.#client.below;
    if (this.#group.pipes?.proxyProtocol) server.write(proxyHeader({ address, port }, this.listener.at));
    if (!this.#group.tongue.secure) return this.#join(server);
    // What the client and the load balancer have agreed to speak is what the target hears. AWS: unverified.
    const spoken = (this.#client.socket as Partial<TLSSocket>).alpnProtocol;
    const ALPNProtocols = spoken ? [spoken] : [];
    const tls = process.getBuiltinModule('node:tls');
    const secret = tls.connect({ socket: server, rejectUnauthorized: false, ALPNProtocols });
    this.#server = { socket: secret, below: server };
    secret.on('error', (error) => this.#failed(error, this.connected ? 'targetResets' : 'targetTlsErrors'));
    secret.once('secureConnect', () => {
      if (this.#client.entry) this.#client.entry.spokenBehind = secret.alpnProtocol;
      this.#join(secret);
    });
  }

  /** The connection to the target stands: from now on bytes go both ways. */
  #join(server: Socket): void {
    this.connected = true;
    this.#pass(this.#client.socket, server, 'received');
    this.#pass(server, this.#client.socket, 'sent');
  }

  #pass(from: Socket, to: Socket, way: 'received' | 'sent'): void {
    const { entry } = this.#client;
    const bytes = this.listener.isSecure ? 'tlsBytes' : 'tcpBytes';
    from.on('data', (chunk: Buffer) => {
      this.touchedAt = this.listener.keeper.tick;
      this.#count(bytes, chunk.length);
      if (entry) entry[way] += chunk.length;
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    from.on('end', () => to.end());
  }

  #failed(
    { code }: NodeJS.ErrnoException,
    counts: 'clientResets' | 'targetResets' | 'targetTlsErrors',
  ): void {
    if (!this.#ended && (counts === 'targetTlsErrors' || isReset(code))) this.#count(counts, 1);
    this.end();
  }

  #closed(): void {
    this.#open--;
    if (!this.connected) this.end();
    if (this.#open > 0) return;
    this.target.pipes.delete(this);
    this.#client.entry?.write();
    this.#over(this);
  }

  #count(what: (typeof pipeCounts)[number], count: number): void {
    const { keeper } = this.listener;
    keeper.own.add(keeper.second(), what, count);
  }
}

/** Who is refused is told by a reset, too. */
const isReset = (code: string | undefined): boolean =>
  code === 'ECONNRESET' || code === 'ECONNREFUSED' || code === 'EPIPE';
