import { connect, type Socket } from 'node:net';
import { balancerNamed, type BalancerName } from '../../../base/balancer-name.ts';
import { resetOf } from '../reset.ts';

/** Which listener is meant: of a load balancer, by a port that was said or by what is spoken. */
export interface AskedListener extends BalancerName {
  readonly secure: boolean;
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/**
 * The names of load balancers, at the house's own door (`docs/decisions/0020`): a connection that names one is handed
 * to it, with all that it has said, and is its own from then on. Nothing is read on the way, so that whatever can be
 * spoken with a load balancer can be spoken by its name.
 */
export class BalancerFront {
  readonly #find: (asked: AskedListener) => Promise<Place | undefined>;
  readonly #sockets = new Set<Socket>();

  constructor(find: (asked: AskedListener) => Promise<Place | undefined>) {
    this.#find = find;
  }

  match(host: string): boolean {
    return balancerNamed(host) !== undefined;
  }

  /** Takes a connection, which is paused, and whose first bytes are to be read from it. */
  take(socket: Socket, { host, secure }: { readonly host: string; readonly secure: boolean }): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    this.#find({ ...balancerNamed(host)!, secure }).then(
      (place) => (place ? this.#join(socket, place) : nobody(socket, { host, secure })),
      () => socket.destroy(),
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(socket: Socket, { address, port }: Place): void {
    if (socket.destroyed) return;
    const listener = connect({ host: address, port, noDelay: true, allowHalfOpen: true });
    const letGo = (other: Socket) => () => resetOf(other);
    listener.on('error', letGo(socket));
    socket.on('error', letGo(listener));
    // Who has ended both ways has had all that was sent; who is gone in the middle is missed by the other.
    listener.on('close', () => (socket.writableEnded ? socket.destroySoon() : letGo(socket)()));
    socket.on('close', () => (listener.writableEnded ? listener.destroySoon() : letGo(listener)()));
    socket.pipe(listener).pipe(socket);
  }
}

/** On AWS the name would not resolve, or nothing would listen there. */
function nobody(socket: Socket, { host, secure }: { readonly host: string; readonly secure: boolean }): void {
  if (secure) return void socket.destroy();
  const body = `No load balancer listens for HTTP at ${host}.\n`;
  const head = ['HTTP/1.1 404 Not Found', 'Content-Type: text/plain', `Content-Length: ${body.length}`];
  socket.resume();
  socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon());
}
