import type { WaitingHandler } from '../../../dispatch/service.ts';
import { statusRefused } from '../errors.ts';
import { askHost, hostApi, isDone } from '../git-hosts/asking.ts';
import type { CommitStatus } from '../git-hosts/git-host.ts';
import type { SourceNamed } from '../providers.ts';

export interface ReportBuildStatusInput extends CommitStatus {
  readonly source: SourceNamed;
}

/** Tells a provider of a commit. From inside only: a token is read. */
export const reportBuildStatus: WaitingHandler<ReportBuildStatusInput, object> = {
  async waits({ source, ...status }, call) {
    const api = await hostApi(call, source);
    const answered = await askHost(call, api, api.host.tellStatus(api.url, status));
    if (!isDone(answered) && !api.host.isTold?.(answered.status, answered.body)) statusRefused(answered);
    return {};
  },
};
