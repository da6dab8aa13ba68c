import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientOf, verdictOn } from './client-certificates.ts';
import type { HouseClock } from './house-clock.ts';
import { LogLines, timeOf } from './log-lines.ts';
import type { Random } from './random.ts';

/** A handshake that was tried: how long it took, and whether clients' certificates are judged. */
export interface Handshake {
  readonly wallMs: number;
  readonly verifies: boolean;
  readonly failed?: boolean;
  /** The client's certificate, or one that vouches for it, is revoked. */
  readonly revoked?: boolean;
}

/** What a load balancer writes down of its connections. AWS: user guide, "Connection log entries". */
export class ConnectionLog {
  readonly #lines: LogLines;
  readonly #clock: HouseClock;
  readonly #random: Random;

  constructor(folder: string, clock: HouseClock, random: Random) {
    this.#lines = new LogLines(folder);
    this.#clock = clock;
    this.#random = random;
  }

  /** Answers what the connection is traced by. */
  add(socket: Socket | TLSSocket, port: number, shaken?: Handshake): string {
    const now = this.#clock.now();
    const trace = `TID_${Array.from({ length: 4 }, () => this.#random.hex()).join('')}`;
    const client = [(socket.remoteAddress ?? '-').replace(/^::ffff:/, ''), socket.remotePort ?? '-'];
    const fields = [timeOf(now), ...client, port, ...secrecyOf(socket, shaken), trace];
    this.#lines.add(fields.join(' '), now);
    return trace;
  }

  flush(): void {
    this.#lines.flush();
  }
}

const nothing = ['-', '-', '-', '"-"', '-', '-', '-'];

function secrecyOf(socket: Socket | TLSSocket, shaken: Handshake | undefined): readonly string[] {
  if (!shaken) return nothing;
  if (!('getPeerX509Certificate' in socket))
    return [...nothing.slice(0, -1), 'Failed:UnmappedConnectionError'];
  const cipher = socket.getCipher() as { readonly name: string } | undefined;
  const { subject = '-', validity = '-', serial = '-' } = clientOf(socket) ?? {};
  const verdict = shaken.failed && !shaken.verifies ? 'Failed:UnmappedConnectionError' : '-';
  return [
    socket.getProtocol() ?? '-',
    cipher?.name ?? '-',
    (shaken.wallMs / 1000).toFixed(3),
    `"${subject.replaceAll('"', '\\"')}"`,
    validity,
    serial,
    shaken.verifies ? verdictOn(socket, shaken) : verdict,
  ];
}
