import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { entityAlreadyExists, mustFirst, quotaExceeded } from '../errors.ts';
import { listed } from '../listing.ts';
import {
  globally,
  groupNamed,
  groups,
  iamArn,
  keyOf,
  putGroup,
  putUser,
  userNamed,
  users,
  type GroupRecord,
  type UserRecord,
} from '../records.ts';
import { userAnswer } from './users.ts';

/** AWS: IAM quotas, "Groups an IAM user can be a member of". */
const groupsPerUserMax = 10;

export const createGroup: Handler<
  Given<sdk.CreateGroupCommandInput>,
  Answered<sdk.CreateGroupCommandOutput>
> = (input, call) => {
  const name = input.GroupName;
  if (groups.get(call.tx, globally(call), keyOf(name))) entityAlreadyExists('group', name);
  const path = input.Path ?? '/';
  const group: GroupRecord = {
    groupName: name,
    groupId: `AGPA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `group${path}${name}`),
    createDate: call.now,
    inlinePolicies: {},
    attachedPolicies: [],
  };
  putGroup(call.tx, call, group);
  return { Group: groupAnswer(group) };
};

export const getGroup: Handler<Given<sdk.GetGroupCommandInput>, Answered<sdk.GetGroupCommandOutput>> = (
  input,
  call,
) => {
  const group = groupNamed(call.tx, call, input.GroupName);
  const { items, paging } = listed(membersOf(call, group), (user) => user.userName, input);
  return {
    Group: groupAnswer(group),
    Users: items.map((user) => ({ ...userAnswer(user), Tags: undefined })),
    ...paging,
  };
};

export const listGroups: Handler<Given<sdk.ListGroupsCommandInput>, Answered<sdk.ListGroupsCommandOutput>> = (
  input,
  call,
) => {
  const all = groups
    .list(call.tx, globally(call))
    .filter((group) => group.path.startsWith(input.PathPrefix ?? '/'));
  const { items, paging } = listed(all, (group) => group.groupName, input);
  return { Groups: items.map(groupAnswer), ...paging };
};

export const updateGroup: Handler<Given<sdk.UpdateGroupCommandInput>, object> = (input, call) => {
  const group = groupNamed(call.tx, call, input.GroupName);
  const name = input.NewGroupName ?? group.groupName;
  const path = input.NewPath ?? group.path;
  const renamed = keyOf(name) !== keyOf(group.groupName);
  if (renamed && groups.get(call.tx, globally(call), keyOf(name))) entityAlreadyExists('group', name);
  for (const user of membersOf(call, group))
    putUser(call.tx, call, {
      ...user,
      groups: user.groups.map((each) => (each === group.groupName ? name : each)),
    });
  groups.delete(call.tx, globally(call), keyOf(group.groupName));
  putGroup(call.tx, call, { ...group, groupName: name, path, arn: iamArn(call, `group${path}${name}`) });
  return {};
};

export const deleteGroup: Handler<Given<sdk.DeleteGroupCommandInput>, object> = (input, call) => {
  const group = groupNamed(call.tx, call, input.GroupName);
  if (membersOf(call, group).length > 0) mustFirst('remove users from group');
  if (group.attachedPolicies.length > 0) mustFirst('detach all policies');
  if (Object.keys(group.inlinePolicies).length > 0) mustFirst('delete policies');
  groups.delete(call.tx, globally(call), keyOf(group.groupName));
  return {};
};

export const addUserToGroup: Handler<Given<sdk.AddUserToGroupCommandInput>, object> = (input, call) => {
  const { groupName } = groupNamed(call.tx, call, input.GroupName);
  const user = userNamed(call.tx, call, input.UserName);
  if (user.groups.includes(groupName)) return {};
  if (user.groups.length >= groupsPerUserMax) quotaExceeded('GroupsPerUser', groupsPerUserMax);
  putUser(call.tx, call, { ...user, groups: [...user.groups, groupName] });
  return {};
};

export const removeUserFromGroup: Handler<Given<sdk.RemoveUserFromGroupCommandInput>, object> = (
  input,
  call,
) => {
  const { groupName } = groupNamed(call.tx, call, input.GroupName);
  const user = userNamed(call.tx, call, input.UserName);
  putUser(call.tx, call, { ...user, groups: user.groups.filter((each) => each !== groupName) });
  return {};
};

export const listGroupsForUser: Handler<
  Given<sdk.ListGroupsForUserCommandInput>,
  Answered<sdk.ListGroupsForUserCommandOutput>
> = (input, call) => {
  const user = userNamed(call.tx, call, input.UserName);
  const all = user.groups.map((name) => groupNamed(call.tx, call, name));
  const { items, paging } = listed(all, (group) => group.groupName, input);
  return { Groups: items.map(groupAnswer), ...paging };
};

const membersOf = (call: Call, { groupName }: GroupRecord): UserRecord[] =>
  users.list(call.tx, globally(call)).filter((user) => user.groups.includes(groupName));

const groupAnswer = (group: GroupRecord): sdk.Group => ({
  Path: group.path,
  GroupName: group.groupName,
  GroupId: group.groupId,
  Arn: group.arn,
  CreateDate: new Date(group.createDate),
});
