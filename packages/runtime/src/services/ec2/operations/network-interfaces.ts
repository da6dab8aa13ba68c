import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { cardAnswer, cardLooks, groupsAnswer } from '../network-interface-answers.ts';
import { described } from '../describing.ts';
import { invalidParameter, missingParameter, notServedHere } from '../errors.ts';
import { cardInUse, attachmentUnknown } from '../network-interface-errors.ts';
import { networkInterfaces, type NetworkInterface } from '../network-interfaces.ts';
import { securityGroups, subnets, type Subnet } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { checkedAddresses, freeAddresses } from '../subnet-addresses.ts';

const notServed = [
  'ConnectionTrackingSpecification',
  'EnablePrimaryIpv6',
  'InterfaceType',
  'Ipv4PrefixCount',
  'Ipv4Prefixes',
  'Ipv6AddressCount',
  'Ipv6Addresses',
  'Ipv6PrefixCount',
  'Ipv6Prefixes',
  'Operator',
] as const;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html */
const createNetworkInterface: Handler<
  Given<sdk.CreateNetworkInterfaceCommandInput>,
  Answered<sdk.CreateNetworkInterfaceCommandOutput>
> = (input, call) => {
  const { ClientToken } = input;
  for (const member of notServed) if (input[member]) notServedHere(member);
  const subnet = subnets.get(call, input.SubnetId);
  const known = networkInterfaces
    .list(call)
    .find((each) => ClientToken !== undefined && each.ClientToken === ClientToken);
  const card = known ?? networkInterfaces.put(call, cardIn(call, subnet, input));
  return { NetworkInterface: cardAnswer(call, card), ClientToken };
};

