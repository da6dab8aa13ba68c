import type * as sdk from '@aws-sdk/client-iam';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { accountAliasTaken, noSuchAccountAlias } from '../errors.ts';
import { allHolders } from '../holders.ts';
import { mfaDevices } from '../mfa.ts';
import { listed } from '../listing.ts';
import { encoded } from '../policy-document.ts';
import {
  accountAliases,
  globally,
  instanceProfiles,
  policyNameOf,
  providers,
  type GroupRecord,
  type PolicyHolder,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from '../records.ts';
import { boundaryAnswer } from './boundaries.ts';
import { profileAnswer, profilesOf } from './instance-profiles.ts';
import { usesOf } from './policies.ts';

/** AWS: an account has at most one alias; another takes its place. */
const theAlias = 'alias';

export const createAccountAlias: Handler<Given<sdk.CreateAccountAliasCommandInput>, object> = (
  input,
  call,
) => {
  const alias = input.AccountAlias;
  if (accountAliases.get(call.tx, globally(call), theAlias)?.alias === alias) accountAliasTaken(alias);
  accountAliases.put(call.tx, globally(call), theAlias, { alias });
  return {};
};

export const deleteAccountAlias: Handler<Given<sdk.DeleteAccountAliasCommandInput>, object> = (
  input,
  call,
) => {
  const kept = accountAliases.get(call.tx, globally(call), theAlias);
  if (kept?.alias !== input.AccountAlias) noSuchAccountAlias(input.AccountAlias);
  accountAliases.delete(call.tx, globally(call), theAlias);
  return {};
};

export const listAccountAliases: Handler<object, Answered<sdk.ListAccountAliasesCommandOutput>> = (
  _input,
  call,
) => {
  const kept = accountAliases.get(call.tx, globally(call), theAlias);
  return { AccountAliases: kept ? [kept.alias] : [], IsTruncated: false };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const getAccountSummary: Handler<object, Answered<sdk.GetAccountSummaryCommandOutput>> = (
  _input,
  call,
) => {
  const { roles, users, groups, policies } = allHolders(call);
  const devices = mfaDevices.list(call.tx, globally(call));
  return {
    SummaryMap: {
      Users: users.length,
      UsersQuota: 5000,
      Groups: groups.length,
      GroupsQuota: 300,
      Roles: roles.length,
      RolesQuota: 1000,
      Policies: policies.length,
      PoliciesQuota: 1500,
      PolicyVersionsInUse: policies.reduce((sum, policy) => sum + policy.versions.length, 0),
      PolicyVersionsInUseQuota: 10_000,
      VersionsPerPolicyQuota: 5,
      PolicySizeQuota: 6144,
      InstanceProfiles: instanceProfiles.list(call.tx, globally(call)).length,
      InstanceProfilesQuota: 1000,
      Providers: providers.list(call.tx, globally(call)).length,
      AccessKeysPerUserQuota: 2,
      GroupsPerUserQuota: 10,
      AttachedPoliciesPerUserQuota: 10,
      AttachedPoliciesPerRoleQuota: 10,
      AttachedPoliciesPerGroupQuota: 10,
      UserPolicySizeQuota: 2048,
      RolePolicySizeQuota: 10_240,
      GroupPolicySizeQuota: 5120,
      AssumeRolePolicySizeQuota: 2048,
      ServerCertificates: 0,
      ServerCertificatesQuota: 20,
      MFADevices: devices.length,
      MFADevicesInUse: devices.filter(({ userId }) => userId !== undefined).length,
      AccountMFAEnabled: 0,
      AccountAccessKeysPresent: 0,
      AccountSigningCertificatesPresent: 0,
      GlobalEndpointTokenVersion: 1,
    },
  };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const getAccountAuthorizationDetails: Handler<
  Given<sdk.GetAccountAuthorizationDetailsCommandInput>,
  Answered<sdk.GetAccountAuthorizationDetailsCommandOutput>
> = (input, call) => {
  const { roles, users, groups, policies } = allHolders(call);
  const wants = (kind: sdk.EntityType) => !input.Filter || input.Filter.includes(kind);
  const uses = usesOf(call);
  const all = [
    ...(wants('User') ? users : []).map((each) => ({ arn: each.arn, user: userDetail(each) })),
    ...(wants('Group') ? groups : []).map((each) => ({ arn: each.arn, group: groupDetail(each) })),
    ...(wants('Role') ? roles : []).map((each) => ({ arn: each.arn, role: roleDetail(call, each) })),
    ...(wants('LocalManagedPolicy') ? policies : []).map((each) => ({
      arn: each.arn,
      policy: { ...policyDetail(each), AttachmentCount: uses.attached(each.arn) },
    })),
  ];
  const { items, paging } = listed(all, ({ arn }) => arn, input);
  return {
    UserDetailList: items.flatMap((item) => ('user' in item ? [item.user] : [])),
    GroupDetailList: items.flatMap((item) => ('group' in item ? [item.group] : [])),
    RoleDetailList: items.flatMap((item) => ('role' in item ? [item.role] : [])),
    Policies: items.flatMap((item) => ('policy' in item ? [item.policy] : [])),
    ...paging,
  };
};

const inlineOf = ({ inlinePolicies }: PolicyHolder): sdk.PolicyDetail[] =>
  Object.entries(inlinePolicies).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encoded(document),
  }));

const attachedOf = ({ attachedPolicies }: PolicyHolder): sdk.AttachedPolicy[] =>
  attachedPolicies.map((arn) => ({ PolicyName: policyNameOf(arn), PolicyArn: arn }));

const userDetail = (user: UserRecord): sdk.UserDetail => ({
  Path: user.path,
  UserName: user.userName,
  UserId: user.userId,
  Arn: user.arn,
  CreateDate: new Date(user.createDate),
  UserPolicyList: inlineOf(user),
  GroupList: [...user.groups],
  AttachedManagedPolicies: attachedOf(user),
  PermissionsBoundary: boundaryAnswer(user.permissionsBoundary),
  Tags: [...user.tags],
});

const groupDetail = (group: GroupRecord): sdk.GroupDetail => ({
  Path: group.path,
  GroupName: group.groupName,
  GroupId: group.groupId,
  Arn: group.arn,
  CreateDate: new Date(group.createDate),
  GroupPolicyList: inlineOf(group),
  AttachedManagedPolicies: attachedOf(group),
});

const roleDetail = (call: Call, role: RoleRecord): sdk.RoleDetail => ({
  Path: role.path,
  RoleName: role.roleName,
  RoleId: role.roleId,
  Arn: role.arn,
  CreateDate: new Date(role.createDate),
  AssumeRolePolicyDocument: encoded(role.assumeRolePolicyDocument),
  InstanceProfileList: profilesOf(call, role.roleName).map((profile) => profileAnswer(call, profile)),
  RolePolicyList: inlineOf(role),
  AttachedManagedPolicies: attachedOf(role),
  PermissionsBoundary: boundaryAnswer(role.permissionsBoundary),
  Tags: [...role.tags],
});

const policyDetail = (policy: PolicyRecord): sdk.ManagedPolicyDetail => ({
  PolicyName: policy.policyName,
  PolicyId: policy.policyId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  IsAttachable: true,
  Description: policy.description,
  CreateDate: new Date(policy.createDate),
  UpdateDate: new Date(policy.updateDate),
  PolicyVersionList: policy.versions.map((version) => ({
    Document: encoded(version.document),
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: new Date(version.createDate),
  })),
});
