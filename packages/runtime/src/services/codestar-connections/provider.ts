import { AwsError } from '../../base/aws-error.ts';
import type { GitRemote } from '../../base/effects/git.ts';
import type { Call } from '../../dispatch/service.ts';
import { connectionSecretUnusable } from './errors.ts';
import { hostOf, secretTag, type ConnectionRecord } from './records.ts';

/** What a connection's secret holds: see the README. */
export interface Reached {
  /** Where the provider is. */
  readonly url: string;
  readonly user: string;
  readonly token?: string | undefined;
  /** By which its deliveries are signed. */
  readonly webhookSecret?: string | undefined;
}

interface Provider {
  readonly url: string;
  /** Who a token is shown as; the providers' documentation. */
  readonly user: string;
}

const providers: Readonly<Record<string, Provider>> = {
  GitHub: { url: 'https://github.com', user: 'x-access-token' },
  GitHubEnterpriseServer: { url: '', user: 'x-access-token' },
  GitLab: { url: 'https://gitlab.com', user: 'oauth2' },
  GitLabSelfManaged: { url: '', user: 'oauth2' },
  Bitbucket: { url: 'https://bitbucket.org', user: 'x-token-auth' },
  AzureDevOps: { url: 'https://dev.azure.com', user: 'penstock' },
};

/** Whether repositories behind it are at a provider, and not hosted here. */
export const isConnected = ({ tags, byToken }: ConnectionRecord): boolean =>
  tags[secretTag] !== undefined || byToken !== undefined;

/** How the provider is reached; read from the connection's secret each time, and written down nowhere. */
export function reachedBy(call: Call, connection: ConnectionRecord): Reached {
  const SecretId = connection.tags[secretTag] ?? '';
  const said: Partial<Reached> = connection.byToken ?? parsed(secretString(call, SecretId));
  const { url, user } = providers[connection.ProviderType]!;
  const host = connection.HostArn === undefined ? undefined : hostOf(call.tx, connection.HostArn).host;
  const where = said.url ?? host?.ProviderEndpoint ?? url;
  if (!/^https?:\/\/./.test(where))
    return connectionSecretUnusable(SecretId, 'it does not say where the provider is ("url")');
  return { user, ...said, url: where.replace(/\/+$/, '') };
}

function secretString(call: Call, SecretId: string): string {
  try {
    return call.forward('secretsmanager', 'GetSecretValue', { SecretId }).SecretString ?? '';
  } catch (error) {
    if (error instanceof AwsError) return connectionSecretUnusable(SecretId, error.message);
    throw error;
  }
}

/** `{"token": …, "webhookSecret": …, "url": …, "user": …}`, or the token alone. */
function parsed(text: string): Partial<Reached> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return { token: text };
    const texts = Object.entries(value).filter(([, member]) => typeof member === 'string' && member !== '');
    return Object.fromEntries(texts) as Partial<Reached>;
  } catch {
    return text === '' ? {} : { token: text };
  }
}

/** A path of names, as providers have them: nothing that leads elsewhere. */
const fullIdPattern = /^[\w.-]+(\/[\w.-]+)+$/;

/** The address that git is given. */
export function remoteOf({ url, user, token }: Reached, fullRepositoryId: string): GitRemote {
  const isPath = fullIdPattern.test(fullRepositoryId) && !fullRepositoryId.split('/').includes('..');
  const path = isPath ? fullRepositoryId : encodeURIComponent(fullRepositoryId);
  return { url: `${url}/${path.replace(/\.git$/, '')}.git`, user, token };
}
