import type { Call } from '../../dispatch/service.ts';
import type { Entity } from './errors.ts';
import {
  globally,
  groupNamed,
  groups,
  policies,
  putGroup,
  putRole,
  putUser,
  roleNamed,
  roles,
  userNamed,
  users,
  type GroupRecord,
  type PolicyHolder,
  type RoleRecord,
  type UserRecord,
} from './records.ts';

/** One of the three kinds that hold policies, told apart where AWS tells them apart. */
export interface HolderKind {
  readonly entity: Entity;
  /** The member by which inputs and outputs name it. */
  readonly member: 'RoleName' | 'UserName' | 'GroupName';
  /** AWS: IAM quotas. Characters, white space not counted. */
  readonly inlineSizeMax: number;
  readonly attachedQuota: string;
  named(call: Call, name: string): PolicyHolder;
  nameOf(holder: PolicyHolder): string;
  change(call: Call, holder: PolicyHolder, changes: Partial<PolicyHolder>): void;
}

/** AWS: IAM quotas, "Managed policies attached to an IAM role" (group, user), by default. */
export const attachedMax = 10;

export const role: HolderKind = {
  entity: 'role',
  member: 'RoleName',
  inlineSizeMax: 10_240,
  attachedQuota: 'PoliciesPerRole',
  named: (call, name) => roleNamed(call.tx, call, name),
  nameOf: (holder) => (holder as RoleRecord).roleName,
  change: (call, holder, changes) => putRole(call.tx, call, { ...(holder as RoleRecord), ...changes }),
};

export const user: HolderKind = {
  entity: 'user',
  member: 'UserName',
  inlineSizeMax: 2_048,
  attachedQuota: 'PoliciesPerUser',
  named: (call, name) => userNamed(call.tx, call, name),
  nameOf: (holder) => (holder as UserRecord).userName,
  change: (call, holder, changes) => putUser(call.tx, call, { ...(holder as UserRecord), ...changes }),
};

export const group: HolderKind = {
  entity: 'group',
  member: 'GroupName',
  inlineSizeMax: 5_120,
  attachedQuota: 'PoliciesPerGroup',
  named: (call, name) => groupNamed(call.tx, call, name),
  nameOf: (holder) => (holder as GroupRecord).groupName,
  change: (call, holder, changes) => putGroup(call.tx, call, { ...(holder as GroupRecord), ...changes }),
};

/** Everybody of the account that holds policies. */
export function allHolders(call: Call) {
  const scope = globally(call);
  return {
    roles: roles.list(call.tx, scope),
    users: users.list(call.tx, scope),
    groups: groups.list(call.tx, scope),
    policies: policies.list(call.tx, scope),
  };
}

/** Characters of a document, as AWS counts them. */
export const sizeOf = (document: string): number => document.replaceAll(/\s/g, '').length;
