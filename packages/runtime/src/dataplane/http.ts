import type { HttpPost, HttpPosted } from '../base/effects/http.ts';

/** Posts to other people's endpoints. */
export interface Http {
  /**
   * An answer of any status is an outcome, redirects too: they are not followed. Refused, to be tried again,
   * with `ConnectionRefused`, `HostNotFound`, `TimedOut` or `ConnectionFailed`; for good with `InvalidUrl`.
   */
  perform(effect: HttpPost, signal: AbortSignal): Promise<HttpPosted>;
}
