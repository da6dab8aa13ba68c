import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf } from '../cidr.ts';
import { defaultGroup, mainRouteTable } from '../defaults.ts';
import { described, filtered, type Looks } from '../describing.ts';
import {
  dependencyViolation,
  invalidParameter,
  invalidRange,
  missingParameter,
  notFound,
} from '../errors.ts';
import {
  idFor,
  internetGateways,
  natGateways,
  routeTables,
  securityGroups,
  subnets,
  tagsFor,
  vpcEndpoints,
  vpcs,
  type Vpc,
} from '../records.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const createVpc: Handler<Given<sdk.CreateVpcCommandInput>, Answered<sdk.CreateVpcCommandOutput>> = (
  input,
  call,
) => {
  const CidrBlock = input.CidrBlock ?? missingParameter('cidrBlock');
  checkBlock(CidrBlock);
  const vpc: Vpc = {
    VpcId: idFor(call, 'vpc'),
    CidrBlock,
    IsDefault: false,
    InstanceTenancy: input.InstanceTenancy ?? 'default',
    EnableDnsSupport: true,
    EnableDnsHostnames: false,
    DhcpOptionsId: vpcs.list(call)[0]?.DhcpOptionsId ?? 'default',
    NetworkAclId: idFor(call, 'acl'),
    CidrBlockAssociationSet: [{ AssociationId: idFor(call, 'vpc-cidr-assoc'), CidrBlock }],
    Tags: tagsFor(input.TagSpecifications),
  };
  vpcs.put(call, vpc);
  // AWS: a VPC comes with a main route table and a default security group.
  routeTables.put(call, mainRouteTable(vpc, idFor(call, 'rtb'), idFor(call, 'rtbassoc')));
  securityGroups.put(
    call,
    defaultGroup(vpc.VpcId, idFor(call, 'sg'), [idFor(call, 'sgr'), idFor(call, 'sgr')]),
  );
  return { Vpc: vpcAnswer(call, vpc) };
};

/** AWS: "The allowed block size is between a /28 netmask and /16 netmask." */
function checkBlock(cidr: string): void {
  const block = blockOf(cidr);
  if (!block || block.bits < 16 || block.bits > 28) invalidRange('Vpc', cidr);
}

const looks: Looks<Vpc> = {
  cidr: ({ CidrBlock }) => CidrBlock,
  'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet.map(({ CidrBlock }) => CidrBlock),
  'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
  'is-default': ({ IsDefault }) => IsDefault,
  isDefault: ({ IsDefault }) => IsDefault,
  state: () => 'available',
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeVpcs: Handler<
  Given<sdk.DescribeVpcsCommandInput>,
  Answered<sdk.DescribeVpcsCommandOutput>
> = (input, call) => {
  const owned: Looks<Vpc> = { ...looks, 'owner-id': () => call.account };
  const { items, NextToken } = described(call, vpcs, input.VpcIds, { asked: input, looks: owned });
  return { Vpcs: items.map((vpc) => vpcAnswer(call, vpc)), NextToken };
};

export const deleteVpc: Handler<Given<sdk.DeleteVpcCommandInput>, object> = ({ VpcId }, call) => {
  vpcs.get(call, VpcId);
  const isHere = (thing: { readonly VpcId?: string | undefined }) => thing.VpcId === VpcId;
  const tables = routeTables.list(call).filter(isHere);
  const groups = securityGroups.list(call).filter(isHere);
  const isUsed =
    [
      ...subnets.list(call),
      ...internetGateways.list(call),
      ...natGateways.list(call),
      ...vpcEndpoints.list(call),
    ].some(isHere) ||
    tables.some(({ Associations }) => !Associations.some(({ Main }) => Main)) ||
    groups.some(({ GroupName }) => GroupName !== 'default');
  if (isUsed) dependencyViolation('vpc', VpcId);
  for (const { RouteTableId } of tables) routeTables.remove(call, RouteTableId);
  for (const { GroupId } of groups) securityGroups.remove(call, GroupId);
  vpcs.remove(call, VpcId);
  return {};
};

export const describeVpcAttribute: Handler<
  Given<sdk.DescribeVpcAttributeCommandInput>,
  Answered<sdk.DescribeVpcAttributeCommandOutput>
> = ({ VpcId, Attribute }, call) => {
  const vpc = vpcs.get(call, VpcId);
  switch (Attribute) {
    case 'enableDnsSupport':
      return { VpcId, EnableDnsSupport: { Value: vpc.EnableDnsSupport } };
    case 'enableDnsHostnames':
      return { VpcId, EnableDnsHostnames: { Value: vpc.EnableDnsHostnames } };
    case 'enableNetworkAddressUsageMetrics':
      return { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } };
    default:
      return invalidParameter(`Value (${String(Attribute)}) for parameter attribute is invalid.`);
  }
};

