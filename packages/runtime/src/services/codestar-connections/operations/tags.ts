import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codestar-connections';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { connectionOf, connections } from '../records.ts';

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ ResourceArn, Tags }, { tx }) => {
  const { scope, connection } = connectionOf(tx, ResourceArn);
  const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  connections.put(tx, scope, connection.id, { ...connection, tags: { ...connection.tags, ...added } });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = (
  { ResourceArn, TagKeys },
  { tx },
) => {
  const { scope, connection } = connectionOf(tx, ResourceArn);
  const kept = Object.entries(connection.tags).filter(([key]) => !TagKeys.includes(key));
  connections.put(tx, scope, connection.id, { ...connection, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { ResourceArn },
  { tx },
) => {
  const { tags } = connectionOf(tx, ResourceArn).connection;
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};
