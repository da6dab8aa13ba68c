import type * as sdk from '@aws-sdk/client-iam';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { noSuchPolicy, policyNotAttachable, quotaExceeded } from '../errors.ts';
import { allHolders, attachedMax, group, role, user, type HolderKind } from '../holders.ts';
import { listed, type Paged } from '../listing.ts';
import { globally, isManagedByAws, pathOf, policies, policyNameOf } from '../records.ts';

interface Holding {
  readonly RoleName?: string;
  readonly UserName?: string;
  readonly GroupName?: string;
}
type OfPolicy = Holding & { readonly PolicyArn: string };

/** AWS: AttachRolePolicy, AttachUserPolicy, AttachGroupPolicy. */
const attach =
  (kind: HolderKind): Handler<OfPolicy, object> =>
  (input, call) => {
    const holder = kind.named(call, input[kind.member]!);
    const arn = input.PolicyArn;
    const known = isManagedByAws(arn) || policies.get(call.tx, globally(call), arn);
    if (!known) policyNotAttachable(arn);
    if (holder.attachedPolicies.includes(arn)) return {};
    if (holder.attachedPolicies.length >= attachedMax) quotaExceeded(kind.attachedQuota, attachedMax);
    kind.change(call, holder, { attachedPolicies: [...holder.attachedPolicies, arn] });
    return {};
  };

const detach =
  (kind: HolderKind): Handler<OfPolicy, object> =>
  (input, call) => {
    const holder = kind.named(call, input[kind.member]!);
    if (!holder.attachedPolicies.includes(input.PolicyArn)) noSuchPolicy(input.PolicyArn);
    const attachedPolicies = holder.attachedPolicies.filter((arn) => arn !== input.PolicyArn);
    kind.change(call, holder, { attachedPolicies });
    return {};
  };

const list =
  (kind: HolderKind): Handler<Holding & Paged & { readonly PathPrefix?: string }, object> =>
  (input, call) => {
    const { attachedPolicies } = kind.named(call, input[kind.member]!);
    const all = attachedPolicies.filter((arn) => pathOf(arn).startsWith(input.PathPrefix ?? '/'));
    const { items, paging } = listed(all, (arn) => arn, input);
    const AttachedPolicies = items.map((arn) => ({ PolicyName: policyNameOf(arn), PolicyArn: arn }));
    return { AttachedPolicies, ...paging };
  };

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
const listEntitiesForPolicy: Handler<
  Given<sdk.ListEntitiesForPolicyCommandInput>,
  Answered<sdk.ListEntitiesForPolicyCommandOutput>
> = (input, call) => {
  const arn = input.PolicyArn;
  if (!isManagedByAws(arn) && !policies.get(call.tx, globally(call), arn)) noSuchPolicy(arn);
  const { roles, users, groups } = allHolders(call);
  const asBoundary = input.PolicyUsageFilter === 'PermissionsBoundary';
  const uses = (holder: {
    readonly attachedPolicies: readonly string[];
    readonly permissionsBoundary?: string | undefined;
  }) => (asBoundary ? holder.permissionsBoundary === arn : holder.attachedPolicies.includes(arn));
  const wants = (kind: string) => input.EntityFilter === undefined || input.EntityFilter === kind;
  const below = ({ path }: { readonly path: string }) => path.startsWith(input.PathPrefix ?? '/');
  const all = [
    ...(wants('Group') ? groups : []).map((each) => ({
      each,
      PolicyGroups: { GroupName: each.groupName, GroupId: each.groupId },
    })),
    ...(wants('User') ? users : []).map((each) => ({
      each,
      PolicyUsers: { UserName: each.userName, UserId: each.userId },
    })),
    ...(wants('Role') ? roles : []).map((each) => ({
      each,
      PolicyRoles: { RoleName: each.roleName, RoleId: each.roleId },
    })),
  ].filter(({ each }) => uses(each) && below(each));
  const { items, paging } = listed(all, ({ each }) => each.arn, input);
  return {
    PolicyGroups: items.flatMap((item) => ('PolicyGroups' in item ? [item.PolicyGroups] : [])),
    PolicyUsers: items.flatMap((item) => ('PolicyUsers' in item ? [item.PolicyUsers] : [])),
    PolicyRoles: items.flatMap((item) => ('PolicyRoles' in item ? [item.PolicyRoles] : [])),
    ...paging,
  };
};

export const attachmentOperations = {
  AttachGroupPolicy: attach(group),
  AttachRolePolicy: attach(role),
  AttachUserPolicy: attach(user),
  DetachGroupPolicy: detach(group),
  DetachRolePolicy: detach(role),
  DetachUserPolicy: detach(user),
  ListAttachedGroupPolicies: list(group),
  ListAttachedRolePolicies: list(role),
  ListAttachedUserPolicies: list(user),
  ListEntitiesForPolicy: listEntitiesForPolicy,
};
