import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { entityAlreadyExists, mustFirst } from '../errors.ts';
import { listed } from '../listing.ts';
import { checkPolicyDocument, encoded } from '../policy-document.ts';
import {
  globally,
  iamArn,
  keyOf,
  putRole,
  roleNamed,
  roles,
  type Answer,
  type RoleRecord,
} from '../records.ts';
import { retagged, tagRecords, untagged } from '../tags.ts';

export const createRole: Handler<sdk.CreateRoleCommandInput, Answer<sdk.CreateRoleCommandOutput>> = (
  input,
  call,
) => {
  const name = input.RoleName!;
  if (roles.get(call.tx, globally(call), keyOf(name))) entityAlreadyExists('role', name);
  checkPolicyDocument(input.AssumeRolePolicyDocument!, 'trust');
  const path = input.Path ?? '/';
  const role: RoleRecord = {
    roleName: name,
    roleId: `AROA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `role${path}${name}`),
    createDate: call.now,
    assumeRolePolicyDocument: input.AssumeRolePolicyDocument!,
    description: input.Description,
    maxSessionDuration: input.MaxSessionDuration ?? 3600,
    permissionsBoundary: input.PermissionsBoundary,
    tags: tagRecords(input.Tags),
    inlinePolicies: {},
    attachedPolicies: [],
  };
  putRole(call.tx, call, role);
  return { Role: roleAnswer(role) };
};

export const getRole: Handler<sdk.GetRoleCommandInput, Answer<sdk.GetRoleCommandOutput>> = (input, call) => ({
  Role: roleAnswer(roleNamed(call.tx, call, input.RoleName!)),
});

export const listRoles: Handler<sdk.ListRolesCommandInput, Answer<sdk.ListRolesCommandOutput>> = (
  input,
  call,
) => {
  const all = roles
    .list(call.tx, globally(call))
    .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
  const { items, paging } = listed(all, (role) => role.roleName, input);
  // AWS: ListRoles leaves out PermissionsBoundary, RoleLastUsed and Tags.
  const Roles = items.map((role) => {
    const { Tags: _tags, PermissionsBoundary: _boundary, RoleLastUsed: _used, ...rest } = roleAnswer(role);
    return rest;
  });
  return { Roles, ...paging };
};

export const deleteRole: Handler<sdk.DeleteRoleCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  if (role.attachedPolicies.length > 0) mustFirst('detach all policies');
  if (Object.keys(role.inlinePolicies).length > 0) mustFirst('delete policies');
  roles.delete(call.tx, globally(call), keyOf(role.roleName));
  return {};
};

export const updateAssumeRolePolicy: Handler<sdk.UpdateAssumeRolePolicyCommandInput, object> = (
  input,
  call,
) => {
  checkPolicyDocument(input.PolicyDocument!, 'trust');
  return change(call, input.RoleName!, { assumeRolePolicyDocument: input.PolicyDocument! });
};

export const updateRole: Handler<sdk.UpdateRoleCommandInput, object> = (input, call) =>
  change(call, input.RoleName!, {
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.MaxSessionDuration !== undefined && { maxSessionDuration: input.MaxSessionDuration }),
  });

export const tagRole: Handler<sdk.TagRoleCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  return change(call, role.roleName, { tags: retagged(role.tags, input.Tags) });
};

export const untagRole: Handler<sdk.UntagRoleCommandInput, object> = (input, call) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  return change(call, role.roleName, { tags: untagged(role.tags, input.TagKeys) });
};

export const listRoleTags: Handler<sdk.ListRoleTagsCommandInput, Answer<sdk.ListRoleTagsCommandOutput>> = (
  input,
  call,
) => {
  const role = roleNamed(call.tx, call, input.RoleName!);
  const { items, paging } = listed(role.tags, (tag) => tag.Key, input);
  return { Tags: [...items], ...paging };
};

function change(call: Call, name: string, changes: Partial<RoleRecord>): object {
  putRole(call.tx, call, { ...roleNamed(call.tx, call, name), ...changes });
  return {};
}

function roleAnswer(role: RoleRecord): sdk.Role {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encoded(role.assumeRolePolicyDocument),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary: role.permissionsBoundary
      ? {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: role.permissionsBoundary,
        }
      : undefined,
    Tags: role.tags.length > 0 ? [...role.tags] : undefined,
  };
}
