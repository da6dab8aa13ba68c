import {
  type Had,
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
  isTold,
  isOnItsOwn,
} from '../../../dispatch/resource.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const noGroup = ['InvalidGroup.NotFound'];

type Rules = readonly Properties[] | undefined;
type Direction = 'Ingress' | 'Egress';

/** What a group lets out unless a template says otherwise. */
const everything: Properties = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html */
export const securityGroup: ResourceType = {
  typeName: 'AWS::EC2::SecurityGroup',
  *create(wanted) {
    const { GroupDescription, VpcId, SecurityGroupIngress, SecurityGroupEgress } = wanted.properties;
    const GroupName = wanted.properties['GroupName'] ?? nameFor(wanted, 255);
    const given = { GroupName, Description: GroupDescription, ...said({ VpcId }) };
    const { GroupId } = yield* call('ec2', 'CreateSecurityGroup', {
      ...given,
      ...tagsFor(wanted, 'security-group'),
    });
    // AWS: the type's schema, Id: "The group name or group ID depending on whether the SG is created in default or
    // specific VPC".
    const physicalId = VpcId === undefined ? GroupName : GroupId;
    yield* made(physicalId);
    yield* authorize(GroupId, 'Ingress', SecurityGroupIngress);
    yield* changeEgress(GroupId, SecurityGroupEgress, undefined);
    return yield* madeOf(physicalId);
  },
  *update(wanted, had) {
    const { physicalId, attributes } = had;
    const GroupId = String(attributes['GroupId']);
    const [now, before] = [
      wanted.properties['SecurityGroupIngress'],
      had.properties['SecurityGroupIngress'],
    ] as Rules[];
    yield* revoke(GroupId, 'Ingress', without(before, now));
    yield* authorize(GroupId, 'Ingress', without(now, before));
    yield* changeEgress(
      GroupId,
      wanted.properties['SecurityGroupEgress'],
      had.properties['SecurityGroupEgress'],
    );
    yield* retagged(wanted, GroupId);
    return { physicalId, attributes };
  },
  *delete({ physicalId }) {
    const group = isName(physicalId) ? { GroupName: physicalId } : { GroupId: physicalId };
    yield* tolerate(noGroup, call('ec2', 'DeleteSecurityGroup', group));
  },
  list: listed('ec2', 'DescribeSecurityGroups', {
    items: 'SecurityGroups',
    token: 'NextToken',
    identifier: ({ GroupId }) => GroupId,
  }),
  adopt: ({ physicalId }) => madeOf(physicalId),
  *read(had: Had) {
    const { physicalId } = had;
    const found = yield* tolerate(noGroup, described(physicalId));
    if (!found) return undefined;
    const [{ GroupName, Description, VpcId, Tags, IpPermissions, IpPermissionsEgress }] =
      found.SecurityGroups;
    return {
      GroupName,
      GroupDescription: Description,
      VpcId,
      // Rules may be resources of their own; only where the group has some itself, they are its own.
      ...(isTold(had, 'SecurityGroupIngress') && {
        SecurityGroupIngress: yield* withNames(had, rulesIn(IpPermissions, 'Source')),
      }),
      ...(isTold(had, 'SecurityGroupEgress') && {
        SecurityGroupEgress: rulesIn(IpPermissionsEgress, 'Destination'),
      }),
      ...tagsRead(had, Tags),
    };
  },
};

/** EC2 tells rules by the ids of other groups; a template may have said their names. */
function* withNames({ properties }: Had, rules: readonly Properties[]): Work<readonly Properties[]> {
  const asked: Rules = properties['SecurityGroupIngress'];
  if (!asked?.some((each) => each['SourceSecurityGroupName'] !== undefined)) return rules;
  const GroupIds = rules.flatMap((each) => each['SourceSecurityGroupId'] ?? []);
  const { SecurityGroups } = yield* call('ec2', 'DescribeSecurityGroups', { GroupIds });
  const names = new Map(
    (SecurityGroups as Properties[]).map(({ GroupId, GroupName }) => [GroupId, GroupName]),
  );
  return rules.map((each) => ({
    ...each,
    ...said({ SourceSecurityGroupName: names.get(each['SourceSecurityGroupId']) }),
  }));
}

/** AWS: CreateSecurityGroup, GroupName: "Cannot start with `sg-`". */
const isName = (physicalId: string): boolean => !physicalId.startsWith('sg-');

const described = (physicalId: string): Work<any> =>
  call('ec2', 'DescribeSecurityGroups', { [isName(physicalId) ? 'GroupNames' : 'GroupIds']: [physicalId] });

function* madeOf(physicalId: string): Work<Made> {
  const [{ GroupId, VpcId }] = (yield* described(physicalId)).SecurityGroups;
  return { physicalId, attributes: { GroupId, Id: physicalId, VpcId } };
}

/** AWS: a rule that lets everything out goes once a group has egress rules of its own. */
function* changeEgress(GroupId: string, wanted: Rules, had: Rules): Work<void> {
  const [now, before] = [wanted ?? [everything], had ?? [everything]];
  // What differs by its description alone is the same rule to EC2: the former one has to go first.
  yield* revoke(GroupId, 'Egress', without(before, now));
  yield* authorize(GroupId, 'Egress', without(now, before));
}

function* authorize(GroupId: string, direction: Direction, rules: Rules): Work<void> {
  if (!rules || rules.length === 0) return;
  const IpPermissions = rules.map(permissionOf);
  yield* call('ec2', `AuthorizeSecurityGroup${direction}`, { GroupId, IpPermissions });
}

