import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  HttpAnswered,
  HttpAsk,
  HttpGet,
  HttpGot,
  HttpPost,
  HttpPosted,
} from '../../base/effects/http.ts';
import { timers } from '../../base/timers.ts';
import { httpGet } from './http-get.ts';
import type { Http } from './http.ts';

/** Posts and reads over the network. */
export class LocalHttp implements Http {
  async perform(
    effect: HttpAsk | HttpPost | HttpGet,
    signal: AbortSignal,
  ): Promise<HttpAnswered | HttpPosted | HttpGot> {
    const { url, timeoutMs } = effect;
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new EffectRefusal('InvalidUrl', `${url} is no http address`);
    const silence = new AbortController();
    const cancelTimeout = timers.after(timeoutMs, () => silence.abort());
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      if (effect.type === 'http.ask') return await httpAsk(effect, either);
      return await (effect.type === 'http.get' ? httpGet(effect, either) : httpPost(effect, either));
    } catch (error) {
      if (silence.signal.aborted)
        throw new EffectRefusal('TimedOut', `${url} did not answer within ${timeoutMs} ms`, true);
      throw refusalOf(url, error);
    } finally {
      cancelTimeout();
    }
  }
}

async function httpPost({ url, headers, body }: HttpPost, signal: AbortSignal): Promise<HttpPosted> {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  // Nobody reads what it says: the connection is given up with it.
  await response.body?.cancel();
  return { status: response.status };
}

async function httpAsk(ask: HttpAsk, signal: AbortSignal): Promise<HttpAnswered> {
  const { url, method, headers, body, bytesMax, cut } = ask;
  const sent = { method, headers, ...(body !== undefined && { body }) };
  const response = await fetch(url, { ...sent, redirect: 'manual', signal });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > bytesMax && cut) break; // Which gives the connection up.
    if (length > bytesMax) throw new EffectRefusal('TooLong', `${url} has more than ${bytesMax} bytes`);
    pieces.push(piece);
  }
  const answered = { status: response.status, headers: Object.fromEntries(response.headers) };
  return { ...answered, body: Buffer.concat(pieces).toString() };
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
  if (!(error instanceof Error) || error instanceof EffectRefusal) return error;
  const outer = error instanceof TypeError ? error.cause : error;
  const cause = outer instanceof AggregateError ? (outer.errors[0] as unknown) : outer;
  if (!(cause instanceof Error)) return error; // A bug of ours.
  // Without a code where `fetch` itself will not: `bad port`, of one that no browser speaks to.
  const { code, message } = cause as NodeJS.ErrnoException;
  return new EffectRefusal(codes[code ?? ''] ?? 'ConnectionFailed', `${url}: ${message}`, true);
}
