import {
  type Had,
  call,
  made,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { isTrue, retagged, said, tagsFor, tagsRead } from './tagging.ts';

const gone = ['InvalidVpcID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html */
export const vpc: ResourceType = {
  typeName: 'AWS::EC2::VPC',
  *create(wanted) {
    const { CidrBlock, InstanceTenancy, Ipv4IpamPoolId } = wanted.properties;
    const given = said({ CidrBlock, InstanceTenancy, Ipv4IpamPoolId });
    const input = { ...given, ...tagsFor(wanted, 'vpc') };
    const { Vpc } = yield* call('ec2', 'CreateVpc', input);
    yield* made(Vpc.VpcId);
    yield* setDns(Vpc.VpcId, wanted.properties);
    return yield* madeOf(Vpc.VpcId);
  },
  *update(wanted, had) {
    yield* setDns(had.physicalId, wanted.properties);
    yield* retagged(wanted, had.physicalId);
    return yield* madeOf(had.physicalId);
  },
  *delete({ physicalId: VpcId }) {
    yield* tolerate(gone, call('ec2', 'DeleteVpc', { VpcId }));
  },
  list: listed('ec2', 'DescribeVpcs', {
    items: 'Vpcs',
    token: 'NextToken',
    identifier: ({ VpcId }) => VpcId,
  }),
  adopt: ({ physicalId }) => madeOf(physicalId),
  *read(had: Had) {
    const { physicalId: VpcId } = had;
    const found = yield* tolerate(gone, call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] }));
    if (!found) return undefined;
    const [{ CidrBlock, InstanceTenancy, Tags }] = found.Vpcs;
    const support = yield* call('ec2', 'DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsSupport' });
    const names = yield* call('ec2', 'DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' });
    return {
      CidrBlock,
      InstanceTenancy,
      EnableDnsSupport: support.EnableDnsSupport.Value,
      EnableDnsHostnames: names.EnableDnsHostnames.Value,
      ...tagsRead(had, Tags),
    };
  },
};

function* setDns(VpcId: string, { EnableDnsSupport, EnableDnsHostnames }: Properties): Work<void> {
  const value = (given: unknown) => ({ Value: isTrue(given) });
  if (EnableDnsSupport !== undefined)
    yield* call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsSupport: value(EnableDnsSupport) });
  if (EnableDnsHostnames !== undefined)
    yield* call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: value(EnableDnsHostnames) });
}

function* madeOf(VpcId: string): Work<Made & { readonly attributes: Properties }> {
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
  const { Vpcs } = yield* call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] });
  const { SecurityGroups } = yield* call('ec2', 'DescribeSecurityGroups', {
    Filters: [...Filters, { Name: 'group-name', Values: ['default'] }],
  });
  const { NetworkAcls } = yield* call('ec2', 'DescribeNetworkAcls', { Filters });
  const [{ CidrBlock, CidrBlockAssociationSet, Ipv6CidrBlockAssociationSet = [] }] = Vpcs;
  return {
    physicalId: VpcId,
    attributes: {
      VpcId,
      CidrBlock,
      CidrBlockAssociations: (CidrBlockAssociationSet as { AssociationId: string }[]).map(
        ({ AssociationId }) => AssociationId,
      ),
      DefaultNetworkAcl: NetworkAcls[0].NetworkAclId,
      DefaultSecurityGroup: SecurityGroups[0].GroupId,
      Ipv6CidrBlocks: Ipv6CidrBlockAssociationSet.map((each: Properties) => each['Ipv6CidrBlock']),
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpccidrblock.html */
export const vpcCidrBlock: ResourceType = {
  typeName: 'AWS::EC2::VPCCidrBlock',
  *create({ properties }) {
    const { CidrBlock, Ipv6CidrBlock, Ipv6Pool, Ipv6IpamPoolId, Ipv4IpamPoolId, VpcId } = properties;
    const { AmazonProvidedIpv6CidrBlock } = properties;
    const provided =
      AmazonProvidedIpv6CidrBlock === undefined ? undefined : isTrue(AmazonProvidedIpv6CidrBlock);
    const pools = { Ipv6CidrBlock, Ipv6Pool, Ipv6IpamPoolId, Ipv4IpamPoolId };
    const asked = said({ VpcId, CidrBlock, AmazonProvidedIpv6CidrBlock: provided, ...pools });
    const answer = yield* call('ec2', 'AssociateVpcCidrBlock', asked);
    const { AssociationId } = answer.Ipv6CidrBlockAssociation ?? answer.CidrBlockAssociation;
    yield* made(AssociationId);
    const is = yield* associationOf(AssociationId, VpcId);
    return { ...is, also: yield* madeOf(VpcId) };
  },
  *delete({ physicalId: AssociationId }) {
    const asked = call('ec2', 'DisassociateVpcCidrBlock', { AssociationId });
    yield* tolerate(['InvalidAssociationID.NotFound'], asked);
  },
  /** Known by its own id and its network's. */
  adopt: ({ properties: { Id, VpcId } }) => associationOf(String(Id), VpcId),
  *read({ physicalId, properties: { VpcId } }) {
    const is = yield* associated(physicalId, VpcId);
    if (!is) return undefined;
    const { CidrBlock, Ipv6CidrBlock } = is;
    return Ipv6CidrBlock === undefined ? { VpcId, CidrBlock } : { VpcId, AmazonProvidedIpv6CidrBlock: true };
  },
};

function* associated(id: string, VpcId: string): Work<Properties | undefined> {
  const found = yield* tolerate(gone, call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] }));
  const { CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] } = found?.Vpcs[0] ?? {};
  const all: Properties[] = [...CidrBlockAssociationSet, ...Ipv6CidrBlockAssociationSet];
  return all.find(({ AssociationId }) => AssociationId === id);
}

function* associationOf(Id: string, VpcId: string): Work<Made> {
  const { Ipv6AddressAttribute, IpSource } = (yield* associated(Id, VpcId)) ?? {};
  return { physicalId: Id, attributes: { Id, ...said({ Ipv6AddressAttribute, IpSource }) } };
}
