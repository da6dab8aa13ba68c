import { createServer, type Server } from 'node:net';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { RoutingRule } from '../../base/effects/load-balancer.ts';
import { Client } from './client.ts';
import type { Traces } from './forwarded.ts';
import type { Group } from './group.ts';
import type { OwnCounters } from './measure.ts';
import type { Random } from './random.ts';

/** What connections need of the load balancer they came to. */
export interface ListenerKeeper {
  readonly clients: Set<Client>;
  readonly own: OwnCounters;
  readonly random: Random;
  readonly traces: Traces;
  /** Wall milliseconds, as of the last sweep: coarse, and free. */
  readonly tick: number;
  /** The house second. */
  second(): number;
  wallSecond(): number;
  wallNow(): number;
  group(arn: string): Group | undefined;
}

/** An open port. Its rules change under its connections. */
export class OpenListener {
  readonly address: string;
  readonly port: number;
  readonly keeper: ListenerKeeper;
  rules: readonly RoutingRule[] = [];
  closed = false;
  readonly #server: Server;

  private constructor(address: string, port: number, keeper: ListenerKeeper) {
    this.address = address;
    this.port = port;
    this.keeper = keeper;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      keeper.clients.add(new Client(socket, this)),
    );
  }

  /** Answers once connections are taken; rejects with a refusal where the address cannot be had. */
  static open(address: string, port: number, keeper: ListenerKeeper): Promise<OpenListener> {
    const listener = new OpenListener(address, port, keeper);
    return new Promise((resolve, reject) => {
      const server = listener.#server;
      server.once('error', (error: NodeJS.ErrnoException) => reject(refusalFor(error, address, port)));
      server.listen({ host: address, port, backlog: 1024 }, () => resolve(listener));
    });
  }

  /** Takes no new connections; those with nothing in hand end, the others after their answer. */
  close(): void {
    this.closed = true;
    this.#server.close();
    for (const client of this.keeper.clients)
      if (client.listener === this && client.isIdle) client.socket.destroySoon();
  }
}

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
