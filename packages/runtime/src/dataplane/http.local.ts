import { EffectRefusal } from '../base/effects/effect.ts';
import type { HttpPost, HttpPosted } from '../base/effects/http.ts';
import { timers } from '../base/timers.ts';
import type { Http } from './http.ts';

/** Posts over the network. */
export class LocalHttp implements Http {
  async perform({ url, headers, body, timeoutMs }: HttpPost, signal: AbortSignal): Promise<HttpPosted> {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new EffectRefusal('InvalidUrl', `${url} is no http address`);
    const silence = new AbortController();
    const cancelTimeout = timers.after(timeoutMs, () => silence.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, silence.signal]),
      });
      // Nobody reads what it says: the connection is given up with it.
      await response.body?.cancel();
      return { status: response.status };
    } catch (error) {
      if (silence.signal.aborted)
        throw new EffectRefusal('TimedOut', `${url} did not answer within ${timeoutMs} ms`, true);
      throw refusalOf(url, error);
    } finally {
      cancelTimeout();
    }
  }
}

const codes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ConnectionRefused',
  ENOTFOUND: 'HostNotFound',
  EAI_AGAIN: 'HostNotFound',
};

/**
 * `fetch` says that it failed; why is in the cause, or in the first of its causes where several addresses
 * were tried.
 */
function refusalOf(url: string, error: unknown): unknown {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return error;
  const cause = error.cause instanceof AggregateError ? (error.cause.errors[0] as Error) : error.cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new EffectRefusal(codes[code ?? ''] ?? 'ConnectionFailed', `${url}: ${message}`, true);
}
