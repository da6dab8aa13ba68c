import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { HttpAnswered } from '../../../base/effects/http.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { invalidInput, noAccessToken } from '../errors.ts';
import { ownUrlOf, reached, type SourceNamed } from '../providers.ts';
import type { GitHost, HostAsk } from './git-host.ts';
import { gitHostOf } from './index.ts';

/** A repository in its provider's API, and by what it is asked. */
export interface HostApi {
  readonly host: GitHost;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Refused, in CodeBuild's words, where there is nothing to ask by. */
export async function hostApi(call: WaitingCall, source: SourceNamed): Promise<HostApi> {
  const host = gitHostOf(source) ?? invalidInput(`A source of type ${source.type} is at no provider`);
  const named = call.transaction((inner) => reached(inner, source));
  const by = 'ConnectionArn' in named ? await behind(call, named.ConnectionArn) : named;
  if (by.Token === undefined) return noAccessToken(source.type!);
  const place = {
    url: by.Url === ownUrlOf(source) ? undefined : by.Url,
    repository: named.FullRepositoryId,
    token: by.Token,
    user: by.User,
  };
  return { host, url: host.repositoryUrl(place), headers: host.headers(place) };
}

interface Behind {
  readonly Url?: string;
  readonly Token?: string;
  readonly User?: string;
}

/** AWS: IAM's name of what a role is let to do that asks a provider by a connection. */
const behind = (call: WaitingCall, ConnectionArn: string): Promise<Behind> =>
  call.perform({
    type: 'aws.call',
    service: 'codestar-connections',
    operation: 'GetConnectionToken',
    input: { ConnectionArn },
    as: servicePrincipal('codestar-connections'),
    scope: { account: call.account, region: call.region },
  }) as Promise<Behind>;

const timeoutMs = 10_000;
const bytesMax = 1024 * 1024;

/** Silence is told as an answer of status 0. */
export async function askHost(
  call: WaitingCall,
  api: HostApi,
  { method, url, body }: Omit<HostAsk, 'body'> & { readonly body?: object },
): Promise<HttpAnswered> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'penstock', ...api.headers };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const ask = { type: 'http.ask', method, url, ...sent, headers, bytesMax, timeoutMs } as const;
    return (await call.perform(ask)) as HttpAnswered;
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    return { status: 0, headers: {}, body: error.message };
  }
}

export const isDone = ({ status }: HttpAnswered): boolean => status >= 200 && status < 300;
