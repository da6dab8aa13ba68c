import type * as sdk from '@aws-sdk/client-ec2';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf, isWithin, overlap } from '../cidr.ts';
import { described, type Looks } from '../describing.ts';
import {
  dependencyViolation,
  invalidParameter,
  invalidRange,
  missingParameter,
  notServedHere,
  subnetConflict,
} from '../errors.ts';
import { networkInterfaces } from '../network-interfaces.ts';
import { availableIn } from '../subnet-addresses.ts';
import { ipv6Looks } from '../ipv6.ts';
import { natGateways, routeTables, subnets, vpcEndpoints, vpcs, type Subnet } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { zonesOf } from '../../../base/zones.ts';
import { ipv6For, subnetIpv6Answer } from './subnet-cidr-blocks.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const createSubnet: Handler<
  Given<sdk.CreateSubnetCommandInput>,
  Answered<sdk.CreateSubnetCommandOutput>
> = (input, call) => {
  const vpc = vpcs.get(call, input.VpcId);
  for (const member of notServed) if (input[member]) notServedHere(member);
  const CidrBlock = input.CidrBlock ?? missingParameter('cidrBlock');
  const block = blockOf(CidrBlock);
  const isInside = vpc.CidrBlockAssociationSet.some(
    (each) => block && isWithin(block, blockOf(each.CidrBlock)!),
  );
  if (!block || block.bits < 16 || block.bits > 28 || !isInside) return invalidRange('Subnet', CidrBlock);
  const others = subnets.list(call).filter(({ VpcId }) => VpcId === vpc.VpcId);
  if (others.some((other) => overlap(block, blockOf(other.CidrBlock)!))) subnetConflict(CidrBlock);
  const zone = zoneOf(call, input);
  const { Ipv6CidrBlock } = input;
  const subnet: Subnet = {
    SubnetId: idFor(call, 'subnet'),
    VpcId: vpc.VpcId,
    CidrBlock,
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    MapPublicIpOnLaunch: false,
    DefaultForAz: false,
    AssignIpv6AddressOnCreation: false,
    ...(Ipv6CidrBlock !== undefined && {
      Ipv6CidrBlockAssociationSet: [ipv6For(call, vpc, Ipv6CidrBlock)],
    }),
    Tags: tagsFor(input.TagSpecifications),
  };
  return { Subnet: subnetAnswer(call, subnets.put(call, subnet)) };
};

const notServed = ['Ipv6Native', 'Ipv4IpamPoolId', 'Ipv6IpamPoolId', 'OutpostArn'] as const;

function zoneOf(call: Call, { AvailabilityZone, AvailabilityZoneId }: Given<sdk.CreateSubnetCommandInput>) {
  const zones = zonesOf(call.region);
  const asked = AvailabilityZone ?? AvailabilityZoneId;
  const zone = asked === undefined ? zones[0] : zones.find(({ name, id }) => name === asked || id === asked);
  const valid = zones.map(({ name }) => name).join(', ');
  return (
    zone ??
    invalidParameter(
      `Value (${asked}) for parameter availabilityZone is invalid. Subnets can currently only be created in the ` +
        `following availability zones: ${valid}.`,
    )
  );
}

const looks: Looks<Subnet> = {
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  availabilityZone: ({ AvailabilityZone }) => AvailabilityZone,
  'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
  'cidr-block': ({ CidrBlock }) => CidrBlock,
  cidrBlock: ({ CidrBlock }) => CidrBlock,
  cidr: ({ CidrBlock }) => CidrBlock,
  'default-for-az': ({ DefaultForAz }) => DefaultForAz,
  defaultForAz: ({ DefaultForAz }) => DefaultForAz,
  ...ipv6Looks,
  'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch,
  state: () => 'available',
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeSubnets: Handler<
  Given<sdk.DescribeSubnetsCommandInput>,
  Answered<sdk.DescribeSubnetsCommandOutput>
> = (input, call) => {
  const owned: Looks<Subnet> = { ...looks, 'owner-id': () => call.account };
  const { items, NextToken } = described(call, subnets, input.SubnetIds, { asked: input, looks: owned });
  return { Subnets: items.map((subnet) => subnetAnswer(call, subnet)), NextToken };
};

export const modifySubnetAttribute: Handler<Given<sdk.ModifySubnetAttributeCommandInput>, object> = (
  input,
  call,
) => {
  const subnet = subnets.get(call, input.SubnetId);
  const { MapPublicIpOnLaunch, AssignIpv6AddressOnCreation, EnableDns64 } = input;
  if (AssignIpv6AddressOnCreation?.Value && !subnet.Ipv6CidrBlockAssociationSet?.length)
    // AWS: unverified wording.
    invalidParameter(
      `Invalid value 'true' for AssignIpv6AddressOnCreation: ${input.SubnetId} has no IPv6 CIDR`,
    );
  subnets.put(call, {
    ...subnet,
    ...(MapPublicIpOnLaunch?.Value !== undefined && { MapPublicIpOnLaunch: MapPublicIpOnLaunch.Value }),
    ...(AssignIpv6AddressOnCreation?.Value !== undefined && {
      AssignIpv6AddressOnCreation: AssignIpv6AddressOnCreation.Value,
    }),
    ...(EnableDns64?.Value !== undefined && { EnableDns64: EnableDns64.Value }),
  });
  return {};
};

/** AWS: with a subnet goes its association with a route table. */
export const deleteSubnet: Handler<Given<sdk.DeleteSubnetCommandInput>, object> = ({ SubnetId }, call) => {
  subnets.get(call, SubnetId);
  const isUsed =
    natGateways.list(call).some((gateway) => gateway.SubnetId === SubnetId) ||
    networkInterfaces.list(call).some((card) => card.SubnetId === SubnetId) ||
    vpcEndpoints.list(call).some(({ SubnetIds }) => SubnetIds.includes(SubnetId));
  if (isUsed) dependencyViolation('subnet', SubnetId);
  for (const table of routeTables.list(call))
    if (table.Associations.some((each) => each.SubnetId === SubnetId)) {
      const Associations = table.Associations.filter((each) => each.SubnetId !== SubnetId);
      routeTables.put(call, { ...table, Associations });
    }
  subnets.remove(call, SubnetId);
  return {};
};

function subnetAnswer(call: Call, { Tags, ...subnet }: Subnet): sdk.Subnet {
  return {
    ...subnet,
    AvailableIpAddressCount: availableIn(call, { ...subnet, Tags }),
    OwnerId: call.account,
    State: 'available',
    SubnetArn: arnOf('ec2', call, `subnet/${subnet.SubnetId}`),
    Ipv6CidrBlockAssociationSet: (subnet.Ipv6CidrBlockAssociationSet ?? []).map(subnetIpv6Answer),
    Ipv6Native: false,
    EnableDns64: subnet.EnableDns64 ?? false,
    MapCustomerOwnedIpOnLaunch: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    Tags: [...Tags],
  };
}
