import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codestar-connections';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { connectionOf, connections, hostOf, hosts } from '../records.ts';
import { tagsIn } from './connections.ts';

type Tags = Readonly<Record<string, string>>;

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ ResourceArn, Tags }, { tx }) => {
  const { tags, keep } = tagged(tx, ResourceArn);
  keep({ ...tags, ...tagsIn(Tags) });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = (
  { ResourceArn, TagKeys },
  { tx },
) => {
  const { tags, keep } = tagged(tx, ResourceArn);
  keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { ResourceArn },
  { tx },
) => ({ Tags: Object.entries(tagged(tx, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })) });

function tagged(tx: Tx, arn: string): { readonly tags: Tags; readonly keep: (tags: Tags) => void } {
  if (arn.includes(':host/')) {
    const { scope, host } = hostOf(tx, arn);
    return { tags: host.tags, keep: (tags) => hosts.put(tx, scope, host.id, { ...host, tags }) };
  }
  const { scope, connection } = connectionOf(tx, arn);
  const keep = (tags: Tags) => connections.put(tx, scope, connection.id, { ...connection, tags });
  return { tags: connection.tags, keep };
}
