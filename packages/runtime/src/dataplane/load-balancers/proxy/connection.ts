import type { Duplex } from 'node:stream';

/** How a connection is kept secret; undefined of one that is not. */
export interface Secrecy {
  /** `TLSv1.3`. */
  readonly version: string;
  /** As the standard names it: `TLS_AES_128_GCM_SHA256`. */
  readonly cipher: string;
  /** As OpenSSL names it. */
  readonly openssl: string;
  /** The host that the client asked for, and the ARN of the certificate it was shown. */
  readonly name?: string | undefined;
  readonly certificate?: string | undefined;
  /** What the connection is traced by, where connections are written down. */
  readonly trace?: string | undefined;
  /** What targets are told of the client's own certificate, where it is asked for one: lines. */
  readonly client?: string | undefined;
}

/** What its listener knows of a connection. */
export interface KnownConnection {
  readonly secrecy?: Secrecy | undefined;
  /** What it is traced by, where connections are written down. */
  readonly trace?: string | undefined;
}

/** What a client speaks HTTP/1 over: a TCP or TLS socket, or a stream of an HTTP/2 connection. */
export interface Connection extends Duplex {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  /** It is a stream of an HTTP/2 connection. */
  readonly http2?: true;
  /** Ends, and lets go once everything has been written. */
  destroySoon(): void;
  /** Lets the other side know at once that something went wrong. */
  resetAndDestroy(): unknown;
}
