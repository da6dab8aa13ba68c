import type { ChatPost, ChatTeams, ChatTeamsTold } from '../../base/effects/chat.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { teamsOf, type Chat, type ChatChannel } from './chat.ts';
import type { Http } from '../http/http.ts';

/** Wall time. */
const timeoutMs = 15_000;

/** Posts to webhooks. */
export class LocalChat implements Chat {
  readonly #channels: readonly ChatChannel[];
  readonly #http: Http;
  readonly #log: (sentence: string) => void;

  /** What cannot be posted is told to the log: nobody else would hear of it. */
  constructor(channels: readonly ChatChannel[], http: Http, log: (sentence: string) => void) {
    this.#channels = channels;
    this.#http = http;
    this.#log = log;
  }

  async perform(effect: ChatPost | ChatTeams, signal: AbortSignal): Promise<object | ChatTeamsTold> {
    if (effect.type === 'chat.teams') return teamsOf(this.#channels);
    try {
      return await this.#post(effect, signal);
    } catch (error) {
      if (error instanceof EffectRefusal)
        this.#log(`A message to ${effect.platform} was not posted: ${error.message}.`);
      throw error;
    }
  }

  async #post({ platform, team, channel, body }: ChatPost, signal: AbortSignal): Promise<object> {
    const place = `${team}/${channel}`;
    const known = this.#channels.find(
      (each) => each.platform === platform && each.team === team && each.channel === channel,
    );
    if (!known) {
      const remedy = `start Penstock with --chat ${platform}:${place}=https://…`;
      throw new EffectRefusal('ChannelNotConnected', `${place} is not connected; ${remedy}`);
    }
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const { status } = await this.#http
      .perform({ type: 'http.post', url: known.url, headers, body, timeoutMs }, signal)
      .catch((error: unknown) => {
        // The reason names the webhook, which is a secret.
        if (error instanceof EffectRefusal)
          throw new EffectRefusal('ChatFailed', `${place}: ${error.code}`, true);
        throw error;
      });
    if (status >= 200 && status < 300) return {};
    const passes = status === 429 || status >= 500;
    throw new EffectRefusal(passes ? 'ChatFailed' : 'ChatRefused', `${place} answers ${status}`, passes);
  }
}
