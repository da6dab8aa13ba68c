import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codepipeline';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Collection } from '../../../store/collection.ts';
import type { Tx } from '../../../store/store.ts';
import { customTypes } from '../custom-types.ts';
import { invalidArn, invalidNextToken, resourceNotFound, systemTag, tooManyTags } from '../errors.ts';
import { pipelines, webhooks } from '../records.ts';

/** AWS: quotas, "Maximum number of tags in a resource: 50". */
const tagsMax = 50;

/** AWS: API reference, ListTagsForResource, maxResults: the most, and what it is unless said. */
const pageSizeMax = 100;

type Tags = Readonly<Record<string, string>>;
type TagGiven = { readonly key: string; readonly value: string };

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ resourceArn, tags }, call) => {
  const tagged = taggedOf(call, resourceArn);
  tagged.keep(checkedTags(resourceArn, tagged.tags, tags));
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = ({ resourceArn, tagKeys }, call) => {
  const tagged = taggedOf(call, resourceArn);
  const system = tagKeys.find(isSystemKey);
  if (system !== undefined) systemTag(system);
  const kept = Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key));
  tagged.keep(Object.fromEntries(kept));
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { resourceArn, maxResults = pageSizeMax, nextToken },
  call,
) => {
  const page = pageOf(tagList(taggedOf(call, resourceArn).tags), ({ key }) => key, {
    token: nextToken,
    limit: maxResults,
    invalid: invalidNextToken,
  });
  return { tags: [...page.items], nextToken: page.next };
};

/** The tags there were with those that are added. */
export function checkedTags(arn: string, before: Tags, added: readonly TagGiven[]): Tags {
  const system = added.find(({ key }) => isSystemKey(key));
  if (system) systemTag(system.key);
  const all = { ...before, ...Object.fromEntries(added.map(({ key, value }) => [key, value])) };
  return Object.keys(all).length > tagsMax ? tooManyTags(arn) : all;
}

const isSystemKey = (key: string): boolean => key.startsWith('aws:');

export const tagList = (tags: Tags): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** What an ARN names, a pipeline, a webhook or a custom action type: its tags, and how they are kept. */
interface Tagged {
  readonly tags: Tags;
  keep(tags: Tags): void;
}

function taggedOf({ tx, account, region }: Call, arn: string): Tagged {
  const scope = parseArn(arn);
  // AWS: unverified that another account's or region's is refused so.
  if (scope?.service !== 'codepipeline' || scope.account !== account || scope.region !== region)
    return invalidArn();
  const { resource } = scope;
  // AWS: service authorization reference: `actiontype:Custom/<category>/<provider>/<version>`.
  const [, ...type] = /^actiontype:Custom\/(\w+)\/([^/]+)\/([^/]+)$/.exec(resource) ?? [];
  if (type.length > 0) return taggedIn(tx, customTypes, scope, type.join('|'));
  const webhook = /^webhook:(.+)$/.exec(resource)?.[1];
  return webhook === undefined
    ? taggedIn(tx, pipelines, scope, resource)
    : taggedIn(tx, webhooks, scope, webhook);
}

function taggedIn<T extends { readonly tags: Tags }>(
  tx: Tx,
  records: Collection<T>,
  scope: Scope,
  key: string,
): Tagged {
  const record = records.get(tx, scope, key) ?? resourceNotFound(scope, key.replaceAll('|', '/'));
  return { tags: record.tags, keep: (tags) => records.put(tx, scope, key, { ...record, tags }) };
}
