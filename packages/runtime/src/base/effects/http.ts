/**
 * Posts once to somebody's endpoint. An answer of any status is an outcome; silence is a refusal, retryable.
 */
export interface HttpPost {
  readonly type: 'http.post';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Wall time. */
  readonly timeoutMs: number;
}
export interface HttpPosted {
  readonly status: number;
}

/**
 * Asks somebody's API once, and reads its answer. Performed at once, by operations alone: it carries a token. Refused
 * as posts are, and where the answer is too long.
 */
export interface HttpAsk {
  readonly type: 'http.ask';
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bytesMax: number;
  /** A longer answer is cut there, and not refused. */
  readonly cut?: true;
  /** Wall time. */
  readonly timeoutMs: number;
}
export interface HttpAnswered {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads a document once. An answer of any status is an outcome; silence, a certificate that nobody vouches for, and an
 * answer that is too long are refusals.
 */
export interface HttpGet {
  readonly type: 'http.get';
  readonly url: string;
  /** SHA-1 digests in hex of certificates that are trusted though no authority of this machine vouches for them. */
  readonly thumbprints: readonly string[];
  readonly bytesMax: number;
  /** Wall time. */
  readonly timeoutMs: number;
}
export interface HttpGot {
  readonly status: number;
  readonly body: string;
  /** Wall time of the answer, epoch milliseconds; unset in a world that has no other time than the house. */
  readonly at?: number;
}
