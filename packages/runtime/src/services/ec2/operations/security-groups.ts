import type * as sdk from '@aws-sdk/client-ec2';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import {
  dependencyViolation,
  groupDuplicate,
  groupNotDeletable,
  invalidParameter,
  missingParameter,
  notFound,
} from '../errors.ts';
import { permissionsOf } from '../permissions.ts';
import { securityGroups, vpcEndpoints, vpcs, type Rule, type SecurityGroup } from '../records.ts';
import { networkInterfaces } from '../network-interfaces.ts';
import { idFor, tagsFor } from '../shelf.ts';

export const createSecurityGroup: Handler<
  Given<sdk.CreateSecurityGroupCommandInput>,
  Answered<sdk.CreateSecurityGroupCommandOutput>
> = (input, call) => {
  const { GroupName, Description } = input;
  const VpcId = input.VpcId ?? defaultVpc(call);
  vpcs.get(call, VpcId);
  if (GroupName.startsWith('sg-') || GroupName === 'default')
    invalidParameter(`Value (${GroupName}) for parameter GroupName is invalid.`);
  if (securityGroups.list(call).some((group) => group.VpcId === VpcId && group.GroupName === GroupName))
    groupDuplicate(GroupName, VpcId);
  const Rules: Rule[] = [
    // AWS: a group begins with a rule that lets everything out.
    {
      SecurityGroupRuleId: idFor(call, 'sgr'),
      IsEgress: true,
      IpProtocol: '-1',
      CidrIpv4: '0.0.0.0/0',
      Tags: [],
    },
  ];
  const Tags = tagsFor(input.TagSpecifications);
  const { GroupId } = securityGroups.put(call, {
    GroupId: idFor(call, 'sg'),
    GroupName,
    Description,
    VpcId,
    Rules,
    Tags,
  });
  return { GroupId, Tags, SecurityGroupArn: arnFor(call, GroupId) };
};

const defaultVpc = (call: Call): string =>
  vpcs.list(call).find(({ IsDefault }) => IsDefault)?.VpcId ?? missingParameter('vpcId');

const ruleLooks = (isEgress: boolean): Looks<SecurityGroup> => {
  const prefix = isEgress ? 'egress.ip-permission' : 'ip-permission';
  const look =
    (of: (rule: Rule) => unknown) =>
    ({ Rules }: SecurityGroup) =>
      Rules.filter((rule) => rule.IsEgress === isEgress).map(of);
  return {
    [`${prefix}.cidr`]: look(({ CidrIpv4 }) => CidrIpv4),
    [`${prefix}.from-port`]: look(({ FromPort }) => FromPort),
    [`${prefix}.group-id`]: look(({ GroupId }) => GroupId),
    [`${prefix}.protocol`]: look(({ IpProtocol }) => IpProtocol),
    [`${prefix}.to-port`]: look(({ ToPort }) => ToPort),
  };
};

const looks: Looks<SecurityGroup> = {
  ...ruleLooks(false),
  ...ruleLooks(true),
  description: ({ Description }) => Description,
  'group-id': ({ GroupId }) => GroupId,
  'group-name': ({ GroupName }) => GroupName,
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeSecurityGroups: Handler<
  Given<sdk.DescribeSecurityGroupsCommandInput>,
  Answered<sdk.DescribeSecurityGroupsCommandOutput>
> = (input, call) => {
  const owned: Looks<SecurityGroup> = { ...looks, 'owner-id': () => call.account };
  const { items, NextToken } = described(call, securityGroups, input.GroupIds, {
    asked: input,
    looks: owned,
  });
  const names = input.GroupNames;
  const wanted = items.filter(({ GroupName }) => !names || names.length === 0 || names.includes(GroupName));
  return { SecurityGroups: wanted.map((group) => groupAnswer(call, group)), NextToken };
};

export const deleteSecurityGroup: Handler<
  Given<sdk.DeleteSecurityGroupCommandInput>,
  Answered<sdk.DeleteSecurityGroupCommandOutput>
> = (input, call) => {
  const group = groupAsked(call, input);
  if (group.GroupName === 'default') groupNotDeletable(group.GroupId, group.GroupName);
  const isUsed =
    networkInterfaces.list(call).some(({ groupIds }) => groupIds.includes(group.GroupId)) ||
    securityGroups
      .list(call)
      .some(
        (other) =>
          other.GroupId !== group.GroupId && other.Rules.some(({ GroupId }) => GroupId === group.GroupId),
      ) ||
    vpcEndpoints.list(call).some(({ SecurityGroupIds }) => SecurityGroupIds.includes(group.GroupId));
  if (isUsed) dependencyViolation('securityGroup', group.GroupId);
  securityGroups.remove(call, group.GroupId);
  return { Return: true, GroupId: group.GroupId };
};

export interface GroupAsked {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
}

/** By its id; by its name alone, in the default VPC. */
export function groupAsked(call: Call, { GroupId, GroupName }: GroupAsked): SecurityGroup {
  if (GroupId !== undefined) return securityGroups.get(call, GroupId);
  const name = GroupName ?? missingParameter('groupId');
  const VpcId = defaultVpc(call);
  const group = securityGroups.list(call).find((each) => each.VpcId === VpcId && each.GroupName === name);
  return group ?? notFound('securityGroup', name);
}

const arnFor = (call: Call, id: string): string => arnOf('ec2', call, `security-group/${id}`);

function groupAnswer(call: Call, { Rules, Tags, ...group }: SecurityGroup): sdk.SecurityGroup {
  return {
    ...group,
    OwnerId: call.account,
    SecurityGroupArn: arnFor(call, group.GroupId),
    IpPermissions: permissionsOf(
      call,
      Rules.filter(({ IsEgress }) => !IsEgress),
    ),
    IpPermissionsEgress: permissionsOf(
      call,
      Rules.filter(({ IsEgress }) => IsEgress),
    ),
    Tags: [...Tags],
  };
}
