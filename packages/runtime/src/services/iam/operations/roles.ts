import type * as sdk from '@aws-sdk/client-iam';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Given } from '../../../base/given.ts';
import { entityAlreadyExists, mustFirst, protectedRole, quotaExceeded } from '../errors.ts';
import { sizeOf } from '../holders.ts';
import { listed } from '../listing.ts';
import { checkPolicyDocument, encoded } from '../policy-document.ts';
import {
  globally,
  iamArn,
  instanceProfiles,
  keyOf,
  putRole,
  roleNamed,
  roles,
  type Answer,
  type RoleRecord,
} from '../records.ts';
import { tagRecords } from '../tags.ts';
import { boundary, boundaryAnswer } from './boundaries.ts';

/** AWS: IAM quotas, characters of a role's trust policy. */
const trustSizeMax = 2048;

export const createRole: Handler<Given<sdk.CreateRoleCommandInput>, Answer<sdk.CreateRoleCommandOutput>> = (
  input,
  call,
) => {
  const name = input.RoleName;
  if (roles.get(call.tx, globally(call), keyOf(name))) entityAlreadyExists('role', name);
  if ((input.Path ?? '/').startsWith('/aws-service-role/')) protectedRole(name);
  checkTrust(input.AssumeRolePolicyDocument);
  const role = madeRole(call, { ...input, PermissionsBoundary: boundary(call, input.PermissionsBoundary) });
  putRole(call.tx, call, role);
  return { Role: roleAnswer(role) };
};

/** A role of that name and path, kept by nobody yet. */
export function madeRole(
  call: Call,
  input: Given<Omit<sdk.CreateRoleCommandInput, 'PermissionsBoundary'>> & {
    readonly PermissionsBoundary?: string | undefined;
  },
): RoleRecord {
  const path = input.Path ?? '/';
  return {
    roleName: input.RoleName,
    roleId: `AROA${call.ids.word(17, alphabets.base32)}`,
    path,
    arn: iamArn(call, `role${path}${input.RoleName}`),
    createDate: call.now,
    assumeRolePolicyDocument: input.AssumeRolePolicyDocument,
    description: input.Description,
    maxSessionDuration: input.MaxSessionDuration ?? 3600,
    permissionsBoundary: input.PermissionsBoundary,
    tags: tagRecords(input.Tags),
    inlinePolicies: {},
    attachedPolicies: [],
  };
}

function checkTrust(document: string): void {
  checkPolicyDocument(document, 'trust');
  if (sizeOf(document) > trustSizeMax) quotaExceeded('ACLSizePerRole', trustSizeMax);
}

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
  if (role.path.startsWith('/aws-service-role/')) protectedRole(role.roleName);
  const profiles = instanceProfiles.list(call.tx, globally(call));
  if (profiles.some((profile) => profile.roleName === role.roleName))
    mustFirst('remove roles from instance profile');
  if (role.attachedPolicies.length > 0) mustFirst('detach all policies');
  if (Object.keys(role.inlinePolicies).length > 0) mustFirst('delete policies');
  roles.delete(call.tx, globally(call), keyOf(role.roleName));
  return {};
};

export const updateAssumeRolePolicy: Handler<sdk.UpdateAssumeRolePolicyCommandInput, object> = (
  input,
  call,
) => {
  checkTrust(input.PolicyDocument!);
  return change(call, input.RoleName!, { assumeRolePolicyDocument: input.PolicyDocument! });
};

export const updateRole: Handler<sdk.UpdateRoleCommandInput, object> = (input, call) =>
  change(call, input.RoleName!, {
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.MaxSessionDuration !== undefined && { maxSessionDuration: input.MaxSessionDuration }),
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html */
export const updateRoleDescription: Handler<
  Given<sdk.UpdateRoleDescriptionCommandInput>,
  Answer<sdk.UpdateRoleDescriptionCommandOutput>
> = (input, call) => {
  change(call, input.RoleName, { description: input.Description });
  return { Role: roleAnswer(roleNamed(call.tx, call, input.RoleName)) };
};

function change(call: Call, name: string, changes: Partial<RoleRecord>): object {
  const role = roleNamed(call.tx, call, name);
  // AWS: user guide, "Edit a service-linked role description": nothing else of it may be changed.
  const described = Object.keys(changes).every((each) => each === 'description');
  if (role.path.startsWith('/aws-service-role/') && !described) protectedRole(role.roleName);
  putRole(call.tx, call, { ...role, ...changes });
  return {};
}

export function roleAnswer(role: RoleRecord): sdk.Role {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encoded(role.assumeRolePolicyDocument),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary: boundaryAnswer(role.permissionsBoundary),
    Tags: role.tags.length > 0 ? [...role.tags] : undefined,
  };
}
