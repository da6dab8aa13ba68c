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

/** The gateway or the instance that has an address. One that is terminated has none any more. */
export function holderOf(call: Call, { NatGatewayId, InstanceId }: Address): string | undefined {
  if (NatGatewayId !== undefined || InstanceId === undefined) return NatGatewayId;
  const name = call.flows.state<InstanceState>(flowId(instanceFlowKind, call, InstanceId))?.name;
  return name === undefined || name === 'terminated' ? undefined : InstanceId;
}

/** What an instance is reached by from everywhere, where it has been given such an address. */
export const publicIpOf = (call: Call, InstanceId: string): string | undefined =>
  addresses.list(call).find((address) => holderOf(call, address) === InstanceId)?.PublicIp;

const looksFor = (call: Call): Looks<Address> => ({
  'allocation-id': ({ AllocationId }) => AllocationId,
  'association-id': ({ AssociationId }) => AssociationId,
  domain: () => 'vpc',
  'instance-id': (address) => instanceWith(call, address)?.InstanceId,
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
    Tags: [...Tags],
  };
}

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
  if (input.NetworkInterfaceId !== undefined) notFound('networkInterface', input.NetworkInterfaceId);
  const { InstanceId = missingParameter('instanceId'), AllowReassociation = false } = input;
  const address = addressNamed(call, input);
  const instance = instances.get(call, InstanceId);
  const holder = holderOf(call, address);
  if (holder !== undefined && (holder !== InstanceId || !address.AssociationId) && !AllowReassociation)
    alreadyAssociated(address.AllocationId, address.AssociationId);
  if (address.NatGatewayId !== undefined) alreadyAssociated(address.AllocationId);
  // AWS: "If you associate another Elastic IP address with the instance, that address is disassociated".
  for (const other of addresses.list(call)) if (other.InstanceId === InstanceId) release(call, other);
  const AssociationId = idFor(call, 'eipassoc');
  addresses.put(call, { ...address, InstanceId: instance.InstanceId, AssociationId });
  return { AssociationId };
};

function addressNamed(
  call: Call,
  { AllocationId, PublicIp }: Given<sdk.AssociateAddressCommandInput>,
): Address {
  if (AllocationId !== undefined) return addresses.get(call, AllocationId);
  const asked = PublicIp ?? missingParameter('allocationId');
  return addresses.list(call).find((address) => address.PublicIp === asked) ?? addressNotFound(asked);
}

const release = (call: Call, address: Address): Address =>
  addresses.put(call, { ...address, InstanceId: undefined, AssociationId: undefined });

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
