import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import {
  addressInUse,
  addressNotFound,
  alreadyAssociated,
  missingParameter,
  notFound,
  notServedHere,
} from '../errors.ts';
import { instanceFlowKind, type InstanceState } from '../flow/instance.ts';
import { cardsOf, networkInterfaces, type NetworkInterface } from '../network-interfaces.ts';
import { addresses, instances, type Address, type Instance } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

const notServed = ['Address', 'CustomerOwnedIpv4Pool', 'IpamPoolId'] as const;

/** Addresses are of TEST-NET-3, which nobody has. */
export const allocateAddress: Handler<
  Given<sdk.AllocateAddressCommandInput>,
  Answered<sdk.AllocateAddressCommandOutput>
> = (input, call) => {
  for (const member of notServed) if (input[member] !== undefined) notServedHere(member);
  const address = addresses.put(call, {
    AllocationId: idFor(call, 'eipalloc'),
    PublicIp: `203.0.113.${1 + (call.ids.bytes(1)[0]! % 254)}`,
    Tags: tagsFor(input.TagSpecifications),
  });
  const { AllocationId, PublicIp } = address;
  return { AllocationId, PublicIp, Domain: 'vpc', PublicIpv4Pool: 'amazon', NetworkBorderGroup: call.region };
};

/** What has an address: a gateway, a network interface or an instance. One that is gone has none any more. */
export function holderOf(call: Call, address: Address): string | undefined {
  const { NatGatewayId, InstanceId, NetworkInterfaceId } = address;
  if (NatGatewayId !== undefined) return NatGatewayId;
  if (NetworkInterfaceId !== undefined)
    return networkInterfaces.find(call, NetworkInterfaceId)?.NetworkInterfaceId;
  if (InstanceId === undefined) return undefined;
  const name = call.flows.state<InstanceState>(flowId(instanceFlowKind, call, InstanceId))?.name;
  return name === undefined || name === 'terminated' ? undefined : InstanceId;
}

/** What an instance is reached by from everywhere, where it has been given such an address. */
export function publicIpOf(call: Call, InstanceId: string): string | undefined {
  const its = new Set<string | undefined>([
    InstanceId,
    ...cardsOf(call, InstanceId).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  ]);
  return addresses.list(call).find((address) => its.has(holderOf(call, address)))?.PublicIp;
}

const looksFor = (call: Call): Looks<Address> => ({
  'allocation-id': ({ AllocationId }) => AllocationId,
  'association-id': ({ AssociationId }) => AssociationId,
  domain: () => 'vpc',
  'instance-id': (address) => instanceWith(call, address)?.InstanceId,
  'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
  'network-border-group': () => call.region,
  'private-ip-address': (address) => instanceWith(call, address)?.PrivateIpAddress,
  'public-ip': ({ PublicIp }) => PublicIp,
});

const instanceWith = (call: Call, address: Address): Instance | undefined => {
  const holder = holderOf(call, address);
  return holder === undefined ? undefined : instances.find(call, holder);
};

export const describeAddresses: Handler<
  Given<sdk.DescribeAddressesCommandInput>,
  Answered<sdk.DescribeAddressesCommandOutput>
> = (input, call) => {
  const asked = { asked: { Filters: input.Filters }, looks: looksFor(call) };
  const { items } = described(call, addresses, input.AllocationIds, asked);
  const wanted = items.filter(({ PublicIp }) => !input.PublicIps || input.PublicIps.includes(PublicIp));
  return { Addresses: wanted.map((address) => addressAnswer(call, address)) };
};

function addressAnswer(call: Call, address: Address): sdk.Address {
  const { AllocationId, PublicIp, AssociationId, Tags } = address;
  const instance = instanceWith(call, address);
  const card = cardWith(call, address);
  return {
    AllocationId,
    PublicIp,
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: call.region,
    ...(instance && {
      AssociationId,
      InstanceId: instance.InstanceId,
      PrivateIpAddress: instance.PrivateIpAddress,
    }),
    ...(card && {
      AssociationId,
      NetworkInterfaceId: card.NetworkInterfaceId,
      NetworkInterfaceOwnerId: call.account,
      PrivateIpAddress: card.addresses[0],
      InstanceId: card.attachment?.instanceId,
    }),
    Tags: [...Tags],
  };
}