function* revoke(GroupId: string, direction: Direction, rules: Rules): Work<void> {
  for (const rule of rules ?? []) {
    const asked = call('ec2', `RevokeSecurityGroup${direction}`, {
      GroupId,
      IpPermissions: [permissionOf(rule)],
    });
    yield* tolerate([...noGroup, 'InvalidPermission.NotFound'], asked);
  }
}

const without = (rules: Rules = [], others: Rules = []): Properties[] =>
  rules.filter(
    (rule) =>
      !others.some((other) => JSON.stringify(permissionOf(other)) === JSON.stringify(permissionOf(rule))),
  );

/** A rule as a template spells it, as the API does. */
function permissionOf(rule: Properties): object {
  const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, Description } = rule;
  const group = rule['SourceSecurityGroupId'] ?? rule['DestinationSecurityGroupId'];
  const named = rule['SourceSecurityGroupName'];
  const list = rule['SourcePrefixListId'] ?? rule['DestinationPrefixListId'];
  const described = (source: object) => [{ ...source, ...said({ Description }) }];
  return {
    IpProtocol: String(IpProtocol),
    ...said({ FromPort: portOf(FromPort), ToPort: portOf(ToPort) }),
    ...(CidrIp !== undefined && { IpRanges: described({ CidrIp }) }),
    ...(CidrIpv6 !== undefined && { Ipv6Ranges: described({ CidrIpv6 }) }),
    ...(group !== undefined && { UserIdGroupPairs: described({ GroupId: group }) }),
    ...(named !== undefined && { UserIdGroupPairs: described({ GroupName: named }) }),
    ...(list !== undefined && { PrefixListIds: described({ PrefixListId: list }) }),
  };
}

const portOf = (port: unknown): number | undefined => (port === undefined ? undefined : Number(port));

function rulesIn(permissions: readonly Properties[], end: 'Source' | 'Destination'): Properties[] {
  return permissions.flatMap((permission) => {
    const { IpProtocol, FromPort, ToPort } = permission;
    const rule = (source: object) => ({ IpProtocol, ...said({ FromPort, ToPort }), ...said(source) });
    return [
      ...((permission['IpRanges'] ?? []) as object[]).map(rule),
      ...((permission['Ipv6Ranges'] ?? []) as object[]).map(rule),
      ...((permission['UserIdGroupPairs'] ?? []) as Properties[]).map(({ GroupId, Description }) =>
        rule({ [`${end}SecurityGroupId`]: GroupId, Description }),
      ),
      ...((permission['PrefixListIds'] ?? []) as Properties[]).map(({ PrefixListId, Description }) =>
        rule({ [`${end}PrefixListId`]: PrefixListId, Description }),
      ),
    ];
  });
}

const noRule = 'InvalidSecurityGroupRuleId.NotFound';

/** AWS::EC2::SecurityGroupIngress and SecurityGroupEgress: one rule of a group. */
const rule = (direction: Direction): ResourceType => ({
  typeName: `AWS::EC2::SecurityGroup${direction}`,
  *create({ properties }) {
    const input = {
      ...said({ GroupId: properties['GroupId'], GroupName: properties['GroupName'] }),
      IpPermissions: [permissionOf(properties)],
    };
    const { SecurityGroupRules } = yield* call('ec2', `AuthorizeSecurityGroup${direction}`, input);
    const id: string = SecurityGroupRules[0].SecurityGroupRuleId;
    yield* made(id);
    return { physicalId: id, attributes: { Id: id } };
  },
  *update({ properties }, { physicalId, attributes }) {
    yield* call('ec2', `UpdateSecurityGroupRuleDescriptions${direction}`, {
      ...said({ GroupId: properties['GroupId'], GroupName: properties['GroupName'] }),
      SecurityGroupRuleDescriptions: [
        { SecurityGroupRuleId: physicalId, ...said({ Description: properties['Description'] }) },
      ],
    });
    return { physicalId, attributes };
  },
  *delete({ physicalId, properties }) {
    const input = {
      ...said({ GroupId: properties['GroupId'], GroupName: properties['GroupName'] }),
      SecurityGroupRuleIds: [physicalId],
    };
    const asked = call('ec2', `RevokeSecurityGroup${direction}`, input);
    yield* tolerate([...noGroup, noRule], asked);
  },
  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),
  *read(had) {
    const { physicalId, properties } = had;
    const asked = call('ec2', 'DescribeSecurityGroupRules', { SecurityGroupRuleIds: [physicalId] });
    const is: Properties | undefined = (yield* tolerate([noRule], asked))?.SecurityGroupRules[0];
    return is && (isOnItsOwn(had) ? ruleIn(is, direction) : properties);
  },
});

/** A rule as a template has it. */
function ruleIn(is: Properties, direction: Direction): Properties {
  const { GroupId, IpProtocol, FromPort, ToPort, CidrIpv4: CidrIp, CidrIpv6, PrefixListId, Description } = is;
  const end = direction === 'Ingress' ? 'Source' : 'Destination';
  const other: unknown = is['ReferencedGroupInfo']?.GroupId;
  return said({
    ...{ GroupId, IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, Description },
    [`${end}PrefixListId`]: PrefixListId,
    [`${end}SecurityGroupId`]: other,
  });
}

export const securityGroupRules = [rule('Ingress'), rule('Egress')];
