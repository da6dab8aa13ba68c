import type { Duplex } from 'node:stream';

/** How a connection is kept secret; undefined of one that is not. */
export interface Secrecy {
  /** `TLSv1.3`. */
  readonly version: string;
  /** As the standard names it: `TLS_AES_128_GCM_SHA256`. */
  readonly cipher: string;
}

/** What a client speaks HTTP/1 over: a TCP or TLS socket, or a stream of an HTTP/2 connection. */
export interface Connection extends Duplex {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Ends, and lets go once everything has been written. */
  destroySoon(): void;
  /** Lets the other side know at once that something went wrong. */
  resetAndDestroy(): unknown;
}
