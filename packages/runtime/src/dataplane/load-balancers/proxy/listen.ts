import type { ServerHttp2Session } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type {
  AnswerFields,
  Listener,
  ListenerPlace,
  ReleaseGuard,
  RequestFields,
  RoutingRule,
} from '../../../base/effects/load-balancer.ts';
import type { ListenerPipes } from '../../../base/effects/pipes.ts';
import type { AccessLog } from './access-log.ts';
import { Client } from './client.ts';
import type { Connection, Secrecy } from './connection.ts';
import type { ConnectionLog, Handshake } from './connection-log.ts';
import type { Traces } from './forwarded.ts';
import type { Gates } from './gates/gates.ts';
import type { Group } from './group.ts';
import { Guard } from './guard.ts';
import type { OwnCounters } from './measure.ts';
import { serveHttp2 } from './http2.ts';
import { PipeEntry } from './pipes/pipe-entry.ts';
import type { Pipes } from './pipes/pipes.ts';
import { otherPlaces, type Place } from './places.ts';
import type { Random } from './random.ts';
import { SecureFront } from './secure.ts';

/** What connections need of the load balancer they came to. */
export interface ListenerKeeper {
  readonly clients: Set<Client>;
  /** Connections that are passed on. */
  readonly pipes: Pipes;
  readonly own: OwnCounters;
  /** Where requests are written down, if they are. */
  readonly accessLog: AccessLog | undefined;
  /** The same of connections. */
  readonly connectionLog: ConnectionLog | undefined;
  /** How long a client's connection may be used. Wall time. */
  readonly clientKeepAliveMs: number;
  readonly random: Random;
  /** Asks who comes, where a rule wants that. */
  readonly gates: Gates | undefined;
  readonly traces: Traces;
  /** Wall milliseconds, as of the last sweep: coarse, and free. */
  readonly tick: number;
  /** There is something new to be observed. */
  tell(): void;
  /** The house second. */
  second(): number;
  wallSecond(): number;
  wallNow(): number;
  group(arn: string): Group | undefined;
  /** Of its listeners, those that are elsewhere. */
  places(): readonly ListenerPlace[];
}

/** An open port. Its rules change under its connections. */
export class OpenListener {
  readonly address: string;
  readonly port: number;
  /** Where it really listens. */
  at: Place;
  readonly keeper: ListenerKeeper;
  arn = '';
  rules: readonly RoutingRule[] = [];
  /** Where its connections are passed on as they are. */
  pipes: ListenerPipes | undefined;
  closed = false;
  guard: Guard | undefined;
  requests: RequestFields = { forwardedFor: 'append', clientPort: false, tls: false };
  answers: AnswerFields = { set: [], server: true };
  readonly #server: Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  #secure: SecureFront | undefined;
  /** What is settled in a handshake, besides certificates. */
  #asks = '';

  private constructor(address: string, port: number, keeper: ListenerKeeper) {
    this.address = address;
    this.port = port;
    this.at = { address, port };
    this.keeper = keeper;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#take(socket));
  }

  get scheme(): 'http' | 'https' {
    return this.isSecure ? 'https' : 'http';
  }

  get isSecure(): boolean {
    return this.#secure !== undefined;
  }

  /** Rules, protocol and certificates, for requests and handshakes to come. */
  apply({ listener: arn, rules, requests, answers, guard, ...secure }: Listener): void {
    this.arn = arn;
    this.rules = rules;
    this.pipes = secure.pipes;
    this.requests = requests ?? { forwardedFor: 'append', clientPort: false, tls: false };
    this.answers = answers ?? { set: [], server: true };
    if (!guard) this.guard = undefined;
    else if (!isSame(this.guard?.guard, guard)) this.guard = new Guard(guard);
    this.#applySecure(secure);
  }

