import { assert } from '../../base/assert.ts';
import type { ChatPost, ChatTeams, ChatTeamsTold } from '../../base/effects/chat.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { teamsOf, type Chat } from './chat.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/**
 * Chats whose channels are connected by `world chat connects <slack|teams> <team> <channel>`, and take everything,
 * unless `world chat refuses <channel> <code>` says otherwise, where a `ChatFailed` may pass, until
 * `world chat takes <channel>`. `world chat channel <channel>` answers what was posted.
 */
export class SimulatedChat implements Chat, SimulatedRoom {
  readonly #connected: Pick<ChatPost, 'platform' | 'team' | 'channel'>[] = [];
  /** What was posted, the same thing once. */
  readonly #posts = new Map<string, ChatPost>();
  readonly #refusals = new Map<string, string>();

  async perform(effect: ChatPost | ChatTeams): Promise<object | ChatTeamsTold> {
    if (effect.type === 'chat.teams') return teamsOf(this.#connected);
    const { platform, team, channel } = effect;
    const place = `${team}/${channel}`;
    const isThere = this.#connected.some(
      (each) => each.platform === platform && each.team === team && each.channel === channel,
    );
    if (!isThere) throw new EffectRefusal('ChannelNotConnected', `${place} is not connected`);
    const refusal = this.#refusals.get(channel);
    if (refusal) throw new EffectRefusal(refusal, `${place}: ${refusal}`, refusal === 'ChatFailed');
    this.#posts.set(`${platform} ${place} ${effect.body}`, effect);
    return {};
  }

  tell([verb, word = '', team = '', channel = '']: readonly string[]): object | undefined {
    switch (verb) {
      case 'connects':
        this.connect({ platform: word as ChatPost['platform'], team, channel });
        return undefined;
      case 'refuses':
        this.#refusals.set(word, team);
        return undefined;
      case 'takes':
        this.#refusals.delete(word);
        return undefined;
      default:
        assert(verb === 'channel', `chat is told connects, refuses, takes or channel, not ${verb}`);
        return [...this.#posts.values()]
          .filter((post) => post.channel === word)
          .map(({ body }) => JSON.parse(body));
    }
  }

  connect(channel: Pick<ChatPost, 'platform' | 'team' | 'channel'>): void {
    this.#connected.push(channel);
  }

  done(): readonly string[] {
    return [...this.#posts.keys()].map((post) => `chat.post ${post}`);
  }
}
