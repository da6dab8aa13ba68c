import type {
  CreateScheduleGroupInput,
  CreateScheduleGroupOutput,
  DeleteScheduleGroupInput,
  GetScheduleGroupInput,
  GetScheduleGroupOutput,
  ListScheduleGroupsInput,
  ListScheduleGroupsOutput,
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-scheduler';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { groupExists, groupNotFound, invalid } from '../errors.ts';
import { defaultGroup, findGroup, groupArn, groups, schedules, type ScheduleGroup } from '../records.ts';
import { remove } from './schedules.ts';

// AWS: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
export const createScheduleGroup: Handler<Given<CreateScheduleGroupInput>, CreateScheduleGroupOutput> = (
  { Name, Tags = [] },
  call,
) => {
  if (Name === defaultGroup || groups.get(call.tx, call, Name)) groupExists(Name);
  const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  groups.put(call.tx, call, Name, { name: Name, tags, createdAt: call.now, modifiedAt: call.now });
  return { ScheduleGroupArn: groupArn(call, Name) };
};

/** AWS: its schedules go with it; DELETING is over at once. */
export const deleteScheduleGroup: Handler<Given<DeleteScheduleGroupInput>, object> = ({ Name }, call) => {
  if (Name === defaultGroup) invalid('You cannot delete the default schedule group.');
  findGroup(call, Name);
  for (const schedule of schedules.list(call.tx, call, { prefix: `${Name}|` })) remove(call, schedule);
  groups.delete(call.tx, call, Name);
  return {};
};

const view = (call: Call, { name, createdAt, modifiedAt }: ScheduleGroup) => ({
  Arn: groupArn(call, name),
  Name: name,
  State: 'ACTIVE' as const,
  CreationDate: new Date(createdAt),
  LastModificationDate: new Date(modifiedAt),
});

export const getScheduleGroup: Handler<Given<GetScheduleGroupInput>, GetScheduleGroupOutput> = (
  { Name },
  call,
) => view(call, findGroup(call, Name));

const pageSize = 100;

export const listScheduleGroups: Handler<Given<ListScheduleGroupsInput>, ListScheduleGroupsOutput> = (
  { NamePrefix = '', NextToken, MaxResults = pageSize },
  call,
) => {
  const all = [findGroup(call, defaultGroup), ...groups.list(call.tx, call)]
    .filter(({ name }) => name.startsWith(NamePrefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(all, ({ name }) => name, {
    token: NextToken,
    limit: MaxResults,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return { ScheduleGroups: items.map((group) => view(call, group)), NextToken: next };
};

/** The group an ARN names: only groups have tags. */
function groupAt(call: Call, arn: string): ScheduleGroup {
  const name = parseArn(arn)?.resource.replace(/^schedule-group\//, '') ?? arn;
  return (
    groups.get(call.tx, call, name) ?? (name === defaultGroup ? findGroup(call, name) : groupNotFound(name))
  );
}

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ ResourceArn, Tags }, call) => {
  const group = groupAt(call, ResourceArn);
  const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  groups.put(call.tx, call, group.name, { ...group, tags: { ...group.tags, ...added } });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = ({ ResourceArn, TagKeys }, call) => {
  const group = groupAt(call, ResourceArn);
  const kept = Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key));
  groups.put(call.tx, call, group.name, { ...group, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { ResourceArn },
  call,
) => ({
  Tags: Object.entries(groupAt(call, ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
});