  #applySecure({
    certificates,
    tlsPolicy: policy,
    http2 = true,
    clients,
    pipes,
  }: Pick<Listener, 'certificates' | 'clients' | 'http2' | 'pipes' | 'tlsPolicy'>): void {
    if (!certificates?.length || !policy) {
      this.#secure = undefined;
      return;
    }
    const alpn = pipes ? (pipes.alpn ?? []) : http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
    const settings = { certificates, policy, alpn, clients };
    const asks = `${alpn.join()} ${clients?.mode}`;
    if (this.#secure && this.#asks === asks) return this.#secure.set(settings);
    this.#asks = asks;
    const front = new SecureFront(settings, {
      secret: (socket, shaken) => this.#takeSecret(socket, front, shaken),
      failed: (socket, shaken) => {
        this.#count('tlsErrors');
        this.keeper.connectionLog?.add(socket, this.port, shaken);
      },
    });
    this.#secure = front;
  }

  #takeSecret(socket: TLSSocket, front: SecureFront, shaken: Handshake): void {
    if (this.pipes) return this.#pass(socket, front, shaken);
    const secrecy = this.#noted(socket, shaken, front.secrecyOf(socket));
    if (socket.alpnProtocol !== 'h2') return this.#serve(socket, secrecy);
    const session = serveHttp2(socket, (connection) => this.#serve(connection, secrecy));
    this.#sessions.add(session);
    session.on('close', () => this.#sessions.delete(session));
  }

  /** A secret connection is passed on, and written down where that is asked for. */
  #pass(socket: TLSSocket, front: SecureFront, { wallMs: handshakeMs }: Handshake): void {
    const { accessLog, pipes } = this.keeper;
    const below = front.below(socket);
    // It has gone with the last word of its handshake.
    if (!below || below.destroyed) return void socket.destroy();
    const entry =
      accessLog &&
      new PipeEntry(accessLog, {
        listener: this.arn,
        client: `${socket.remoteAddress}:${socket.remotePort}`,
        destination: `${this.address}:${this.port}`,
        secrecy: front.secrecyOf(socket),
        handshakeMs,
        spoken: socket.alpnProtocol,
      });
    pipes.open({ socket, below, entry }, this);
  }

  #count(what: 'newConnections' | 'tlsErrors'): void {
    this.keeper.own.add(this.keeper.second(), what, 1);
  }

  #take(socket: Socket): void {
    this.#count('newConnections');
    if (this.#secure) return this.#secure.take(socket);
    if (this.pipes) return this.keeper.pipes.open({ socket, below: socket }, this);
    this.#serve(socket, undefined, this.keeper.connectionLog?.add(socket, this.port));
  }

  /** Written down where that is asked for, and traced by it. */
  #noted(socket: TLSSocket, shaken: Handshake, secrecy: Secrecy): Secrecy {
    return { ...secrecy, trace: this.keeper.connectionLog?.add(socket, this.port, shaken) };
  }

  #serve(connection: Connection, secrecy?: Secrecy, trace = secrecy?.trace): void {
    this.keeper.clients.add(new Client(connection, this, { secrecy, trace }));
  }

  /** Answers once connections are taken; rejects with a refusal where the address cannot be had. */
  static async open(address: string, port: number, keeper: ListenerKeeper): Promise<OpenListener> {
    const first = await OpenListener.#tried(address, port, keeper, { address, port });
    if (first instanceof OpenListener) return first;
    for (const place of otherPlaces({ address, port }, first.code)) {
      const other = await OpenListener.#tried(address, port, keeper, place);
      if (other instanceof OpenListener) return other;
    }
    throw refusalFor(first, address, port);
  }

  /** `address` and `port` are the listener's own; `place` is where it is tried. */
  static #tried(
    address: string,
    port: number,
    keeper: ListenerKeeper,
    place: Place,
  ): Promise<OpenListener | NodeJS.ErrnoException> {
    const listener = new OpenListener(address, port, keeper);
    return new Promise((resolve) => {
      const server = listener.#server;
      server.once('error', resolve);
      server.listen({ host: place.address, port: place.port, backlog: 1024 }, () => {
        server.removeListener('error', resolve);
        listener.at = { address: place.address, port: (server.address() as AddressInfo).port };
        resolve(listener);
      });
    });
  }

  /** Where it is, if that is not where it should be. */
  get place(): ListenerPlace | undefined {
    const { address, port, at } = this;
    return at.address === address && at.port === port ? undefined : { port, at };
  }

  /** Takes no new connections; those with nothing in hand end, the others after their answer. */
  close(): void {
    this.closed = true;
    this.#server.close();
    for (const session of this.#sessions) session.close();
    for (const client of this.keeper.clients)
      if (client.listener === this && client.isIdle) client.socket.destroySoon();
  }
}

const isSame = (one: ReleaseGuard | undefined, other: ReleaseGuard): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function refusalFor(error: NodeJS.ErrnoException, address: string, port: number): EffectRefusal {
  const where = `${address}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new EffectRefusal('PortTaken', `another process listens on ${where} already`, true);
    case 'EADDRNOTAVAIL':
      return new EffectRefusal('AddressNotAvailable', `this machine has no address ${address}`);
    case 'EACCES':
    case 'EPERM':
      return new EffectRefusal(
        'PortNotPermitted',
        `this user may not listen on ${where}; choose a port from 1024`,
      );
    default:
      return new EffectRefusal('ListenFailed', `cannot listen on ${where}: ${error.message}`, true);
  }
}
