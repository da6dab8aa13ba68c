import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { entityAlreadyExists, mustFirst, userNameMissing } from '../errors.ts';
import { listed } from '../listing.ts';
import {
  globally,
  iamArn,
  keyOf,
  keys,
  putUser,
  userNamed,
  users,
  type Answer,
  type UserRecord,
} from '../records.ts';
import { devicesOf } from '../mfa.ts';
import { tagRecords } from '../tags.ts';
import { boundary, boundaryAnswer } from './boundaries.ts';

export const createUser: Handler<sdk.CreateUserCommandInput, Answer<sdk.CreateUserCommandOutput>> = (
  input,
  call,
) => {
  const name = input.UserName!;
  if (users.get(call.tx, globally(call), keyOf(name))) entityAlreadyExists('user', name);
  const path = input.Path ?? '/';
  const user: UserRecord = {
    userName: name,
    userId: `AIDA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `user${path}${name}`),
    createDate: call.now,
    permissionsBoundary: boundary(call, input.PermissionsBoundary),
    tags: tagRecords(input.Tags),
    accessKeyIds: [],
    groups: [],
    inlinePolicies: {},
    attachedPolicies: [],
  };
  putUser(call.tx, call, user);
  return { User: userAnswer(user) };
};

export const getUser: Handler<sdk.GetUserCommandInput, Answer<sdk.GetUserCommandOutput>> = (input, call) => ({
  User: userAnswer(userAsked(call, input.UserName)),
});

export const listUsers: Handler<sdk.ListUsersCommandInput, Answer<sdk.ListUsersCommandOutput>> = (
  input,
  call,
) => {
  const all = users
    .list(call.tx, globally(call))
    .filter((user) => user.path.startsWith(input.PathPrefix ?? '/'));
  const { items, paging } = listed(all, (user) => user.userName, input);
  return { Users: items.map((user) => ({ ...userAnswer(user), Tags: undefined })), ...paging };
};

export const deleteUser: Handler<sdk.DeleteUserCommandInput, object> = (input, call) => {
  const user = userNamed(call.tx, call, input.UserName!);
  if (user.loginProfile) mustFirst('delete login profile');
  if (user.accessKeyIds.length > 0) mustFirst('delete access keys');
  if (devicesOf(call, user.userId).length > 0) mustFirst('delete MFA devices');
  if (user.groups.length > 0) mustFirst('remove users from group');
  if (user.attachedPolicies.length > 0) mustFirst('detach all policies');
  if (Object.keys(user.inlinePolicies).length > 0) mustFirst('delete policies');
  users.delete(call.tx, globally(call), keyOf(user.userName));
  return {};
};

export const updateUser: Handler<sdk.UpdateUserCommandInput, object> = (input, call) => {
  const user = userNamed(call.tx, call, input.UserName!);
  const userName = input.NewUserName ?? user.userName;
  const path = input.NewPath ?? user.path;
  const renamed = keyOf(userName) !== keyOf(user.userName);
  if (renamed && users.get(call.tx, globally(call), keyOf(userName))) entityAlreadyExists('user', userName);
  const arn = iamArn(call, `user${path}${userName}`);
  for (const id of user.accessKeyIds)
    keys.put(call.tx, { ...keys.get(call.tx, id)!, userName, callerArn: arn });
  users.delete(call.tx, globally(call), keyOf(user.userName));
  putUser(call.tx, call, { ...user, userName, path, arn });
  return {};
};

/** The user named, or the caller where none is named and the caller is a user. */
export function userAsked(call: Call, name: string | undefined): UserRecord {
  if (name !== undefined) return userNamed(call.tx, call, name);
  const own = /:user\/(?:.*\/)?([^/]+)$/.exec(call.caller.arn)?.[1] ?? userNameMissing();
  return userNamed(call.tx, call, own);
}

export function userAnswer(user: UserRecord): sdk.User {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: new Date(user.createDate),
    PermissionsBoundary: boundaryAnswer(user.permissionsBoundary),
    Tags: user.tags.length > 0 ? [...user.tags] : undefined,
  };
}
