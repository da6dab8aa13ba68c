import type { Handler } from '../../../dispatch/service.ts';
import type { GitHost, Headers, Posted } from '../git-hosts/git-host.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { hookVariables } from '../hooked.ts';
import { projects, webhooks } from '../records.ts';
import { isWanted, type Hooked } from '../webhook-filters.ts';
import { startHooked } from './hooked-builds.ts';

export interface TakeWebhookInput extends Posted {
  readonly project: string;
  readonly key: string;
}

/** So many deliveries are remembered of each webhook. */
const heardMax = 100;

/** What a provider posts to a project's address. From inside only: its signature is the provider's. */
export const takeWebhook: Handler<TakeWebhookInput, { readonly taken: string }> = (input, call) => {
  const record = webhooks.get(call.tx, call, input.project);
  const project = projects.get(call.tx, call, input.project);
  const host = project && gitHostOf(project.declaration.source!);
  if (!record || !host || record.key !== input.key) return { taken: 'unknown' };
  if (!host.isSigned(input, record.secret)) return { taken: 'unsigned' };
  const wanted = happenedIn(host, input).filter((each) => isWanted(record, each));
  if (wanted.length === 0) return { taken: 'ignored' };
  const delivery = host.deliveryId(input.headers);
  if (delivery !== undefined && record.heard.includes(delivery)) return { taken: 'followed' };
  const heard = delivery === undefined ? record.heard : [...record.heard, delivery].slice(-heardMax);
  webhooks.put(call.tx, call, record.projectName, { ...record, heard });
  for (const hooked of wanted)
    startHooked(call, input.project, {
      isBatch: record.buildType === 'BUILD_BATCH',
      sourceVersion: hooked.version,
      ...(hooked.commit !== undefined && { sourceCommit: hooked.commit }),
      initiator: initiatorOf(input.headers),
      variables: hookVariables(hooked),
    });
  return { taken: 'followed' };
};

/** A body of no shape that is known tells of nothing. */
function happenedIn(host: GitHost, { headers, body }: Posted): readonly Hooked[] {
  try {
    return host.read(headers, JSON.parse(body));
  } catch {
    return [];
  }
}

// AWS: seen in the wild: GitHub-Hookshot/<what GitHub's user agent says>; unverified of other providers.
const initiatorOf = (headers: Headers): string => headers['user-agent'] ?? 'GitHub-Hookshot';
