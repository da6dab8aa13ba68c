import type { Service } from '../../dispatch/service.ts';
import { createAccessKey, deleteAccessKey, listAccessKeys } from './operations/access-keys.ts';
import {
  createPolicy,
  deletePolicy,
  getPolicy,
  getPolicyVersion,
  listPolicies,
} from './operations/policies.ts';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './operations/role-policies.ts';
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  listRoleTags,
  tagRole,
  untagRole,
  updateAssumeRolePolicy,
  updateRole,
} from './operations/roles.ts';
import {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  listUserTags,
  tagUser,
  untagUser,
} from './operations/users.ts';

export { accessKeys, findRole, type KnownKey } from './lent.ts';

export const iam: Service = {
  name: 'iam',
  sdk: () => import('@aws-sdk/client-iam'),
  model: 'iam',
  operations: {
    AttachRolePolicy: attachRolePolicy,
    CreateAccessKey: createAccessKey,
    CreatePolicy: createPolicy,
    CreateRole: createRole,
    CreateUser: createUser,
    DeleteAccessKey: deleteAccessKey,
    DeletePolicy: deletePolicy,
    DeleteRole: deleteRole,
    DeleteRolePolicy: deleteRolePolicy,
    DeleteUser: deleteUser,
    DetachRolePolicy: detachRolePolicy,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    GetRole: getRole,
    GetRolePolicy: getRolePolicy,
    GetUser: getUser,
    ListAccessKeys: listAccessKeys,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    ListPolicies: listPolicies,
    ListRolePolicies: listRolePolicies,
    ListRoleTags: listRoleTags,
    ListRoles: listRoles,
    ListUserTags: listUserTags,
    ListUsers: listUsers,
    PutRolePolicy: putRolePolicy,
    TagRole: tagRole,
    TagUser: tagUser,
    UntagRole: untagRole,
    UntagUser: untagUser,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    UpdateRole: updateRole,
  },
};
