import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidInput, noSuchAccessKey, quotaExceeded } from '../errors.ts';
import { listed } from '../listing.ts';
import { keys, putUser, type AccessKeyRecord, type Answer } from '../records.ts';
import { userAsked } from './users.ts';

export const createAccessKey: Handler<
  sdk.CreateAccessKeyCommandInput,
  Answer<sdk.CreateAccessKeyCommandOutput>
> = (input, call) => {
  const user = userAsked(call, input.UserName);
  if (user.accessKeyIds.length >= 2) quotaExceeded('AccessKeysPerUser', 2);
  const key: AccessKeyRecord = {
    accessKeyId: `AKIA${call.ids.word(16, alphabets.base32)}`,
    secret: call.ids.word(40, `${alphabets.upper}${alphabets.lower.slice(0, 26)}`),
    account: call.account,
    userName: user.userName,
    userId: user.userId,
    callerArn: user.arn,
    createDate: call.now,
    status: 'Active',
  };
  keys.put(call.tx, key);
  putUser(call.tx, call, { ...user, accessKeyIds: [...user.accessKeyIds, key.accessKeyId] });
  return { AccessKey: { ...keyAnswer(key), SecretAccessKey: key.secret } };
};

export const listAccessKeys: Handler<
  sdk.ListAccessKeysCommandInput,
  Answer<sdk.ListAccessKeysCommandOutput>
> = (input, call) => {
  const { accessKeyIds } = userAsked(call, input.UserName);
  const all = accessKeyIds.map((id) => keys.get(call.tx, id)!);
  const { items, paging } = listed(all, (key) => key.accessKeyId, input);
  return { AccessKeyMetadata: items.map(keyAnswer), ...paging };
};

export const deleteAccessKey: Handler<sdk.DeleteAccessKeyCommandInput, object> = (input, call) => {
  const user = userAsked(call, input.UserName);
  const id = input.AccessKeyId!;
  if (!user.accessKeyIds.includes(id)) noSuchAccessKey(id);
  keys.delete(call.tx, id);
  putUser(call.tx, call, { ...user, accessKeyIds: user.accessKeyIds.filter((each) => each !== id) });
  return {};
};

export const updateAccessKey: Handler<sdk.UpdateAccessKeyCommandInput, object> = (input, call) => {
  const user = userAsked(call, input.UserName);
  const id = input.AccessKeyId!;
  if (!user.accessKeyIds.includes(id)) noSuchAccessKey(id);
  // AWS: Expired is of a key's own doing: nobody sets it.
  if (input.Status === 'Expired') invalidInput('The status Expired cannot be set.');
  keys.put(call.tx, { ...keys.get(call.tx, id)!, status: input.Status! });
  return {};
};

function keyAnswer(key: AccessKeyRecord) {
  return {
    UserName: key.userName,
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: new Date(key.createDate),
  };
}
