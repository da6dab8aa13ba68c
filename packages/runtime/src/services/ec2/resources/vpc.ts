import {
  answered,
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

const gone = ['InvalidVpcID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html */
export const vpc: ResourceType = {
  typeName: 'AWS::EC2::VPC',
  *create(wanted) {
    const { CidrBlock, InstanceTenancy } = wanted.properties;
    const input = { ...said({ CidrBlock, InstanceTenancy }), ...tagsFor(wanted, 'vpc') };
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
  *read({ physicalId: VpcId, properties }) {
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
      ...tagsRead(properties, Tags),
    };
  },
};

function* setDns(VpcId: string, { EnableDnsSupport, EnableDnsHostnames }: Properties): Work<void> {
  const value = (given: unknown) => ({ Value: given === true || given === 'true' });
  if (EnableDnsSupport !== undefined)
    yield* call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsSupport: value(EnableDnsSupport) });
  if (EnableDnsHostnames !== undefined)
    yield* call('ec2', 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: value(EnableDnsHostnames) });
}

function* madeOf(VpcId: string): Work<Made> {
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
  const { Vpcs } = yield* call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] });
  const { SecurityGroups } = yield* call('ec2', 'DescribeSecurityGroups', {
    Filters: [...Filters, { Name: 'group-name', Values: ['default'] }],
  });
  const { NetworkAcls } = yield* call('ec2', 'DescribeNetworkAcls', { Filters });
  const [{ CidrBlock, CidrBlockAssociationSet }] = Vpcs;
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
      Ipv6CidrBlocks: [],
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpccidrblock.html */
export const vpcCidrBlock: ResourceType = {
  typeName: 'AWS::EC2::VPCCidrBlock',
  *create({ properties: { VpcId, CidrBlock } }) {
    const { CidrBlockAssociation } = yield* call('ec2', 'AssociateVpcCidrBlock', said({ VpcId, CidrBlock }));
    const { AssociationId } = CidrBlockAssociation;
    yield* made(AssociationId);
    return { physicalId: AssociationId, attributes: { Id: AssociationId } };
  },
  *delete({ physicalId: AssociationId }) {
    const asked = call('ec2', 'DisassociateVpcCidrBlock', { AssociationId });
    yield* tolerate(['InvalidAssociationID.NotFound'], asked);
  },
  /** Known by its own id and its network's. */
  adopt: ({ properties: { Id } }) => answered({ physicalId: String(Id), attributes: { Id } }),
  *read({ physicalId, properties: { VpcId } }) {
    const found = yield* tolerate(gone, call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] }));
    const blocks = (found?.Vpcs[0].CidrBlockAssociationSet ?? []) as Properties[];
    const is = blocks.find((each) => each['AssociationId'] === physicalId);
    return is && is['CidrBlockState'].State === 'associated'
      ? { VpcId, CidrBlock: is['CidrBlock'] }
      : undefined;
  },
};
