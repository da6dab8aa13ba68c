/** Posts to a channel of a chat, by the webhook that whoever runs the house has named for it. */
export interface ChatPost {
  readonly type: 'chat.post';
  readonly platform: 'slack' | 'teams';
  /** Slack's workspace, or the team: `T0123ABCD`. */
  readonly team: string;
  readonly channel: string;
  /** What the webhook takes, JSON. */
  readonly body: string;
}

/** Which channels are connected: the names of their teams, not their webhooks. */
export interface ChatTeams {
  readonly type: 'chat.teams';
}
export interface ChatTeamsTold {
  readonly teams: readonly { readonly platform: ChatPost['platform']; readonly team: string }[];
}
