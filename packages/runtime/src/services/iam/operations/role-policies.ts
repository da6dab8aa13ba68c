import type * as sdk from '@aws-sdk/client-iam';
import { own } from '../../../base/own.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { noSuchPolicy, noSuchRolePolicy, policyNotAttachable } from '../errors.ts';
import { listed } from '../listing.ts';
import { checkPolicyDocument, encoded } from '../policy-document.ts';
import { globally, isManagedByAws, policies, putRole, roleNamed, type Answer } from '../records.ts';

export const putRolePolicy: Handler<sdk.PutRolePolicyCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  checkPolicyDocument(input.PolicyDocument!, 'identity');
  const inlinePolicies = { ...role.inlinePolicies, [input.PolicyName!]: input.PolicyDocument! };
  putRole(call.tx, call, { ...role, inlinePolicies });
  return {};
};

export const getRolePolicy: Handler<sdk.GetRolePolicyCommandInput, Answer<sdk.GetRolePolicyCommandOutput>> = (
  input,
  call,
) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  const document = own(role.inlinePolicies, input.PolicyName!) ?? noSuchRolePolicy(input.PolicyName!);
  return { RoleName: role.roleName, PolicyName: input.PolicyName!, PolicyDocument: encoded(document) };
};

export const listRolePolicies: Handler<
  sdk.ListRolePoliciesCommandInput,
  Answer<sdk.ListRolePoliciesCommandOutput>
> = (input, call) => {
  const names = Object.keys(roleNamed(call.tx, call, input.RoleName!).inlinePolicies).sort();
  const { items, paging } = listed(names, (name) => name, input);
  return { PolicyNames: [...items], ...paging };
};

export const deleteRolePolicy: Handler<sdk.DeleteRolePolicyCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  const { [input.PolicyName!]: document, ...inlinePolicies } = role.inlinePolicies;
  if (document === undefined) noSuchRolePolicy(input.PolicyName!);
  putRole(call.tx, call, { ...role, inlinePolicies });
  return {};
};

export const attachRolePolicy: Handler<sdk.AttachRolePolicyCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  const arn = input.PolicyArn!;
  const known = isManagedByAws(arn) || policies.get(call.tx, globally(call), arn);
  if (!known) policyNotAttachable(arn);
  if (role.attachedPolicies.includes(arn)) return {};
  putRole(call.tx, call, { ...role, attachedPolicies: [...role.attachedPolicies, arn] });
  return {};
};

export const detachRolePolicy: Handler<sdk.DetachRolePolicyCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  if (!role.attachedPolicies.includes(input.PolicyArn!)) noSuchPolicy(input.PolicyArn!);
  const attachedPolicies = role.attachedPolicies.filter((arn) => arn !== input.PolicyArn);
  putRole(call.tx, call, { ...role, attachedPolicies });
  return {};
};

export const listAttachedRolePolicies: Handler<
  sdk.ListAttachedRolePoliciesCommandInput,
  Answer<sdk.ListAttachedRolePoliciesCommandOutput>
> = (input, call) => {
  const { attachedPolicies } = roleNamed(call.tx, call, input.RoleName!);
  const { items, paging } = listed(attachedPolicies, (arn) => arn, input);
  const AttachedPolicies = items.map((arn) => ({
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyArn: arn,
  }));
  return { AttachedPolicies, ...paging };
};
