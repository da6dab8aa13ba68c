import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { filtered } from '../describing.ts';
import { invalidParameter, notFound, permissionDuplicate, permissionNotFound } from '../errors.ts';
import { protocolOf, ruleAnswer, rulesOf, sameRule, sentenceOf, type Permissions } from '../permissions.ts';
import { securityGroups, type Rule, type SecurityGroup } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { groupAsked, type GroupAsked } from './security-groups.ts';

type Asked = Permissions & GroupAsked;

const describeSecurityGroupRules: Handler<
  Given<sdk.DescribeSecurityGroupRulesCommandInput>,
  Answered<sdk.DescribeSecurityGroupRulesCommandOutput>
> = ({ SecurityGroupRuleIds, Filters }, call) => {
  const all = securityGroups
    .list(call)
    .flatMap((group) => group.Rules.map((rule) => ({ ...rule, group: group.GroupId })));
  const named = SecurityGroupRuleIds?.map(
    (id) => all.find((rule) => rule.SecurityGroupRuleId === id) ?? notFound('securityGroupRule', id),
  );
  const wanted = filtered(named ?? all, Filters, {
    'group-id': ({ group }) => group,
    'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
  });
  return { SecurityGroupRules: wanted.map(({ group, ...rule }) => ruleAnswer(call, group, rule)) };
};

/** AWS: UserIdGroupPair, GroupName: "[Default VPC] The name of the security group". */
function identified(call: Call, input: Permissions): Permissions {
  const IpPermissions = input.IpPermissions?.map((permission) => ({
    ...permission,
    UserIdGroupPairs: permission.UserIdGroupPairs?.map(({ GroupId, GroupName, ...pair }) => ({
      ...pair,
      GroupId: groupAsked(call, { GroupId, GroupName }).GroupId,
    })),
  }));
  return IpPermissions ? { ...input, IpPermissions } : input;
}

const authorize =
  (
    isEgress: boolean,
  ): Handler<Asked & { readonly TagSpecifications?: readonly Given<sdk.TagSpecification>[] }, object> =>
  (input, call) => {
    const group = groupAsked(call, input);
    const Tags = tagsFor(input.TagSpecifications);
    const added = rulesOf(identified(call, input), isEgress).map((rule) => ({
      ...rule,
      SecurityGroupRuleId: idFor(call, 'sgr'),
      Tags,
    }));
    for (const rule of added) {
      if (rule.GroupId !== undefined) securityGroups.get(call, rule.GroupId);
      refuseDuplicate(rule, group.Rules);
    }
    securityGroups.put(call, { ...group, Rules: [...group.Rules, ...added] });
    return { Return: true, SecurityGroupRules: added.map((rule) => ruleAnswer(call, group.GroupId, rule)) };
  };

function refuseDuplicate(rule: Rule, others: readonly Rule[]): void {
  if (others.some((each) => sameRule(each, rule))) permissionDuplicate(sentenceOf(rule));
}

type Revoked = Asked & { readonly SecurityGroupRuleIds?: readonly string[] | undefined };

const revoke =
  (isEgress: boolean): Handler<Revoked, Answered<sdk.RevokeSecurityGroupIngressCommandOutput>> =>
  (input, call) => {
    const group = groupAsked(call, input);
    const gone =
      input.SecurityGroupRuleIds?.map((id) => ruleNamed(group, id)) ??
      rulesOf(identified(call, input), isEgress).map(
        (wanted) => group.Rules.find((rule) => sameRule(rule, wanted)) ?? permissionNotFound(),
      );
    securityGroups.put(call, { ...group, Rules: group.Rules.filter((rule) => !gone.includes(rule)) });
    return {
      Return: true,
      RevokedSecurityGroupRules: gone.map(({ Tags: _tags, GroupId: ReferencedGroupId, ...rule }) => ({
        ...rule,
        GroupId: group.GroupId,
        ReferencedGroupId,
      })),
    };
  };

const ruleNamed = ({ Rules }: SecurityGroup, id: string): Rule =>
  Rules.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === id) ?? notFound('securityGroupRule', id);

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html: a rule is replaced as a
 * whole, and keeps its id and its tags.
 */
const modifySecurityGroupRules: Handler<
  Given<sdk.ModifySecurityGroupRulesCommandInput>,
  Answered<sdk.ModifySecurityGroupRulesCommandOutput>
> = ({ GroupId, SecurityGroupRules }, call) => {
  let group = securityGroups.get(call, GroupId);
  for (const { SecurityGroupRuleId, SecurityGroupRule } of SecurityGroupRules) {
    const before = ruleNamed(group, SecurityGroupRuleId);
    if (!SecurityGroupRule) continue;
    const others = group.Rules.filter((rule) => rule !== before);
    const after = ruleAfter(before, SecurityGroupRule);
    if (after.GroupId !== undefined) securityGroups.get(call, after.GroupId);
    refuseDuplicate(after, others);
    group = { ...group, Rules: group.Rules.map((rule) => (rule === before ? after : rule)) };
  }
  securityGroups.put(call, group);
  return { Return: true };
};

function ruleAfter(
  { SecurityGroupRuleId, IsEgress, Tags }: Rule,
  asked: Given<sdk.SecurityGroupRuleRequest>,
): Rule {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId: GroupId, Description } = asked;
  const ends = [CidrIpv4, CidrIpv6, PrefixListId, GroupId].filter((end) => end !== undefined);
  // AWS: unverified wording.
  if (ends.length !== 1)
    invalidParameter('A rule has exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId.');
  return {
    ...{ SecurityGroupRuleId, IsEgress, Tags, Description },
    ...protocolOf(asked),
    ...{ CidrIpv4, CidrIpv6, PrefixListId, GroupId },
  };
}

type Redescribed = Asked & {
  readonly SecurityGroupRuleDescriptions?: readonly Given<sdk.SecurityGroupRuleDescription>[] | undefined;
};

/** AWS: "You can remove a description for a security group rule by omitting the description parameter". */
const redescribe =
  (isEgress: boolean): Handler<Redescribed, { readonly Return: boolean }> =>
  (input, call) => {
    const group = groupAsked(call, input);
    const told = new Map<Rule, string | undefined>(
      input.SecurityGroupRuleDescriptions?.map(({ SecurityGroupRuleId = '', Description }) => [
        ruleNamed(group, SecurityGroupRuleId),
        Description,
      ]) ??
        rulesOf(identified(call, input), isEgress).map((wanted) => [
          group.Rules.find((rule) => sameRule(rule, wanted)) ?? permissionNotFound(),
          wanted.Description,
        ]),
    );
    const Rules = group.Rules.map((rule) =>
      told.has(rule) ? { ...rule, Description: told.get(rule) } : rule,
    );
    securityGroups.put(call, { ...group, Rules });
    return { Return: true };
  };

export const ruleOperations = {
  AuthorizeSecurityGroupEgress: authorize(true),
  AuthorizeSecurityGroupIngress: authorize(false),
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  ModifySecurityGroupRules: modifySecurityGroupRules,
  RevokeSecurityGroupEgress: revoke(true),
  RevokeSecurityGroupIngress: revoke(false),
  UpdateSecurityGroupRuleDescriptionsEgress: redescribe(true),
  UpdateSecurityGroupRuleDescriptionsIngress: redescribe(false),
};