function cardIn(
  call: Call,
  subnet: Subnet,
  input: Given<sdk.CreateNetworkInterfaceCommandInput>,
): NetworkInterface {
  const { SubnetId, VpcId, AvailabilityZone } = subnet;
  return {
    NetworkInterfaceId: idFor(call, 'eni'),
    SubnetId,
    VpcId,
    AvailabilityZone,
    Description: input.Description ?? '',
    // A locally administered one, as nobody has made the card.
    MacAddress: ['0a', ...[...call.ids.bytes(5)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':'),
    addresses: addressesIn(call, subnet, input),
    groupIds: groupsIn(call, VpcId, input.Groups),
    SourceDestCheck: true,
    ClientToken: input.ClientToken,
    Tags: tagsFor(input.TagSpecifications),
  };
}

/** Those that are asked for, the primary one first, and as many more as are wanted. */
function addressesIn(
  call: Call,
  subnet: Subnet,
  input: Given<sdk.CreateNetworkInterfaceCommandInput>,
): readonly string[] {
  const { PrivateIpAddress, PrivateIpAddresses = [], SecondaryPrivateIpAddressCount = 0 } = input;
  const listed = [...PrivateIpAddresses]
    .sort((one, other) => Number(other.Primary ?? false) - Number(one.Primary ?? false))
    .map((each) => each.PrivateIpAddress ?? missingParameter('privateIpAddress'));
  const asked = [...(PrivateIpAddress === undefined ? [] : [PrivateIpAddress]), ...listed];
  const checked = checkedAddresses(call, subnet, asked);
  const isNamed = PrivateIpAddress !== undefined || PrivateIpAddresses.some(({ Primary }) => Primary);
  const wanted = SecondaryPrivateIpAddressCount + (isNamed ? 0 : 1);
  const given = freeAddresses(call, subnet, { wanted, besides: checked });
  return isNamed ? [...checked, ...given] : [given[0]!, ...checked, ...given.slice(1)];
}

/** AWS: without groups it is of its network's default one. */
function groupsIn(call: Call, vpcId: string, ids: readonly string[] | undefined): readonly string[] {
  if (!ids || ids.length === 0) {
    const all = securityGroups.list(call).filter(({ VpcId }) => VpcId === vpcId);
    return all.flatMap(({ GroupName, GroupId }) => (GroupName === 'default' ? [GroupId] : []));
  }
  const groups = ids.map((id) => securityGroups.get(call, id));
  const stranger = groups.find(({ VpcId }) => VpcId !== vpcId);
  if (stranger) invalidParameter('You have specified two resources that belong to different networks.');
  return groups.map(({ GroupId }) => GroupId);
}

const describeNetworkInterfaces: Handler<
  Given<sdk.DescribeNetworkInterfacesCommandInput>,
  Answered<sdk.DescribeNetworkInterfacesCommandOutput>
> = (input, call) => {
  const looks = cardLooks(call);
  const asked = { asked: input, looks };
  const { items, NextToken } = described(call, networkInterfaces, input.NetworkInterfaceIds, asked);
  return { NetworkInterfaces: items.map((card) => cardAnswer(call, card)), NextToken };
};

const deleteNetworkInterface: Handler<Given<sdk.DeleteNetworkInterfaceCommandInput>, object> = (
  { NetworkInterfaceId },
  call,
) => {
  if (networkInterfaces.get(call, NetworkInterfaceId).attachment) cardInUse(NetworkInterfaceId);
  networkInterfaces.remove(call, NetworkInterfaceId);
  return {};
};

const describeNetworkInterfaceAttribute: Handler<
  Given<sdk.DescribeNetworkInterfaceAttributeCommandInput>,
  Answered<sdk.DescribeNetworkInterfaceAttributeCommandOutput>
> = ({ NetworkInterfaceId, Attribute }, call) => {
  const card = networkInterfaces.get(call, NetworkInterfaceId);
  const { Attachment } = cardAnswer(call, card);
  switch (Attribute) {
    case 'description':
      return { NetworkInterfaceId, Description: { Value: card.Description } };
    case 'groupSet':
      return { NetworkInterfaceId, Groups: groupsAnswer(call, card) };
    case 'sourceDestCheck':
      return { NetworkInterfaceId, SourceDestCheck: { Value: card.SourceDestCheck } };
    case 'attachment':
      return { NetworkInterfaceId, Attachment };
    default:
      return invalidParameter(`Value (${String(Attribute)}) for parameter attribute is invalid.`);
  }
};

const unchanging = [
  'AssociatePublicIpAddress',
  'AssociatedSubnetIds',
  'ConnectionTrackingSpecification',
  'EnaSrdSpecification',
  'EnablePrimaryIpv6',
] as const;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html */
const modifyNetworkInterfaceAttribute: Handler<
  Given<sdk.ModifyNetworkInterfaceAttributeCommandInput>,
  object
> = (input, call) => {
  for (const member of unchanging) if (input[member]) notServedHere(member);
  const card = networkInterfaces.get(call, input.NetworkInterfaceId);
  const { Description, SourceDestCheck, Groups, Attachment } = input;
  const deleteOnTermination = Attachment?.DeleteOnTermination;
  if (Attachment && card.attachment?.id !== Attachment.AttachmentId)
    attachmentUnknown(Attachment.AttachmentId ?? missingParameter('attachmentId'));
  networkInterfaces.put(call, {
    ...card,
    ...(Description?.Value !== undefined && { Description: Description.Value }),
    ...(SourceDestCheck?.Value !== undefined && { SourceDestCheck: SourceDestCheck.Value }),
    ...(Groups && { groupIds: groupsIn(call, card.VpcId, Groups) }),
    ...(card.attachment &&
      deleteOnTermination !== undefined && { attachment: { ...card.attachment, deleteOnTermination } }),
  });
  return {};
};

/** AWS: it is the check of sources and destinations alone that goes back to what it began as. */
const resetNetworkInterfaceAttribute: Handler<
  Given<sdk.ResetNetworkInterfaceAttributeCommandInput>,
  object
> = ({ NetworkInterfaceId }, call) => {
  const card = networkInterfaces.get(call, NetworkInterfaceId);
  networkInterfaces.put(call, { ...card, SourceDestCheck: true });
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html */
const assignPrivateIpAddresses: Handler<
  Given<sdk.AssignPrivateIpAddressesCommandInput>,
  Answered<sdk.AssignPrivateIpAddressesCommandOutput>
> = (input, call) => {
  for (const member of ['Ipv4PrefixCount', 'Ipv4Prefixes'] as const) if (input[member]) notServedHere(member);
  const { NetworkInterfaceId, PrivateIpAddresses: asked, SecondaryPrivateIpAddressCount: wanted } = input;
  if (!asked && wanted === undefined) missingParameter('secondaryPrivateIpAddressCount');
  const card = networkInterfaces.get(call, NetworkInterfaceId);
  const subnet = subnets.get(call, card.SubnetId);
  const checked = checkedAddresses(call, subnet, asked ?? []);
  const added = [...checked, ...freeAddresses(call, subnet, { wanted: wanted ?? 0, besides: checked })];
  networkInterfaces.put(call, { ...card, addresses: [...card.addresses, ...added] });
  return {
    NetworkInterfaceId,
    AssignedPrivateIpAddresses: added.map((PrivateIpAddress) => ({ PrivateIpAddress })),
  };
};

const unassignPrivateIpAddresses: Handler<Given<sdk.UnassignPrivateIpAddressesCommandInput>, object> = (
  { NetworkInterfaceId, PrivateIpAddresses = [] },
  call,
) => {
  const card = networkInterfaces.get(call, NetworkInterfaceId);
  const [primary, ...others] = card.addresses;
  const strangers = PrivateIpAddresses.filter((address) => !others.includes(address));
  // AWS: unverified wording.
  if (strangers.length > 0)
    invalidParameter(
      `Some of the addresses [${strangers.join(', ')}] are not assigned to ${NetworkInterfaceId}`,
    );
  const addresses = [primary!, ...others.filter((address) => !PrivateIpAddresses.includes(address))];
  networkInterfaces.put(call, { ...card, addresses });
  return {};
};

export const networkInterfaceOperations = {
  AssignPrivateIpAddresses: assignPrivateIpAddresses,
  CreateNetworkInterface: createNetworkInterface,
  DeleteNetworkInterface: deleteNetworkInterface,
  DescribeNetworkInterfaceAttribute: describeNetworkInterfaceAttribute,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  ResetNetworkInterfaceAttribute: resetNetworkInterfaceAttribute,
  UnassignPrivateIpAddresses: unassignPrivateIpAddresses,
};
