import {
  call,
  made,
  tolerate,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { madeOf as subnetMade } from './subnet.ts';
import { said } from './tagging.ts';

/** AWS: CloudFormation template reference, AWS::EC2::EgressOnlyInternetGateway. */
export const egressOnlyInternetGateway = kept({
  typeName: 'AWS::EC2::EgressOnlyInternetGateway',
  noun: 'EgressOnlyInternetGateway',
  tagged: 'egress-only-internet-gateway',
  id: 'EgressOnlyInternetGatewayId',
  attribute: 'Id',
  missing: 'InvalidGatewayID.NotFound',
  asked: ({ VpcId }) => ({ VpcId }),
  told: ({ Attachments }) => ({ VpcId: Attachments[0].VpcId }),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetcidrblock.html */
export const subnetCidrBlock: ResourceType = {
  typeName: 'AWS::EC2::SubnetCidrBlock',
  *create({ properties: { SubnetId, Ipv6CidrBlock, Ipv6IpamPoolId } }) {
    const asked = said({ SubnetId, Ipv6CidrBlock, Ipv6IpamPoolId });
    const { Ipv6CidrBlockAssociation } = yield* call('ec2', 'AssociateSubnetCidrBlock', asked);
    yield* made(Ipv6CidrBlockAssociation.AssociationId);
    return { ...madeOf(Ipv6CidrBlockAssociation), also: yield* subnetMade(SubnetId) };
  },
  *delete({ physicalId: AssociationId }) {
    const asked = call('ec2', 'DisassociateSubnetCidrBlock', { AssociationId });
    yield* tolerate(['InvalidAssociationID.NotFound'], asked);
  },
  *adopt({ physicalId: Id }) {
    const { is } = yield* associated(Id);
    return is ? madeOf(is) : { physicalId: Id, attributes: { Id } };
  },
  *read({ physicalId }) {
    const { subnet, is } = yield* associated(physicalId);
    return is && { SubnetId: subnet?.['SubnetId'], Ipv6CidrBlock: is['Ipv6CidrBlock'] };
  },
};

function* associated(Id: string): Work<{ readonly subnet?: Properties; readonly is?: Properties }> {
  const Filters = [{ Name: 'ipv6-cidr-block-association.association-id', Values: [Id] }];
  const { Subnets } = yield* call('ec2', 'DescribeSubnets', { Filters });
  const [subnet] = Subnets as Properties[];
  const all = (subnet?.['Ipv6CidrBlockAssociationSet'] ?? []) as Properties[];
  const is = all.find(({ AssociationId }) => AssociationId === Id);
  return subnet && is ? { subnet, is } : {};
}

const madeOf = ({ AssociationId: Id, Ipv6AddressAttribute, IpSource }: Properties) => ({
  physicalId: Id as string,
  attributes: { Id, Ipv6AddressAttribute, IpSource },
});
