import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { AwsError } from '../../../base/aws-error.ts';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import type { GitHost, Headers, Posted } from '../git-hosts/git-host.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { hookVariables } from '../hooked.ts';
import { projects, webhooks, type WebhookRecord } from '../records.ts';
import { isMoreAsked, isWanted, type Hooked } from '../webhook-filters.ts';
import { startHooked } from './hooked-builds.ts';
import { withMore } from './source-readings.ts';

export interface TakeWebhookInput extends Posted {
  readonly project: string;
  readonly key: string;
}

/** So many deliveries are remembered of each webhook. */
const heardMax = 100;

interface Taken {
  readonly taken: 'followed' | 'ignored' | 'unknown' | 'unread' | 'unsigned';
}

/** What a provider posts to a project's address. From inside only: its signature is the provider's. */
export const takeWebhook: WaitingHandler<TakeWebhookInput, Taken> = {
  async waits(input, call) {
    const read = call.transaction((inner) => readPosted(inner, input));
    if ('taken' in read) return read;
    const { source, record } = read;
    const known: Hooked[] = [];
    try {
      for (const each of read.happened)
        known.push(isMoreAsked(record, each) ? await withMore(call, source, each) : each);
    } catch (error) {
      // Whoever has posted it may do so again.
      if (error instanceof AwsError) return { taken: 'unread' };
      throw error;
    }
    const wanted = known.filter((each) => isWanted(record, each));
    if (wanted.length === 0) return { taken: 'ignored' };
    return call.transaction((inner) => followed(inner, input, wanted));
  },
};

interface Read {
  readonly record: WebhookRecord;
  readonly source: ProjectSource;
  readonly happened: readonly Hooked[];
}

/** What it tells of, if it is known and signed. */
function readPosted(call: Call, input: TakeWebhookInput): Taken | Read {
  const record = webhooks.get(call.tx, call, input.project);
  const source = projects.get(call.tx, call, input.project)?.declaration.source;
  const host = source && gitHostOf(source);
  if (!record || !host || record.key !== input.key) return { taken: 'unknown' };
  if (!host.isSigned(input, record.secret)) return { taken: 'unsigned' };
  if (isHeard(record, host.deliveryId(input.headers))) return { taken: 'followed' };
  return { record, source, happened: happenedIn(host, input) };
}

const isHeard = ({ heard }: WebhookRecord, delivery: string | undefined): boolean =>
  delivery !== undefined && heard.includes(delivery);

/** Starts what is wanted, unless the same was delivered, or the webhook was taken away, while it was looked at. */
function followed(call: Call, input: TakeWebhookInput, wanted: readonly Hooked[]): Taken {
  const read = readPosted(call, input);
  if ('taken' in read) return read;
  const { record, source } = read;
  const delivery = gitHostOf(source)!.deliveryId(input.headers);
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
}

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
