import {
  call,
  isTold,
  made,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { isTrue, retagged, said, tagsFor, tagsRead } from './tagging.ts';

const gone = ['InvalidSubnetID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html */
export const subnet: ResourceType = {
  typeName: 'AWS::EC2::Subnet',
  *create(wanted) {
    const given = Object.fromEntries(asked.map((name) => [name, wanted.properties[name]]));
    const { Ipv6Native } = wanted.properties;
    const { Subnet } = yield* call('ec2', 'CreateSubnet', {
      ...said(given),
      ...(isTrue(Ipv6Native) && { Ipv6Native: true }),
      ...tagsFor(wanted, 'subnet'),
    });
    yield* made(Subnet.SubnetId);
    yield* setAttributes(Subnet.SubnetId, wanted.properties, {});
    return yield* madeOf(Subnet.SubnetId);
  },
  *update(wanted, had) {
    const { physicalId: SubnetId, properties: before } = had;
    const { Ipv6CidrBlock } = wanted.properties;
    const isMoved = Ipv6CidrBlock !== before['Ipv6CidrBlock'];
    if (isMoved && before['Ipv6CidrBlock'] !== undefined)
      yield* disassociate(SubnetId, before['Ipv6CidrBlock']);
    if (isMoved && Ipv6CidrBlock !== undefined)
      yield* call('ec2', 'AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock });
    yield* setAttributes(SubnetId, wanted.properties, before);
    yield* retagged(wanted, SubnetId);
    return yield* madeOf(SubnetId);
  },
  *delete({ physicalId: SubnetId }) {
    yield* tolerate(gone, call('ec2', 'DeleteSubnet', { SubnetId }));
  },
  list: listed('ec2', 'DescribeSubnets', {
    items: 'Subnets',
    token: 'NextToken',
    identifier: ({ SubnetId }) => SubnetId,
  }),
  adopt: ({ physicalId }) => madeOf(physicalId),
  *read(had) {
    const { physicalId } = had;
    const found = yield* tolerate(gone, call('ec2', 'DescribeSubnets', { SubnetIds: [physicalId] }));
    if (!found) return undefined;
    const [{ VpcId, CidrBlock, AvailabilityZone, Tags, ...rest }] = found.Subnets;
    const [sixth] = rest.Ipv6CidrBlockAssociationSet;
    return {
      VpcId,
      CidrBlock,
      AvailabilityZone,
      ...Object.fromEntries(switches.map((name) => [name, rest[name]])),
      // What was associated by another resource is that one's.
      ...(sixth && isTold(had, 'Ipv6CidrBlock') && { Ipv6CidrBlock: sixth.Ipv6CidrBlock }),
      ...tagsRead(had, Tags),
    };
  },
};

const asked = [
  'VpcId',
  'CidrBlock',
  'AvailabilityZone',
  'AvailabilityZoneId',
  'Ipv6CidrBlock',
  'Ipv4IpamPoolId',
  'Ipv6IpamPoolId',
  'OutpostArn',
];

const switches = ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation', 'EnableDns64'];

/** One attribute in a call, as AWS has it; one that is not said any more is off. */
function* setAttributes(SubnetId: string, wanted: Properties, before: Properties): Work<void> {
  for (const name of switches) {
    if (wanted[name] === undefined && before[name] === undefined) continue;
    yield* call('ec2', 'ModifySubnetAttribute', { SubnetId, [name]: { Value: isTrue(wanted[name]) } });
  }
}

function* disassociate(SubnetId: string, block: unknown): Work<void> {
  const off = { SubnetId, AssignIpv6AddressOnCreation: { Value: false } };
  yield* call('ec2', 'ModifySubnetAttribute', off);
  const { Subnets } = yield* call('ec2', 'DescribeSubnets', { SubnetIds: [SubnetId] });
  const is = Subnets[0].Ipv6CidrBlockAssociationSet.find(
    (each: Properties) => each['Ipv6CidrBlock'] === block,
  );
  if (is) yield* call('ec2', 'DisassociateSubnetCidrBlock', { AssociationId: is.AssociationId });
}

/** A subnet, and what it answers. */
export function* madeOf(SubnetId: string): Work<Made & { readonly attributes: Properties }> {
  const { Subnets } = yield* call('ec2', 'DescribeSubnets', { SubnetIds: [SubnetId] });
  const { NetworkAcls } = yield* call('ec2', 'DescribeNetworkAcls', {
    Filters: [{ Name: 'association.subnet-id', Values: [SubnetId] }],
  });
  const { VpcId, AvailabilityZone, AvailabilityZoneId, CidrBlock, Ipv6CidrBlockAssociationSet } = Subnets[0];
  const associations = NetworkAcls[0].Associations as Properties[];
  return {
    physicalId: SubnetId,
    attributes: {
      SubnetId,
      VpcId,
      AvailabilityZone,
      AvailabilityZoneId,
      CidrBlock,
      Ipv6CidrBlocks: Ipv6CidrBlockAssociationSet.map((each: Properties) => each['Ipv6CidrBlock']),
      NetworkAclAssociationId: associations.find((each) => each['SubnetId'] === SubnetId)?.[
        'NetworkAclAssociationId'
      ],
    },
  };
}
