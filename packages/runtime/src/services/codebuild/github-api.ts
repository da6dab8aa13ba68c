import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { HttpAnswered, HttpAsk } from '../../base/effects/http.ts';
import type { Call, WaitingCall } from '../../dispatch/service.ts';
import { reached, type SourceNamed } from './providers.ts';

/** Where GitHub's API has something, and by which token it is asked. */
export interface GitHubApi {
  readonly url: string;
  readonly token: string | undefined;
}

export const isAtGitHub = ({ type }: Pick<ProjectSource, 'type'>): boolean =>
  type === 'GITHUB' || type === 'GITHUB_ENTERPRISE';

/** Where a repository is in the API. */
export function gitHubApi(call: Call, source: SourceNamed): GitHubApi {
  const at = reached(call, source);
  const { Url, Token } = 'Token' in at || 'Url' in at ? at : { Url: undefined, Token: undefined };
  const base = Url === undefined ? 'https://api.github.com' : `${Url}/api/v3`;
  return { url: `${base}/repos/${at.FullRepositoryId}`, token: Token };
}

const timeoutMs = 10_000;
const bytesMax = 1024 * 1024;

/** Silence is told as an answer of status 0. */
export async function askGitHub(
  call: WaitingCall,
  { token }: GitHubApi,
  asked: Pick<HttpAsk, 'method' | 'url' | 'body'>,
): Promise<HttpAnswered> {
  const headers = {
    accept: 'application/vnd.github+json',
    'content-type': 'application/json',
    'user-agent': 'penstock',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  try {
    return (await call.perform({ type: 'http.ask', ...asked, headers, bytesMax, timeoutMs })) as HttpAnswered;
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    return { status: 0, headers: {}, body: error.message };
  }
}
