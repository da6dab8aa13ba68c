import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Http2Dial } from './http2-target.ts';

/** What HTTP/1.1 is spoken over to a target: a socket, plain or secret, or a stream of an HTTP/2 connection. */
export interface TargetConnection extends Duplex {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** How a target is spoken to. */
export interface Tongue {
  readonly secure?: boolean | undefined;
  readonly speaks?: 'GRPC' | 'HTTP2' | undefined;
  /** What a connection begins with, before anything else is spoken. */
  readonly opening?: Buffer | undefined;
}

/** Makes connections to one place. */
export interface Dial {
  /** `up` is called once it stands; until then it may fail, and nothing was said. */
  connect(up: () => void): TargetConnection;
  /** No more will be made: what is there comes to its end. */
  end(): void;
}

export function dialOf(place: NetConnectOpts, { secure = false, speaks, opening }: Tongue): Dial {
  if (speaks) return new Http2Dial(place as { host: string; port: number }, secure);
  const begin = () => {
    const socket = connect({ ...place, noDelay: true, allowHalfOpen: true });
    if (opening) socket.write(opening);
    return socket;
  };
  return {
    connect: (up) => (secure ? secret(begin(), up) : begin().once('connect', up)),
    end: () => undefined,
  };
}

/** AWS: user guide, "Target groups for your Application Load Balancers": targets' certificates are not judged. */
function secret(socket: Socket, up: () => void): TargetConnection {
  const tls = process.getBuiltinModule('node:tls');
  return tls.connect({ socket, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, up);
}
