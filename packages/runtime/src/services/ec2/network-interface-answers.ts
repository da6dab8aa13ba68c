import type * as sdk from '@aws-sdk/client-ec2';
import type { Call } from '../../dispatch/service.ts';
import type { Looks } from './describing.ts';
import type { NetworkInterface } from './network-interfaces.ts';
import { addresses, securityGroups } from './records.ts';

export const cardLooks = (call: Call): Looks<NetworkInterface> => ({
  'addresses.primary': () => true,
  'addresses.private-ip-address': (card) => card.addresses,
  'association.allocation-id': (card) => publicOf(call, card)?.AllocationId,
  'association.association-id': (card) => publicOf(call, card)?.AssociationId,
  'association.public-ip': (card) => publicOf(call, card)?.PublicIp,
  'attachment.attachment-id': ({ attachment }) => attachment?.id,
  'attachment.delete-on-termination': ({ attachment }) => attachment?.deleteOnTermination,
  'attachment.device-index': ({ attachment }) => attachment?.deviceIndex,
  'attachment.instance-id': ({ attachment }) => attachment?.instanceId,
  'attachment.instance-owner-id': ({ attachment }) => attachment && call.account,
  'attachment.status': ({ attachment }) => attachment && 'attached',
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  description: ({ Description }) => Description,
  'group-id': ({ groupIds }) => groupIds,
  'group-name': (card) => groupsAnswer(call, card).map(({ GroupName }) => GroupName),
  'interface-type': () => 'interface',
  'mac-address': ({ MacAddress }) => MacAddress,
  'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
  'owner-id': () => call.account,
  'private-ip-address': (card) => card.addresses[0],
  'requester-managed': () => false,
  'source-dest-check': ({ SourceDestCheck }) => SourceDestCheck,
  status: ({ attachment }) => (attachment ? 'in-use' : 'available'),
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
});

const publicOf = (call: Call, { NetworkInterfaceId: id }: NetworkInterface) =>
  addresses.list(call).find(({ NetworkInterfaceId }) => NetworkInterfaceId === id);

export const groupsAnswer = (call: Call, { groupIds }: NetworkInterface): sdk.GroupIdentifier[] =>
  groupIds.map((GroupId) => ({ GroupId, GroupName: securityGroups.find(call, GroupId)?.GroupName }));

/** As it is described; what a server says of its own is a part of this. */
export function cardAnswer(call: Call, card: NetworkInterface): sdk.NetworkInterface {
  const { addresses: all, groupIds: _, attachment, ClientToken: _token, Tags, ...rest } = card;
  const Association = associationOf(call, card);
  return {
    ...rest,
    OwnerId: call.account,
    RequesterId: call.account,
    RequesterManaged: false,
    InterfaceType: 'interface',
    Status: attachment ? 'in-use' : 'available',
    PrivateIpAddress: all[0],
    PrivateIpAddresses: all.map((PrivateIpAddress, at) => ({
      PrivateIpAddress,
      Primary: at === 0,
      ...(at === 0 && Association && { Association }),
    })),
    Ipv6Addresses: [],
    Groups: groupsAnswer(call, card),
    ...(Association && { Association }),
    ...(attachment && {
      Attachment: {
        AttachmentId: attachment.id,
        InstanceId: attachment.instanceId,
        InstanceOwnerId: call.account,
        DeviceIndex: attachment.deviceIndex,
        NetworkCardIndex: 0,
        AttachTime: new Date(attachment.since),
        DeleteOnTermination: attachment.deleteOnTermination,
        Status: 'attached',
      },
    }),
    TagSet: [...Tags],
  };
}

function associationOf(call: Call, card: NetworkInterface): sdk.NetworkInterfaceAssociation | undefined {
  const address = publicOf(call, card);
  if (!address) return undefined;
  const { AllocationId, AssociationId, PublicIp } = address;
  return { AllocationId, AssociationId, PublicIp, IpOwnerId: call.account };
}
