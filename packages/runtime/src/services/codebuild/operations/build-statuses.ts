import type { WaitingHandler } from '../../../dispatch/service.ts';
import { refusedByProvider } from '../errors.ts';
import { askGitHub, gitHubApi } from '../github-api.ts';
import type { SourceNamed } from '../providers.ts';

/** What GitHub is told of a commit. */
export interface CommitStatus {
  readonly source: SourceNamed;
  readonly commit: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
}

/**
 * From inside only: a token is read. https://docs.github.com/en/rest/commits/statuses
 */
export const reportBuildStatus: WaitingHandler<CommitStatus, object> = {
  async waits({ source, commit, state, context, description, targetUrl: target_url }, call) {
    const api = call.transaction((inner) => gitHubApi(inner, source));
    const body = JSON.stringify({ state, context, description, target_url });
    const url = `${api.url}/statuses/${commit}`;
    const answered = await askGitHub(call, api, { method: 'POST', url, body });
    if (answered.status !== 201 && answered.status !== 200) refusedByProvider('report to', answered);
    return {};
  },
};
