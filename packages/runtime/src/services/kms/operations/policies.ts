import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { checkPolicy } from '../access.ts';
import { noSuchPolicy } from '../errors.ts';
import { keyByIdOf, requireAlive, requireCustomers } from '../finding.ts';
import { putKey } from '../making.ts';

/** AWS: "The only valid value is default." */
const theName = 'default';

export const getKeyPolicy: Handler<
  Given<sdk.GetKeyPolicyCommandInput>,
  Answered<sdk.GetKeyPolicyCommandOutput>
> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'GetKeyPolicy');
  if ((input.PolicyName ?? theName) !== theName) noSuchPolicy(input.PolicyName!);
  return { Policy: key.policy, PolicyName: theName };
};

export const putKeyPolicy: Handler<Given<sdk.PutKeyPolicyCommandInput>, object> = (input, call) => {
  const key = keyByIdOf(call, input.KeyId, 'PutKeyPolicy');
  if ((input.PolicyName ?? theName) !== theName) noSuchPolicy(input.PolicyName!);
  requireCustomers(key, 'PutKeyPolicy');
  requireAlive(key);
  putKey(call, { ...key, policy: checkPolicy(call, input.Policy, input.BypassPolicyLockoutSafetyCheck) });
  return {};
};

export const listKeyPolicies: Handler<
  Given<sdk.ListKeyPoliciesCommandInput>,
  Answered<sdk.ListKeyPoliciesCommandOutput>
> = (input, call) => {
  keyByIdOf(call, input.KeyId, 'ListKeyPolicies');
  return { PolicyNames: [theName], Truncated: false };
};
