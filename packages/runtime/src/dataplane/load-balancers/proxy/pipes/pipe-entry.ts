import type { AccessLog } from '../access-log.ts';
import type { Secrecy } from '../connection.ts';

/** What is known of a secret connection when it begins. */
interface Begun {
  /** The listener's ARN. */
  readonly listener: string;
  /** `address:port` of the client, and of where it came. */
  readonly client: string;
  readonly destination: string;
  readonly secrecy: Secrecy;
  readonly handshakeMs: number;
  /** What was agreed upon to be spoken inside. */
  readonly spoken: string | false | null;
}

/** A TLS connection on its way into the log. */
export class PipeEntry {
  /** Bytes from the client, and to it. */
  received = 0;
  sent = 0;
  /** What was agreed upon with the target. */
  spokenBehind: string | false | null = false;
  readonly #log: AccessLog;
  readonly #begun: Begun;
  readonly #at = performance.now();
  readonly #house: number;

  constructor(log: AccessLog, begun: Begun) {
    this.#log = log;
    this.#begun = begun;
    this.#house = log.clock.now();
  }

  /** AWS: Network Load Balancers guide, "Access log entries": the fields in their order; `-` of what is not known. */
  write(): void {
    const { listener, client, destination, secrecy, handshakeMs, spoken } = this.#begun;
    const now = this.#log.clock.now();
    const fields = [
      'tls',
      '2.0',
      secondOf(now),
      this.#log.balancer,
      listener.slice(listener.lastIndexOf('/') + 1),
      client,
      destination,
      Math.round(performance.now() - this.#at + handshakeMs),
      Math.round(handshakeMs),
      this.received,
      this.sent,
      '-',
      secrecy.certificate ?? '-',
      '-',
      secrecy.openssl,
      secrecy.version.toLowerCase().replace('.', ''),
      '-',
      secrecy.name ?? '-',
      spoken || '-',
      this.spokenBehind || '-',
      '-',
      secondOf(this.#house),
    ];
    this.#log.add(fields.join(' '), now);
  }
}

/** ISO 8601 without a zone, which is UTC. */
const secondOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
