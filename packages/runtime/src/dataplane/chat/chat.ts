import type { ChatPost, ChatTeams, ChatTeamsTold } from '../../base/effects/chat.ts';

/** A channel that whoever runs the house has connected. */
export interface ChatChannel {
  readonly platform: ChatPost['platform'];
  readonly team: string;
  readonly channel: string;
  /** Its incoming webhook. Whoever has it can post, so it stays in here. */
  readonly url: string;
}

/** Talks to chats. */
export interface Chat {
  /**
   * Refused for good with `ChannelNotConnected`, and with `ChatRefused` where the chat does not take it; to be tried
   * again with `ChatFailed`.
   */
  perform(effect: ChatPost | ChatTeams, signal: AbortSignal): Promise<object | ChatTeamsTold>;
}

/** The teams of channels, each once. */
export function teamsOf(channels: readonly Omit<ChatChannel, 'url'>[]): ChatTeamsTold {
  const seen = new Map(channels.map(({ platform, team }) => [`${platform} ${team}`, { platform, team }]));
  return { teams: [...seen.values()] };
}