const cardWith = (call: Call, { NetworkInterfaceId }: Address): NetworkInterface | undefined =>
  NetworkInterfaceId === undefined ? undefined : networkInterfaces.find(call, NetworkInterfaceId);

/** No address has a domain name: nobody resolves one to it. */
// AWS: unverified that addresses without the attribute are left out.
export const describeAddressesAttribute: Handler<
  Given<sdk.DescribeAddressesAttributeCommandInput>,
  Answered<sdk.DescribeAddressesAttributeCommandOutput>
> = ({ AllocationIds = [] }, call) => {
  for (const id of AllocationIds) addresses.get(call, id);
  return { Addresses: [] };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const associateAddress: Handler<
  Given<sdk.AssociateAddressCommandInput>,
  Answered<sdk.AssociateAddressCommandOutput>
> = (input, call) => {
  const { NetworkInterfaceId, AllowReassociation = false } = input;
  const address = addressNamed(call, input);
  const user =
    NetworkInterfaceId === undefined
      ? { InstanceId: instances.get(call, input.InstanceId ?? missingParameter('instanceId')).InstanceId }
      : cardAsked(call, input);
  const holder = holderOf(call, address);
  const isIts = holder === (user.NetworkInterfaceId ?? user.InstanceId);
  if (holder !== undefined && (!isIts || !address.AssociationId) && !AllowReassociation)
    alreadyAssociated(address.AllocationId, address.AssociationId);
  if (address.NatGatewayId !== undefined) alreadyAssociated(address.AllocationId);
  // AWS: "If you associate another Elastic IP address with the instance, that address is disassociated".
  for (const other of addresses.list(call)) if (isOf(other, user)) release(call, other);
  const AssociationId = idFor(call, 'eipassoc');
  addresses.put(call, { ...release(call, address), ...user, AssociationId });
  return { AssociationId };
};

type User = Pick<Address, 'InstanceId' | 'NetworkInterfaceId'>;

const isOf = (address: Address, { InstanceId, NetworkInterfaceId }: User): boolean =>
  NetworkInterfaceId === undefined
    ? address.InstanceId === InstanceId
    : address.NetworkInterfaceId === NetworkInterfaceId;

/** Its primary address is meant, unless another is said: no other can have one here. */
function cardAsked(
  call: Call,
  { NetworkInterfaceId, PrivateIpAddress }: Given<sdk.AssociateAddressCommandInput>,
): User {
  const card = networkInterfaces.get(call, NetworkInterfaceId!);
  if (PrivateIpAddress !== undefined && PrivateIpAddress !== card.addresses[0])
    notServedHere('PrivateIpAddress');
  return { NetworkInterfaceId: card.NetworkInterfaceId };
}

function addressNamed(
  call: Call,
  { AllocationId, PublicIp }: Given<sdk.AssociateAddressCommandInput>,
): Address {
  if (AllocationId !== undefined) return addresses.get(call, AllocationId);
  const asked = PublicIp ?? missingParameter('allocationId');
  return addresses.list(call).find((address) => address.PublicIp === asked) ?? addressNotFound(asked);
}

const release = (call: Call, address: Address): Address =>
  addresses.put(call, {
    ...address,
    InstanceId: undefined,
    NetworkInterfaceId: undefined,
    AssociationId: undefined,
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateAddress.html */
export const disassociateAddress: Handler<Given<sdk.DisassociateAddressCommandInput>, object> = (
  { AssociationId, PublicIp },
  call,
) => {
  const asked = AssociationId ?? PublicIp ?? missingParameter('associationId');
  const all = addresses.list(call);
  const address = all.find((each) => each.AssociationId === asked || each.PublicIp === asked);
  if (!address) return AssociationId === undefined ? addressNotFound(asked) : notFound('association', asked);
  release(call, address);
  return {};
};

export const releaseAddress: Handler<Given<sdk.ReleaseAddressCommandInput>, object> = (
  { AllocationId = missingParameter('allocationId') },
  call,
) => {
  if (holderOf(call, addresses.get(call, AllocationId)) !== undefined) addressInUse(AllocationId);
  addresses.remove(call, AllocationId);
  return {};
};
