import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Answered, Given } from '../../../base/given.ts';
import { isPolicy } from '../../../dispatch/policy/document.ts';
import { isAllowedBy } from '../../../dispatch/policy/resource-policy.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { malformedPolicy, publicPolicy } from '../errors.ts';
import { liveSecretOf, putSecret, secretOf } from '../records.ts';

export const putResourcePolicy: Handler<
  Given<sdk.PutResourcePolicyCommandInput>,
  Answered<sdk.PutResourcePolicyCommandOutput>
> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  requirePolicy(input.ResourcePolicy);
  if (input.BlockPublicPolicy && isPublic(input.ResourcePolicy)) publicPolicy();
  putSecret(call, { ...secret, policy: input.ResourcePolicy });
  return { ARN: secret.arn, Name: secret.name };
};

export const getResourcePolicy: Handler<
  Given<sdk.GetResourcePolicyCommandInput>,
  Answered<sdk.GetResourcePolicyCommandOutput>
> = (input, call) => {
  const secret = secretOf(call, input.SecretId);
  return { ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy };
};

export const deleteResourcePolicy: Handler<
  Given<sdk.DeleteResourcePolicyCommandInput>,
  Answered<sdk.DeleteResourcePolicyCommandOutput>
> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  putSecret(call, { ...secret, policy: undefined });
  return { ARN: secret.arn, Name: secret.name };
};

export const validateResourcePolicy: Handler<
  Given<sdk.ValidateResourcePolicyCommandInput>,
  Answered<sdk.ValidateResourcePolicyCommandOutput>
> = ({ ResourcePolicy: policy }) => {
  requirePolicy(policy);
  if (!isPublic(policy)) return { PolicyValidationPassed: true, ValidationErrors: [] };
  const ErrorMessage = 'The resource policy grants public access to the secret.';
  return { PolicyValidationPassed: false, ValidationErrors: [{ CheckName: 'PUBLIC_POLICY', ErrorMessage }] };
};

function requirePolicy(text: string): void {
  if (!isPolicy(text)) malformedPolicy();
}

/** Whether somebody of whom nothing is known may read the secret. */
function isPublic(policy: string): boolean {
  const stranger = { arns: [], account: '', context: new Map() };
  return isAllowedBy(policy, 'secretsmanager:GetSecretValue', stranger);
}
