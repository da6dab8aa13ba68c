import {
  call,
  made,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const gone = ['InvalidSubnetID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html */
export const subnet: ResourceType = {
  typeName: 'AWS::EC2::Subnet',
  *create(wanted) {
    const { VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId } = wanted.properties;
    const given = said({ VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId });
    const { Subnet } = yield* call('ec2', 'CreateSubnet', { ...given, ...tagsFor(wanted, 'subnet') });
    yield* made(Subnet.SubnetId);
    yield* setPublic(Subnet.SubnetId, wanted.properties);
    return madeOf(Subnet);
  },
  *update(wanted, had) {
    yield* setPublic(had.physicalId, wanted.properties);
    yield* retagged(wanted, had.physicalId);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ physicalId: SubnetId }) {
    yield* tolerate(gone, call('ec2', 'DeleteSubnet', { SubnetId }));
  },
  list: listed('ec2', 'DescribeSubnets', {
    items: 'Subnets',
    token: 'NextToken',
    identifier: ({ SubnetId }) => SubnetId,
  }),
  *adopt({ physicalId }) {
    const { Subnets } = yield* call('ec2', 'DescribeSubnets', { SubnetIds: [physicalId] });
    return madeOf(Subnets[0]);
  },
  *read({ physicalId, properties }) {
    const found = yield* tolerate(gone, call('ec2', 'DescribeSubnets', { SubnetIds: [physicalId] }));
    if (!found) return undefined;
    const [{ VpcId, CidrBlock, AvailabilityZone, MapPublicIpOnLaunch, Tags }] = found.Subnets;
    return { VpcId, CidrBlock, AvailabilityZone, MapPublicIpOnLaunch, ...tagsRead(properties, Tags) };
  },
};

function* setPublic(SubnetId: string, { MapPublicIpOnLaunch: given }: Properties): Work<void> {
  if (given === undefined) return;
  const MapPublicIpOnLaunch = { Value: given === true || given === 'true' };
  yield* call('ec2', 'ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch });
}

const madeOf = ({
  SubnetId,
  VpcId,
  AvailabilityZone,
  AvailabilityZoneId,
  CidrBlock,
}: Record<string, string>): Made => ({
  physicalId: SubnetId!,
  attributes: { SubnetId, VpcId, AvailabilityZone, AvailabilityZoneId, CidrBlock, Ipv6CidrBlocks: [] },
});
