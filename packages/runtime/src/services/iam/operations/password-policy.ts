import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noPasswordPolicy, noPasswordPolicyToDelete, passwordTooWeak } from '../errors.ts';
import { passwordPolicies, type Answer, type PasswordPolicyRecord } from '../records.ts';

/** AWS: what is not said is as it is by default: "the parameter's default value is used". */
// AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
export const updateAccountPasswordPolicy: Handler<sdk.UpdateAccountPasswordPolicyCommandInput, object> = (
  input,
  call,
) => {
  const { MaxPasswordAge, PasswordReusePrevention, HardExpiry } = input;
  const policy: PasswordPolicyRecord = {
    MinimumPasswordLength: input.MinimumPasswordLength ?? 6,
    RequireSymbols: input.RequireSymbols ?? false,
    RequireNumbers: input.RequireNumbers ?? false,
    RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
    RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
    AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
    ExpirePasswords: MaxPasswordAge !== undefined,
    ...(MaxPasswordAge !== undefined && { MaxPasswordAge }),
    ...(PasswordReusePrevention !== undefined && { PasswordReusePrevention }),
    ...(HardExpiry !== undefined && { HardExpiry }),
  };
  passwordPolicies.put(call.tx, accountOf(call), 'policy', policy);
  return {};
};

/** An account's, not a region's. */
const accountOf = ({ account }: Call) => ({ account, region: '' });

const kept = (call: Call): PasswordPolicyRecord | undefined =>
  passwordPolicies.get(call.tx, accountOf(call), 'policy');

export const getAccountPasswordPolicy: Handler<object, Answer<sdk.GetAccountPasswordPolicyCommandOutput>> = (
  _,
  call,
) => ({ PasswordPolicy: kept(call) ?? noPasswordPolicy(call.account) });

export const deleteAccountPasswordPolicy: Handler<object, object> = (_, call) => {
  if (!kept(call)) noPasswordPolicyToDelete();
  passwordPolicies.delete(call.tx, accountOf(call), 'policy');
  return {};
};

const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/];

/** A password that the account's policy lets be. */
export function requireStrong(call: Call, password: string): void {
  if (!isStrong(password, kept(call))) passwordTooWeak();
}

/** AWS: user guide, "Default password policy": at least eight characters, of three of four kinds. */
function isStrong(password: string, policy: PasswordPolicyRecord | undefined): boolean {
  const has = kinds.map((kind) => kind.test(password));
  if (!policy) return password.length >= 8 && has.filter(Boolean).length >= 3;
  const wanted = [
    policy.RequireLowercaseCharacters,
    policy.RequireUppercaseCharacters,
    policy.RequireNumbers,
    policy.RequireSymbols,
  ];
  return (
    password.length >= policy.MinimumPasswordLength && wanted.every((isWanted, n) => !isWanted || has[n])
  );
}
