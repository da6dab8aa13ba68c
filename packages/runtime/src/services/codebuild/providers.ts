import type { ProjectSource, ServerType } from '@aws-sdk/client-codebuild';
import type { Call } from '../../dispatch/service.ts';
import { invalidInput } from './errors.ts';
import { sourceCredentials } from './records.ts';

/** A provider of repositories, as codestar-connections names it; where it is, where that is always the same. */
interface Provider {
  readonly ProviderType: string;
  readonly serverType: ServerType;
  readonly url?: string;
}

const providers: Readonly<Record<string, Provider>> = {
  BITBUCKET: { ProviderType: 'Bitbucket', serverType: 'BITBUCKET', url: 'https://bitbucket.org' },
  GITHUB: { ProviderType: 'GitHub', serverType: 'GITHUB', url: 'https://github.com' },
  GITHUB_ENTERPRISE: { ProviderType: 'GitHubEnterpriseServer', serverType: 'GITHUB_ENTERPRISE' },
  GITLAB: { ProviderType: 'GitLab', serverType: 'GITLAB', url: 'https://gitlab.com' },
  GITLAB_SELF_MANAGED: { ProviderType: 'GitLabSelfManaged', serverType: 'GITLAB_SELF_MANAGED' },
};
export const providerSources = Object.keys(providers);

/** Where a source's provider is, if that is always the same. */
export const ownUrlOf = ({ type }: Pick<ProjectSource, 'type'>): string | undefined => providers[type!]?.url;

/** How a repository is reached: by a connection, or by a token; a public one by neither. */
export type Reached = { readonly FullRepositoryId: string } & (
  | { readonly ConnectionArn: string }
  | {
      readonly ProviderType: string;
      readonly Url?: string;
      readonly Token?: string;
      readonly User?: string;
    }
);

export type SourceNamed = Pick<ProjectSource, 'type' | 'location' | 'auth'>;

export function reached(call: Call, { type = 'GITHUB', location = '', auth }: SourceNamed): Reached {
  const { ProviderType, serverType, url } = providers[type]!;
  const parsed = URL.parse(location);
  const FullRepositoryId = (parsed?.pathname ?? '').replace(/^\/+|\/+$|\.git\/?$/g, '');
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !FullRepositoryId.includes('/'))
    return invalidInput(`${location} is no address of a repository of ${type}`);
  const Url = parsed.origin === url ? {} : { Url: parsed.origin };
  const known = sourceCredentials.list(call.tx, call).filter((each) => each.serverType === serverType);
  const own = auth?.resource === undefined ? undefined : { authType: auth.type, token: auth.resource };
  const credential = own ?? known[0];
  switch (credential?.authType) {
    case 'CODECONNECTIONS':
      return { FullRepositoryId, ConnectionArn: credential.token };
    case 'SECRETS_MANAGER':
      return { FullRepositoryId, ProviderType, ...Url, Token: tokenIn(call, credential.token) };
    case 'BASIC_AUTH': {
      const User = known[0]!.username ?? '';
      return { FullRepositoryId, ProviderType, ...Url, Token: credential.token, User };
    }
    case 'PERSONAL_ACCESS_TOKEN':
      return { FullRepositoryId, ProviderType, ...Url, Token: credential.token };
    default:
      return { FullRepositoryId, ProviderType, ...Url };
  }
}

// AWS: user guide, "Create and store a token in a Secrets Manager secret": {"ServerType":…,"AuthType":…,"Token":…}.
function tokenIn(call: Call, SecretId: string): string {
  const { SecretString = '' } = call.forward('secretsmanager', 'GetSecretValue', { SecretId });
  try {
    const { Token } = JSON.parse(SecretString) as { readonly Token?: string };
    return Token ?? invalidInput(`The secret ${SecretId} has no Token`);
  } catch {
    return invalidInput(`The secret ${SecretId} is no JSON with a Token`);
  }
}
