import {
  answered,
  call,
  isTold,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { isTrue, retagged, said } from './tagging.ts';

const missing = 'InvalidNetworkInterfaceID.NotFound';

const base = kept({
  typeName: 'AWS::EC2::NetworkInterface',
  noun: 'NetworkInterface',
  tagged: 'network-interface',
  tags: 'TagSet',
  id: 'NetworkInterfaceId',
  attribute: 'Id',
  missing,
  asked: (properties) => {
    const { GroupSet, SecondaryPrivateIpAddressCount: more, PrivateIpAddresses } = properties;
    return said({
      ...Object.fromEntries(plain.map((name) => [name, properties[name]])),
      Groups: GroupSet,
      SecondaryPrivateIpAddressCount: more === undefined ? undefined : Number(more),
      PrivateIpAddresses: PrivateIpAddresses?.map(({ Primary, PrivateIpAddress }: Properties) => ({
        Primary: isTrue(Primary),
        PrivateIpAddress,
      })),
    });
  },
  told: ({ SubnetId, Description, PrivateIpAddress, Groups, SourceDestCheck }) => ({
    SubnetId,
    Description,
    PrivateIpAddress,
    GroupSet: Groups.map(({ GroupId }: Properties) => GroupId as string),
    SourceDestCheck,
  }),
});

/** What is passed on as it is said; what is not served is refused by the call. */
const plain = [
  'SubnetId',
  'Description',
  'PrivateIpAddress',
  'InterfaceType',
  'Ipv4PrefixCount',
  'Ipv4Prefixes',
  'Ipv6AddressCount',
  'Ipv6Addresses',
  'Ipv6PrefixCount',
  'Ipv6Prefixes',
  'EnablePrimaryIpv6',
  'ConnectionTrackingSpecification',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkinterface.html */
export const networkInterface: ResourceType = {
  ...base,
  *create(wanted) {
    const { physicalId } = yield* base.create(wanted);
    const { SourceDestCheck } = wanted.properties;
    if (SourceDestCheck !== undefined)
      yield* modify(physicalId, { SourceDestCheck: isTrue(SourceDestCheck) });
    return yield* madeOf(physicalId);
  },
  *update(wanted, { physicalId, properties: before }) {
    const { Description, SourceDestCheck, GroupSet } = wanted.properties;
    if (Description !== before['Description']) yield* modify(physicalId, { Description: Description ?? '' });
    if (SourceDestCheck !== before['SourceDestCheck'])
      yield* modify(physicalId, { SourceDestCheck: isTrue(SourceDestCheck ?? true) });
    if (JSON.stringify(GroupSet) !== JSON.stringify(before['GroupSet']))
      yield* call('ec2', 'ModifyNetworkInterfaceAttribute', {
        NetworkInterfaceId: physicalId,
        Groups: GroupSet ?? [],
      });
    yield* addressed(wanted.properties, before, physicalId);
    yield* retagged(wanted, physicalId);
    return yield* madeOf(physicalId);
  },
  adopt: ({ physicalId }) => madeOf(physicalId),
  *read(had: Had) {
    const is = yield* base.read!(had);
    if (!is) return undefined;
    const stays = ['SubnetId', 'GroupSet'];
    const told = Object.entries(is).filter(([name]) => stays.includes(name) || isTold(had, name));
    // How its other addresses were asked for is the template's.
    const { SecondaryPrivateIpAddressCount, PrivateIpAddresses } = had.properties;
    return { ...Object.fromEntries(told), ...said({ SecondaryPrivateIpAddressCount, PrivateIpAddresses }) };
  },
};

/** As many further addresses as are wanted now. */
function* addressed(wanted: Properties, before: Properties, NetworkInterfaceId: string): Work<void> {
  const count = ({ SecondaryPrivateIpAddressCount: more }: Properties) => Number(more ?? 0);
  const change = count(wanted) - count(before);
  if (change > 0)
    yield* call('ec2', 'AssignPrivateIpAddresses', {
      NetworkInterfaceId,
      SecondaryPrivateIpAddressCount: change,
    });
  if (change >= 0) return;
  const { SecondaryPrivateIpAddresses: all } = (yield* madeOf(NetworkInterfaceId)).attributes as {
    readonly SecondaryPrivateIpAddresses: readonly string[];
  };
  const PrivateIpAddresses = all.slice(change);
  yield* call('ec2', 'UnassignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses });
}

const modify = (NetworkInterfaceId: string, change: Readonly<Record<string, unknown>>) =>
  call('ec2', 'ModifyNetworkInterfaceAttribute', {
    NetworkInterfaceId,
    ...Object.fromEntries(Object.entries(change).map(([name, Value]) => [name, { Value }])),
  });

function* madeOf(Id: string): Work<Made> {
  const asked = { NetworkInterfaceIds: [Id] };
  const { NetworkInterfaces } = yield* call('ec2', 'DescribeNetworkInterfaces', asked);
  const { PrivateIpAddress, PrivateIpAddresses, VpcId } = NetworkInterfaces[0];
  const others = PrivateIpAddresses.filter(({ Primary }: Properties) => !Primary);
  return {
    physicalId: Id,
    attributes: {
      Id,
      VpcId: VpcId as string,
      PrimaryPrivateIpAddress: PrivateIpAddress as string,
      SecondaryPrivateIpAddresses: others.map((each: Properties) => each['PrivateIpAddress'] as string),
    },
  };
}

/** AWS: CloudFormation template reference, AWS::EC2::NetworkInterfaceAttachment. */
export const networkInterfaceAttachment: ResourceType = {
  typeName: 'AWS::EC2::NetworkInterfaceAttachment',
  *create({ properties: { InstanceId, NetworkInterfaceId, DeviceIndex, DeleteOnTermination } }) {
    const asked = { InstanceId, NetworkInterfaceId, DeviceIndex: Number(DeviceIndex) };
    const { AttachmentId } = yield* call('ec2', 'AttachNetworkInterface', asked);
    yield* made(AttachmentId);
    // AWS: "Default: true", of the resource; of the operation it is false.
    yield* goesToo(NetworkInterfaceId, AttachmentId, DeleteOnTermination ?? true);
    return { physicalId: AttachmentId, attributes: { AttachmentId } };
  },
  *update({ properties: { NetworkInterfaceId, DeleteOnTermination } }, { physicalId: AttachmentId }) {
    yield* goesToo(NetworkInterfaceId, AttachmentId, DeleteOnTermination ?? true);
    return { physicalId: AttachmentId, attributes: { AttachmentId } };
  },
  *delete({ physicalId: AttachmentId }) {
    const gone = ['InvalidAttachmentID.NotFound'];
    yield* tolerate(gone, call('ec2', 'DetachNetworkInterface', { AttachmentId }));
  },
  adopt: ({ physicalId: AttachmentId }) =>
    answered({ physicalId: AttachmentId, attributes: { AttachmentId } }),
  *read({ physicalId }) {
    const Filters = [{ Name: 'attachment.attachment-id', Values: [physicalId] }];
    const { NetworkInterfaces } = yield* call('ec2', 'DescribeNetworkInterfaces', { Filters });
    const [is] = NetworkInterfaces as Properties[];
    if (!is) return undefined;
    const { InstanceId, DeviceIndex, DeleteOnTermination } = is['Attachment'];
    const NetworkInterfaceId = is['NetworkInterfaceId'] as string;
    return { InstanceId, NetworkInterfaceId, DeviceIndex: String(DeviceIndex), DeleteOnTermination };
  },
};

const goesToo = (NetworkInterfaceId: string, AttachmentId: string, given: unknown) =>
  call('ec2', 'ModifyNetworkInterfaceAttribute', {
    NetworkInterfaceId,
    Attachment: { AttachmentId, DeleteOnTermination: isTrue(given) },
  });
