import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { madeOf as subnetMade } from './subnet.ts';
import { isTrue, said } from './tagging.ts';

const noAcl = 'InvalidNetworkAclID.NotFound';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkacl.html */
export const networkAcl = kept({
  typeName: 'AWS::EC2::NetworkAcl',
  noun: 'NetworkAcl',
  tagged: 'network-acl',
  id: 'NetworkAclId',
  attribute: 'Id',
  missing: noAcl,
  asked: ({ VpcId }) => ({ VpcId }),
  told: ({ VpcId }) => ({ VpcId }),
});

function* aclOf(id: string): Work<Properties | undefined> {
  const asked = call('ec2', 'DescribeNetworkAcls', { NetworkAclIds: [id] });
  return (yield* tolerate([noAcl], asked))?.NetworkAcls[0];
}

const noEntry = [noAcl, 'InvalidNetworkAclEntry.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html */
export const networkAclEntry: ResourceType = {
  typeName: 'AWS::EC2::NetworkAclEntry',
  *create(wanted) {
    yield* call('ec2', 'CreateNetworkAclEntry', entryFor(wanted.properties));
    const Id = nameFor(wanted);
    yield* made(Id);
    return { physicalId: Id, attributes: { Id } };
  },
  *update({ properties }, { physicalId: Id }) {
    yield* call('ec2', 'ReplaceNetworkAclEntry', entryFor(properties));
    return { physicalId: Id, attributes: { Id } };
  },
  *delete({ properties }) {
    yield* tolerate(noEntry, call('ec2', 'DeleteNetworkAclEntry', keyOf(properties)));
  },
  *read({ properties }) {
    const { NetworkAclId, RuleNumber, Egress } = keyOf(properties);
    const entries = ((yield* aclOf(NetworkAclId))?.['Entries'] ?? []) as Properties[];
    const isIt = (each: Properties) => each['RuleNumber'] === RuleNumber && each['Egress'] === Egress;
    const { IcmpTypeCode, Protocol, ...is } = entries.find(isIt) ?? {};
    return Protocol === undefined
      ? undefined
      : { ...is, NetworkAclId, Protocol: Number(Protocol), ...said({ Icmp: IcmpTypeCode }) };
  },
};

const keyOf = ({ NetworkAclId, RuleNumber, Egress }: Properties) => ({
  NetworkAclId: NetworkAclId as string,
  RuleNumber: Number(RuleNumber),
  // AWS: "The default value is false."
  Egress: isTrue(Egress),
});

function entryFor(properties: Properties): object {
  const { Protocol, RuleAction, CidrBlock, Ipv6CidrBlock, PortRange, Icmp } = properties;
  return {
    ...keyOf(properties),
    ...said({ Protocol: String(Protocol), RuleAction, CidrBlock, Ipv6CidrBlock }),
    ...(PortRange && { PortRange: numbers(PortRange) }),
    ...(Icmp && { IcmpTypeCode: numbers(Icmp) }),
  };
}

const numbers = (members: Properties): object =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, Number(value)]));

/** AWS: CloudFormation template reference, AWS::EC2::SubnetNetworkAclAssociation. */
export const subnetNetworkAclAssociation: ResourceType = {
  typeName: 'AWS::EC2::SubnetNetworkAclAssociation',
  *create({ properties: { NetworkAclId, SubnetId } }) {
    const { is } = yield* associationBy('association.subnet-id', SubnetId);
    const AssociationId = is?.['NetworkAclAssociationId'];
    const asked = { NetworkAclId, AssociationId };
    const { NewAssociationId } = yield* call('ec2', 'ReplaceNetworkAclAssociation', asked);
    yield* made(NewAssociationId);
    const also = yield* subnetMade(SubnetId);
    return { physicalId: NewAssociationId, attributes: { AssociationId: NewAssociationId }, also };
  },
  /** The subnet has its network's own again. */
  *delete({ physicalId: AssociationId }) {
    const { acl } = yield* associationBy('association.association-id', AssociationId);
    if (!acl) return;
    const Filters = [
      { Name: 'vpc-id', Values: [acl['VpcId']] },
      { Name: 'default', Values: ['true'] },
    ];
    const { NetworkAcls } = yield* call('ec2', 'DescribeNetworkAcls', { Filters });
    const { NetworkAclId } = NetworkAcls[0];
    yield* call('ec2', 'ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId });
  },
  adopt: ({ physicalId: AssociationId }) =>
    answered({ physicalId: AssociationId, attributes: { AssociationId } }),
  *read({ physicalId }) {
    const { is } = yield* associationBy('association.association-id', physicalId);
    return is && { NetworkAclId: is['NetworkAclId'], SubnetId: is['SubnetId'] };
  },
};

function* associationBy(
  Name: string,
  value: string,
): Work<{ readonly acl?: Properties; readonly is?: Properties }> {
  const { NetworkAcls } = yield* call('ec2', 'DescribeNetworkAcls', { Filters: [{ Name, Values: [value] }] });
  const [acl] = NetworkAcls as Properties[];
  if (!acl) return {};
  const all = acl['Associations'] as Properties[];
  const is = all.find((each) => each['SubnetId'] === value || each['NetworkAclAssociationId'] === value);
  return is ? { acl, is } : { acl };
}
