import type { ChatPost } from '../../base/effects/chat.ts';
import { parseArn } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import { collection } from '../../store/collection.ts';

/** A channel of a chat, and what is told there. */
export interface ChannelConfiguration {
  readonly platform: ChatPost['platform'];
  readonly name: string;
  readonly team: string;
  readonly teamName?: string | undefined;
  /** Of Microsoft Teams. */
  readonly tenant?: string | undefined;
  readonly channel: string;
  readonly channelName?: string | undefined;
  readonly roleArn: string;
  readonly topics: readonly string[];
  readonly loggingLevel: string;
  readonly guardrails: readonly string[];
  readonly authorizationRequired: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** By `<platform>|<name>`. The service is global. */
export const configurations = collection<ChannelConfiguration>('chatbot.configurations');
/** One an account, by `account`. */
export const preferences = collection<{ readonly [name: string]: boolean }>('chatbot.preferences');

export const globally = ({ account }: Scope): Scope => ({ account, region: 'aws-global' });

export const configurationKey = (platform: string, name: string): string => `${platform}|${name}`;

const kinds = { slack: 'slack-channel', teams: 'microsoft-teams-channel' } as const;

export const configurationArn = (
  { account }: Scope,
  { platform, name }: Pick<ChannelConfiguration, 'platform' | 'name'>,
): string => `arn:aws:chatbot::${account}:chat-configuration/${kinds[platform]}/${name}`;

/** A configuration, wherever it is: its ARN says so. */
export function configurationAt(
  tx: Tx,
  arn: string,
): { readonly scope: Scope; readonly configuration: ChannelConfiguration } | undefined {
  const parsed = parseArn(arn);
  const [, kind, name] =
    /^chat-configuration\/(slack-channel|microsoft-teams-channel)\/(.+)$/.exec(parsed?.resource ?? '') ?? [];
  if (!parsed || name === undefined) return undefined;
  const scope = globally({ account: parsed.account, region: '' });
  const key = configurationKey(kind === 'slack-channel' ? 'slack' : 'teams', name);
  const configuration = configurations.get(tx, scope, key);
  return configuration && { scope, configuration };
}
