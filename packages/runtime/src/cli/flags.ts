import type { ChatChannel, ClockChoice, MailServer } from '../house.ts';

/** What was asked for is not possible; the message says what was wrong, the value, and what to do. */
export class UsageError extends Error {}

export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not '${text}'.`);
}

export function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UsageError(`--account takes the twelve digits of an AWS account, not '${text}'.`);
}

export function clockOf(text: string | undefined): ClockChoice | undefined {
  if (text === undefined || text === 'virtual') return text;
  const speed = Number(text);
  if (Number.isFinite(speed) && speed > 0 && speed <= 100_000) return speed;
  throw new UsageError(
    `--clock takes a speed above 0 (60 runs an hour in a minute) or 'virtual', not '${text}'.`,
  );
}

export function mailServerOf(url: string | undefined, from: string): MailServer | undefined {
  if (url === undefined || url === '') return undefined;
  if (/^smtps?:$/.test(URL.parse(url)?.protocol ?? '')) return { url, from };
  throw new UsageError(`--smtp takes smtp://host:port or smtps://host:port, not '${url}'.`);
}

/** Where GitHub is, if elsewhere: `https://github.example`. */
export function gitHubOf(url: string | undefined): string | undefined {
  if (url === undefined || url === '') return undefined;
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url.replace(/\/+$/, '');
  throw new UsageError(`--github takes http://host:port or https://host, not '${url}'.`);
}

/** `slack:T0123ABCD/C0123ABCD=https://hooks…`, or `teams:…`. */
export function chatOf(text: string): ChatChannel {
  const [, platform, team, channel, url = ''] = /^(slack|teams):([^/=]+)\/([^=]+)=(.+)$/.exec(text) ?? [];
  if (platform && team && channel && /^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    return { platform: platform as ChatChannel['platform'], team, channel, url };
  // What is after the sign is a secret, and not repeated.
  const said = text.replace(/=.*$/s, '=…');
  throw new UsageError(
    `--chat takes slack:TEAM/CHANNEL=https://… or teams:TEAM/CHANNEL=https://…, not '${said}'.`,
  );
}

/** Of the environment: several, with spaces or line ends between them. */
export const chatsIn = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(Boolean);
