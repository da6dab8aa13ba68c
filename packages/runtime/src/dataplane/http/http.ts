import type {
  HttpAnswered,
  HttpAsk,
  HttpGet,
  HttpGot,
  HttpPost,
  HttpPosted,
} from '../../base/effects/http.ts';

/** Posts to other people's endpoints, and reads their documents. */
export interface Http {
  /**
   * An answer of any status is an outcome, redirects too: they are not followed. Refused, to be tried again,
   * with `ConnectionRefused`, `HostNotFound`, `TimedOut` or `ConnectionFailed`; for good with `InvalidUrl`, and where a
   * document is read, with `Untrusted` and `TooLong`.
   */
  perform(
    effect: HttpAsk | HttpPost | HttpGet,
    signal: AbortSignal,
  ): Promise<HttpAnswered | HttpPosted | HttpGot>;
}
