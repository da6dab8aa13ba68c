import type * as sdk from '@aws-sdk/client-iam';
import type { Handler } from '../../../dispatch/service.ts';
import { loginProfileExists, noSuchLoginProfile } from '../errors.ts';
import { putUser, type Answer, type LoginProfileRecord } from '../records.ts';
import { requireStrong } from './password-policy.ts';
import { userAsked } from './users.ts';

/** A user has a password: nobody signs in with it here, so it is checked and not kept. */
// AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
export const createLoginProfile: Handler<
  sdk.CreateLoginProfileCommandInput,
  Answer<sdk.CreateLoginProfileCommandOutput>
> = (input, call) => {
  const user = userAsked(call, input.UserName);
  if (user.loginProfile) loginProfileExists(user.userName);
  requireStrong(call, input.Password ?? '');
  const loginProfile = { createDate: call.now, resetRequired: input.PasswordResetRequired ?? false };
  putUser(call.tx, call, { ...user, loginProfile });
  return { LoginProfile: profileAnswer(user.userName, loginProfile) };
};

export const getLoginProfile: Handler<
  sdk.GetLoginProfileCommandInput,
  Answer<sdk.GetLoginProfileCommandOutput>
> = (input, call) => {
  const { userName, loginProfile } = userAsked(call, input.UserName);
  return { LoginProfile: profileAnswer(userName, loginProfile ?? noSuchLoginProfile(userName)) };
};

export const updateLoginProfile: Handler<sdk.UpdateLoginProfileCommandInput, object> = (input, call) => {
  const user = userAsked(call, input.UserName);
  const before = user.loginProfile ?? noSuchLoginProfile(user.userName);
  if (input.Password !== undefined) requireStrong(call, input.Password);
  const resetRequired = input.PasswordResetRequired ?? before.resetRequired;
  putUser(call.tx, call, { ...user, loginProfile: { ...before, resetRequired } });
  return {};
};

export const deleteLoginProfile: Handler<sdk.DeleteLoginProfileCommandInput, object> = (input, call) => {
  const user = userAsked(call, input.UserName);
  if (!user.loginProfile) noSuchLoginProfile(user.userName);
  putUser(call.tx, call, { ...user, loginProfile: undefined });
  return {};
};

const profileAnswer = (UserName: string, { createDate, resetRequired }: LoginProfileRecord) => ({
  UserName,
  CreateDate: new Date(createDate),
  PasswordResetRequired: resetRequired,
});
