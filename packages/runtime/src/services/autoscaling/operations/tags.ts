import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, tokenInvalid } from '../errors.ts';
import { groups, type GroupTag } from '../records.ts';
import { findGroup } from './finding.ts';

export function tagOf({ Key, Value = '', PropagateAtLaunch = false }: Given<sdk.Tag>): GroupTag {
  if (Key === undefined) return invalid('A tag must have a key.');
  // AWS: unverified sentence.
  if (/^aws:/i.test(Key)) invalid(`Tag keys starting with 'aws:' are reserved for internal use: ${Key}`);
  return { Key, Value, PropagateAtLaunch };
}

function retag(
  call: Call,
  named: Given<sdk.Tag>,
  change: (others: readonly GroupTag[]) => readonly GroupTag[],
): void {
  const group = findGroup(call, named.ResourceId ?? invalid('A tag must have a resource ID.'));
  const others = group.tags.filter(({ Key }) => Key !== named.Key);
  groups.put(call.tx, call, group.name, { ...group, tags: change(others) });
}

/** AWS: instances that are there keep theirs: a tag propagates at launch. */
export const createOrUpdateTags: Handler<Given<sdk.CreateOrUpdateTagsCommandInput>, object> = (
  { Tags },
  call,
) => {
  for (const tag of Tags) retag(call, tag, (others) => [...others, tagOf(tag)]);
  return {};
};

export const deleteTags: Handler<Given<sdk.DeleteTagsCommandInput>, object> = ({ Tags }, call) => {
  for (const tag of Tags) retag(call, tag, (others) => others);
  return {};
};

interface Described extends GroupTag {
  readonly ResourceId: string;
}

const looks: Readonly<Record<string, (tag: Described) => string>> = {
  'auto-scaling-group': ({ ResourceId }) => ResourceId,
  key: ({ Key }) => Key,
  value: ({ Value }) => Value,
  'propagate-at-launch': ({ PropagateAtLaunch }) => String(PropagateAtLaunch),
};

export const describeTags: Handler<
  Given<sdk.DescribeTagsCommandInput>,
  Answered<sdk.DescribeTagsCommandOutput>
> = ({ Filters = [], NextToken, MaxRecords = 50 }, call) => {
  const all = groups
    .list(call.tx, call)
    .flatMap(({ name, tags }) => tags.map((tag) => ({ ...tag, ResourceId: name })));
  const wanted = all.filter((tag) =>
    Filters.every(({ Name = '', Values = [] }) => {
      const look = looks[Name] ?? invalid(`The filter ${Name} is not valid.`);
      return Values.includes(look(tag));
    }),
  );
  const page = pageOf(wanted, ({ ResourceId, Key }) => `${ResourceId}|${Key}`, {
    token: NextToken,
    limit: MaxRecords,
    invalid: tokenInvalid,
  });
  return {
    Tags: page.items.map((tag) => ({ ...tag, ResourceType: 'auto-scaling-group' })),
    NextToken: page.next,
  };
};
