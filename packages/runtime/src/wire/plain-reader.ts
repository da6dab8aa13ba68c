import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressedBy, type Addressed } from './first-bytes.ts';
import { IdleWatch } from './idle-watch.ts';
import { PlainConnection, type PlainParts } from './plain-connection.ts';

/** Who takes connections whole, by whom they name. */
export interface ConnectionRoute {
  match(host: string): boolean;
  /** Takes a connection that is paused. */
  take(socket: Socket, addressed: Addressed): void;
  /** Ends those that it has. */
  close(): void;
}

export type PlainReaderParts = Pick<PlainParts, 'answer' | 'refuse'> & {
  /** How long what has begun to come is waited for (and up to twice that), before Node does. Wall time. */
  readonly patienceMs: number;
  /** How long a connection is kept between two requests (and up to twice that), wall time. */
  readonly keptMs: number;
  readonly connections: readonly ConnectionRoute[];
};

/** Reads the plain requests of all connections, before Node's server does. */
export class PlainReader {
  readonly #parts: PlainReaderParts;
  readonly #patience: IdleWatch;
  readonly #idle: IdleWatch;
  readonly #sockets = new Set<Socket>();

  constructor(parts: PlainReaderParts) {
    this.#parts = parts;
    this.#patience = new IdleWatch(parts.patienceMs);
    this.#idle = new IdleWatch(parts.keptMs);
  }

  /** Takes each connection of a server, and gives it back with the first request that is not plain. */
  standBefore(server: Server): void {
    const readByNode = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
    const { answer, refuse, connections } = this.#parts;
    const handOver = (socket: Socket, unread: Buffer | undefined) => {
      this.#sockets.delete(socket);
      const addressed = unread && addressedBy(unread);
      const route = addressed && connections.find((each) => each.match(addressed.host));
      if (route) return route.take(socket, addressed);
      for (const read of readByNode) read.call(server, socket);
      socket.resume();
    };
    const parts = { answer, refuse, handOver, patience: this.#patience, idle: this.#idle };
    server.removeAllListeners('connection').on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      new PlainConnection(socket, parts).begin();
    });
  }

  /** Closes what is read here. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const route of this.#parts.connections) route.close();
    this.#patience.close();
    this.#idle.close();
  }
}
