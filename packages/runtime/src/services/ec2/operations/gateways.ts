import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf, textOf } from '../cidr.ts';
import { described, type Looks } from '../describing.ts';
import {
  alreadyAssociated,
  dependencyViolation,
  invalidParameter,
  missingParameter,
  notAttached,
} from '../errors.ts';
import {
  addresses,
  internetGateways,
  natGateways,
  subnets,
  vpcs,
  type InternetGateway,
  type NatGateway,
} from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { holderOf } from './addresses.ts';

export const createInternetGateway: Handler<
  Given<sdk.CreateInternetGatewayCommandInput>,
  Answered<sdk.CreateInternetGatewayCommandOutput>
> = (input, call) => {
  const gateway = internetGateways.put(call, {
    InternetGatewayId: idFor(call, 'igw'),
    Tags: tagsFor(input.TagSpecifications),
  });
  return { InternetGateway: gatewayAnswer(call, gateway) };
};

const gatewayLooks: Looks<InternetGateway> = {
  'attachment.state': ({ VpcId }) => VpcId && 'available',
  'attachment.vpc-id': ({ VpcId }) => VpcId,
  'internet-gateway-id': ({ InternetGatewayId }) => InternetGatewayId,
};

export const describeInternetGateways: Handler<
  Given<sdk.DescribeInternetGatewaysCommandInput>,
  Answered<sdk.DescribeInternetGatewaysCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, internetGateways, input.InternetGatewayIds, {
    asked: input,
    looks: gatewayLooks,
  });
  return { InternetGateways: items.map((gateway) => gatewayAnswer(call, gateway)), NextToken };
};

export const attachInternetGateway: Handler<Given<sdk.AttachInternetGatewayCommandInput>, object> = (
  input,
  call,
) => {
  const gateway = internetGateways.get(call, input.InternetGatewayId);
  vpcs.get(call, input.VpcId);
  if (gateway.VpcId !== undefined) alreadyAssociated(gateway.InternetGatewayId);
  if (internetGateways.list(call).some(({ VpcId }) => VpcId === input.VpcId))
    invalidParameter(`Network ${input.VpcId} already has an internet gateway attached`);
  internetGateways.put(call, { ...gateway, VpcId: input.VpcId });
  return {};
};

export const detachInternetGateway: Handler<Given<sdk.DetachInternetGatewayCommandInput>, object> = (
  input,
  call,
) => {
  const gateway = internetGateways.get(call, input.InternetGatewayId);
  if (gateway.VpcId !== input.VpcId) notAttached(input.InternetGatewayId, input.VpcId);
  internetGateways.put(call, { ...gateway, VpcId: undefined });
  return {};
};

export const deleteInternetGateway: Handler<Given<sdk.DeleteInternetGatewayCommandInput>, object> = (
  input,
  call,
) => {
  const gateway = internetGateways.get(call, input.InternetGatewayId);
  if (gateway.VpcId !== undefined) dependencyViolation('internetGateway', gateway.InternetGatewayId);
  internetGateways.remove(call, gateway.InternetGatewayId);
  return {};
};

const gatewayAnswer = (
  call: Call,
  { InternetGatewayId, VpcId, Tags }: InternetGateway,
): sdk.InternetGateway => ({
  InternetGatewayId,
  // AWS: the attachment of an internet gateway is `available`.
  Attachments: VpcId === undefined ? [] : [{ State: 'available' as sdk.AttachmentStatus, VpcId }],
  OwnerId: call.account,
  Tags: [...Tags],
});

/** It is available at once: nothing is translated here. */
export const createNatGateway: Handler<
  Given<sdk.CreateNatGatewayCommandInput>,
  Answered<sdk.CreateNatGatewayCommandOutput>
> = (input, call) => {
  const subnet = subnets.get(call, input.SubnetId ?? missingParameter('subnetId'));
  const ConnectivityType = input.ConnectivityType ?? 'public';
  const NatGatewayId = idFor(call, 'nat');
  const address =
    ConnectivityType === 'public'
      ? addresses.get(call, input.AllocationId ?? missingParameter('allocationId'))
      : undefined;
  if (address && holderOf(call, address) !== undefined) alreadyAssociated(address.AllocationId);
  if (address) addresses.put(call, { ...address, NatGatewayId });
  const { start } = blockOf(subnet.CidrBlock)!;
  const gateway = natGateways.put(call, {
    NatGatewayId,
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    ConnectivityType,
    AllocationId: address?.AllocationId,
    PublicIp: address?.PublicIp,
    PrivateIp: input.PrivateIpAddress ?? textOf(start + 4 + natGateways.list(call).length),
    CreateTime: call.now,
    Tags: tagsFor(input.TagSpecifications),
  });
  return { NatGateway: natAnswer(gateway) };
};

const natLooks: Looks<NatGateway> = {
  'nat-gateway-id': ({ NatGatewayId }) => NatGatewayId,
  state: () => 'available',
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeNatGateways: Handler<
  Given<sdk.DescribeNatGatewaysCommandInput>,
  Answered<sdk.DescribeNatGatewaysCommandOutput>
> = ({ Filter, ...input }, call) => {
  const asked = { ...input, Filters: Filter };
  const { items, NextToken } = described(call, natGateways, input.NatGatewayIds, { asked, looks: natLooks });
  return { NatGateways: items.map(natAnswer), NextToken };
};

export const deleteNatGateway: Handler<
  Given<sdk.DeleteNatGatewayCommandInput>,
  Answered<sdk.DeleteNatGatewayCommandOutput>
> = ({ NatGatewayId }, call) => {
  const { AllocationId } = natGateways.get(call, NatGatewayId);
  const address = AllocationId === undefined ? undefined : addresses.find(call, AllocationId);
  if (address) addresses.put(call, { ...address, NatGatewayId: undefined });
  natGateways.remove(call, NatGatewayId);
  return { NatGatewayId };
};

const natAnswer = ({
  AllocationId,
  PublicIp,
  PrivateIp,
  CreateTime,
  Tags,
  ...gateway
}: NatGateway): sdk.NatGateway => ({
  ...gateway,
  ConnectivityType: gateway.ConnectivityType as sdk.ConnectivityType,
  CreateTime: new Date(CreateTime),
  State: 'available',
  NatGatewayAddresses: [{ AllocationId, PublicIp, PrivateIp, IsPrimary: true, Status: 'succeeded' }],
  Tags: [...Tags],
});
