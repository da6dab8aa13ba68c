import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { defaultGroup, mainRouteTable, newAccount } from '../defaults.ts';
import { described, type Looks } from '../describing.ts';
import { dependencyViolation, invalidParameter, missingParameter } from '../errors.ts';
import { endPeeringsOf, isAskedFor } from '../peerings.ts';
import { ipv6Looks } from '../ipv6.ts';
import {
  egressGateways,
  internetGateways,
  natGateways,
  networkAcls,
  routeTables,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
  type Vpc,
} from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { checkBlock, ipv6Answer, ipv6Wished, localRoutes } from './vpc-cidr-blocks.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const createVpc: Handler<Given<sdk.CreateVpcCommandInput>, Answered<sdk.CreateVpcCommandOutput>> = (
  input,
  call,
) => {
  const CidrBlock = input.CidrBlock ?? missingParameter('cidrBlock');
  checkBlock(CidrBlock);
  const wished = ipv6Wished(call, input);
  const vpc: Vpc = {
    VpcId: idFor(call, 'vpc'),
    CidrBlock,
    IsDefault: false,
    InstanceTenancy: input.InstanceTenancy ?? 'default',
    EnableDnsSupport: true,
    EnableDnsHostnames: false,
    DhcpOptionsId: newAccount(call).dhcpOptions.DhcpOptionsId,
    NetworkAclId: idFor(call, 'acl'),
    CidrBlockAssociationSet: [{ AssociationId: idFor(call, 'vpc-cidr-assoc'), CidrBlock }],
    ...(wished && { Ipv6CidrBlockAssociationSet: [wished] }),
    Tags: tagsFor(input.TagSpecifications),
  };
  vpcs.put(call, vpc);
  // AWS: a VPC comes with a main route table and a default security group.
  const main = mainRouteTable(vpc, idFor(call, 'rtb'), idFor(call, 'rtbassoc'));
  routeTables.put(call, { ...main, Routes: localRoutes(vpc) });
  securityGroups.put(
    call,
    defaultGroup(vpc.VpcId, idFor(call, 'sg'), [idFor(call, 'sgr'), idFor(call, 'sgr')]),
  );
  return { Vpc: vpcAnswer(call, vpc) };
};

const looks: Looks<Vpc> = {
  cidr: ({ CidrBlock }) => CidrBlock,
  'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet.map(({ CidrBlock }) => CidrBlock),
  'cidr-block-association.association-id': (vpc) =>
    vpc.CidrBlockAssociationSet.map(({ AssociationId }) => AssociationId),
  'cidr-block-association.state': () => 'associated',
  'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
  ...ipv6Looks,
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
  const { NetworkAclId } = vpcs.get(call, VpcId);
  const isHere = (thing: { readonly VpcId?: string | undefined }) => thing.VpcId === VpcId;
  const tables = routeTables.list(call).filter(isHere);
  const groups = securityGroups.list(call).filter(isHere);
  const isUsed =
    [
      ...subnets.list(call),
      ...internetGateways.list(call),
      ...natGateways.list(call),
      ...vpcEndpoints.list(call),
      ...egressGateways.list(call),
    ].some(isHere) ||
    networkAcls.list(call).some((acl) => isHere(acl) && !acl.IsDefault) ||
    tables.some(({ Associations }) => !Associations.some(({ Main }) => Main)) ||
    groups.some(({ GroupName }) => GroupName !== 'default');
  if (isUsed || isAskedFor(call, VpcId)) dependencyViolation('vpc', VpcId);
  for (const { RouteTableId } of tables) routeTables.remove(call, RouteTableId);
  for (const { GroupId } of groups) securityGroups.remove(call, GroupId);
  endPeeringsOf(call, VpcId);
  vpcs.remove(call, VpcId);
  networkAcls.remove(call, NetworkAclId);
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
    Ipv6CidrBlockAssociationSet: rest.Ipv6CidrBlockAssociationSet?.map((each) => ipv6Answer(call, each)),
    Tags: [...Tags],
  };
}
