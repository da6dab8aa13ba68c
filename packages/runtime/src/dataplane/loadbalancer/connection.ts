import type { Duplex } from 'node:stream';

/** What a client speaks HTTP/1 over: a TCP or TLS socket, or a stream of an HTTP/2 connection. */
export interface Connection extends Duplex {
  readonly remoteAddress?: string | undefined;
  /** Ends, and lets go once everything has been written. */
  destroySoon(): void;
  /** Lets the other side know at once that something went wrong. */
  resetAndDestroy(): unknown;
}
