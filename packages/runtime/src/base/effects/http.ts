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
