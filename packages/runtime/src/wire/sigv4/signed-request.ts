import type { HeaderList } from '../header-list.ts';

/** What a signature is made over, as it came from the network. */
export interface SignedRequest {
  readonly method: string;
  /** Without the query; percent-encoded as sent. */
  readonly path: string;
  /** Without the question mark; percent-encoded as sent. */
  readonly query: string;
  readonly headers: HeaderList;
}
