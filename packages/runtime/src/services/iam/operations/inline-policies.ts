import { own } from '../../../base/own.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { inlinePolicyTooLarge, noSuchInlinePolicy } from '../errors.ts';
import { group, role, sizeOf, user, type HolderKind } from '../holders.ts';
import { listed, type Paged } from '../listing.ts';
import { checkPolicyDocument, encoded } from '../policy-document.ts';

type Named<Member extends string> = { readonly [name in Member]?: string | undefined };
type Holding = Named<'RoleName' | 'UserName' | 'GroupName'>;
type OfPolicy = Holding & Named<'PolicyName'>;

/** AWS: PutRolePolicy, PutUserPolicy, PutGroupPolicy. */
const put =
  (kind: HolderKind): Handler<OfPolicy & Named<'PolicyDocument'>, object> =>
  (input, call) => {
    const holder = kind.named(call, input[kind.member]!);
    const document = input.PolicyDocument!;
    checkPolicyDocument(document, 'identity');
    const inlinePolicies = { ...holder.inlinePolicies, [input.PolicyName!]: document };
    const size = Object.values(inlinePolicies).reduce((sum, each) => sum + sizeOf(each), 0);
    if (size > kind.inlineSizeMax) inlinePolicyTooLarge(kind.entity, kind.nameOf(holder), kind.inlineSizeMax);
    kind.change(call, holder, { inlinePolicies });
    return {};
  };

const get =
  (kind: HolderKind): Handler<OfPolicy, object> =>
  (input, call) => {
    const holder = kind.named(call, input[kind.member]!);
    const name = input.PolicyName!;
    const document = own(holder.inlinePolicies, name) ?? noSuchInlinePolicy(kind.entity, name);
    return { [kind.member]: kind.nameOf(holder), PolicyName: name, PolicyDocument: encoded(document) };
  };

const list =
  (kind: HolderKind): Handler<Holding & Paged, object> =>
  (input, call) => {
    const names = Object.keys(kind.named(call, input[kind.member]!).inlinePolicies).sort();
    const { items, paging } = listed(names, (name) => name, input);
    return { PolicyNames: [...items], ...paging };
  };

const remove =
  (kind: HolderKind): Handler<OfPolicy, object> =>
  (input, call) => {
    const holder = kind.named(call, input[kind.member]!);
    const name = input.PolicyName!;
    if (own(holder.inlinePolicies, name) === undefined) noSuchInlinePolicy(kind.entity, name);
    const left = Object.entries(holder.inlinePolicies).filter(([each]) => each !== name);
    kind.change(call, holder, { inlinePolicies: Object.fromEntries(left) });
    return {};
  };

export const inlinePolicyOperations = {
  DeleteGroupPolicy: remove(group),
  DeleteRolePolicy: remove(role),
  DeleteUserPolicy: remove(user),
  GetGroupPolicy: get(group),
  GetRolePolicy: get(role),
  GetUserPolicy: get(user),
  ListGroupPolicies: list(group),
  ListRolePolicies: list(role),
  ListUserPolicies: list(user),
  PutGroupPolicy: put(group),
  PutRolePolicy: put(role),
  PutUserPolicy: put(user),
};
