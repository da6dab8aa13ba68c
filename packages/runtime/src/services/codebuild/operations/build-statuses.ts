import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { HttpAnswered } from '../../../base/effects/http.ts';
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
    if (isDone(answered) || api.host.isTold?.(answered.status, answered.body)) return {};
    if (mayPass(answered)) throw statusUnheard(answered);
    return statusRefused(answered);
  },
};

/** The provider was silent, too busy, or not well. */
const mayPass = ({ status }: HttpAnswered): boolean => status === 0 || status === 429 || status >= 500;

const statusUnheard = ({ status, body }: HttpAnswered): EffectRefusal =>
  new EffectRefusal('ProviderUnavailable', `Status ${status}: ${body.slice(0, 500)}`, true);