/** AWS: "You can only modify one attribute at a time." */
export const modifyVpcAttribute: Handler<Given<sdk.ModifyVpcAttributeCommandInput>, object> = (
  input,
  call,
) => {
  const vpc = vpcs.get(call, input.VpcId);
  const { EnableDnsSupport, EnableDnsHostnames } = input;
  vpcs.put(call, {
    ...vpc,
    ...(EnableDnsSupport?.Value !== undefined && { EnableDnsSupport: EnableDnsSupport.Value }),
    ...(EnableDnsHostnames?.Value !== undefined && { EnableDnsHostnames: EnableDnsHostnames.Value }),
  });
  return {};
};

export const associateVpcCidrBlock: Handler<
  Given<sdk.AssociateVpcCidrBlockCommandInput>,
  Answered<sdk.AssociateVpcCidrBlockCommandOutput>
> = ({ VpcId, CidrBlock = missingParameter('cidrBlock') }, call) => {
  const vpc = vpcs.get(call, VpcId);
  checkBlock(CidrBlock);
  const association = { AssociationId: idFor(call, 'vpc-cidr-assoc'), CidrBlock };
  vpcs.put(call, { ...vpc, CidrBlockAssociationSet: [...vpc.CidrBlockAssociationSet, association] });
  return { VpcId, CidrBlockAssociation: { ...association, CidrBlockState: { State: 'associated' } } };
};

export const disassociateVpcCidrBlock: Handler<
  Given<sdk.DisassociateVpcCidrBlockCommandInput>,
  Answered<sdk.DisassociateVpcCidrBlockCommandOutput>
> = ({ AssociationId }, call) => {
  const isIt = (each: { readonly AssociationId: string }) => each.AssociationId === AssociationId;
  const vpc =
    vpcs.list(call).find((each) => each.CidrBlockAssociationSet.some(isIt)) ??
    notFound('association', AssociationId);
  const association = vpc.CidrBlockAssociationSet.find(isIt)!;
  if (association.CidrBlock === vpc.CidrBlock)
    invalidParameter(`The vpc CIDR block with association ID ${AssociationId} may not be disassociated.`);
  vpcs.put(call, {
    ...vpc,
    CidrBlockAssociationSet: vpc.CidrBlockAssociationSet.filter((each) => !isIt(each)),
  });
  return {
    VpcId: vpc.VpcId,
    CidrBlockAssociation: { ...association, CidrBlockState: { State: 'disassociated' } },
  };
};

const aclLooks: Looks<Vpc> = {
  default: () => true,
  'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
  'vpc-id': ({ VpcId }) => VpcId,
};

/** Every VPC has one network ACL, which lets everything through, and can have no other. */
export const describeNetworkAcls: Handler<
  Given<sdk.DescribeNetworkAclsCommandInput>,
  Answered<sdk.DescribeNetworkAclsCommandOutput>
> = (input, call) => {
  const wanted = filtered(vpcs.list(call), input.Filters, aclLooks);
  for (const id of input.NetworkAclIds ?? [])
    if (!wanted.some(({ NetworkAclId }) => NetworkAclId === id)) notFound('networkAcl', id);
  const asked = wanted.filter(({ NetworkAclId }) => input.NetworkAclIds?.includes(NetworkAclId) ?? true);
  return { NetworkAcls: asked.map((vpc) => aclAnswer(call, vpc)) };
};

const aclAnswer = (call: Call, { VpcId, NetworkAclId }: Vpc): sdk.NetworkAcl => ({
  NetworkAclId,
  VpcId,
  OwnerId: call.account,
  IsDefault: true,
  Entries: [false, true].flatMap((Egress) => [
    { Egress, Protocol: '-1', CidrBlock: '0.0.0.0/0', RuleAction: 'allow', RuleNumber: 100 },
    { Egress, Protocol: '-1', CidrBlock: '0.0.0.0/0', RuleAction: 'deny', RuleNumber: 32_767 },
  ]),
  Associations: subnets
    .list(call)
    .flatMap(({ SubnetId, VpcId: of }) =>
      of === VpcId
        ? [{ NetworkAclId, SubnetId, NetworkAclAssociationId: SubnetId.replace('subnet', 'aclassoc') }]
        : [],
    ),
  Tags: [],
});

function vpcAnswer(call: Call, vpc: Vpc): sdk.Vpc {
  const { EnableDnsSupport: _support, EnableDnsHostnames: _names, NetworkAclId: _acl, Tags, ...rest } = vpc;
  return {
    ...rest,
    InstanceTenancy: rest.InstanceTenancy as sdk.Tenancy,
    OwnerId: call.account,
    State: 'available',
    CidrBlockAssociationSet: rest.CidrBlockAssociationSet.map((each) => ({
      ...each,
      CidrBlockState: { State: 'associated' },
    })),
    Tags: [...Tags],
  };
}
