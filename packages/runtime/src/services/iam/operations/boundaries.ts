import type * as sdk from '@aws-sdk/client-iam';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchBoundary, policyNotAttachable } from '../errors.ts';
import { globally, isManagedByAws, policies, putRole, putUser, roleNamed, userNamed } from '../records.ts';

export const putRolePermissionsBoundary: Handler<
  Given<sdk.PutRolePermissionsBoundaryCommandInput>,
  object
> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName);
  putRole(call.tx, call, { ...role, permissionsBoundary: boundary(call, input.PermissionsBoundary) });
  return {};
};

export const deleteRolePermissionsBoundary: Handler<
  Given<sdk.DeleteRolePermissionsBoundaryCommandInput>,
  object
> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName);
  if (role.permissionsBoundary === undefined) noSuchBoundary('role', role.roleName);
  putRole(call.tx, call, { ...role, permissionsBoundary: undefined });
  return {};
};

export const putUserPermissionsBoundary: Handler<
  Given<sdk.PutUserPermissionsBoundaryCommandInput>,
  object
> = (input, call) => {
  const user = userNamed(call.tx, call, input.UserName);
  putUser(call.tx, call, { ...user, permissionsBoundary: boundary(call, input.PermissionsBoundary) });
  return {};
};

export const deleteUserPermissionsBoundary: Handler<
  Given<sdk.DeleteUserPermissionsBoundaryCommandInput>,
  object
> = (input, call) => {
  const user = userNamed(call.tx, call, input.UserName);
  if (user.permissionsBoundary === undefined) noSuchBoundary('user', user.userName);
  putUser(call.tx, call, { ...user, permissionsBoundary: undefined });
  return {};
};

/** The ARN of a policy that there is; undefined where none is asked for. */
export function boundary<Arn extends string | undefined>(call: Call, arn: Arn): Arn {
  if (arn === undefined || isManagedByAws(arn)) return arn;
  return policies.get(call.tx, globally(call), arn) ? arn : policyNotAttachable(arn);
}

/** As roles and users are answered with it. */
export const boundaryAnswer = (arn: string | undefined): sdk.AttachedPermissionsBoundary | undefined =>
  arn === undefined
    ? undefined
    : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn };
