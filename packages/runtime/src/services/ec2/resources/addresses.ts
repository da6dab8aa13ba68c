import {
  answered,
  call,
  made,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const noAddress = ['InvalidAllocationID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html */
export const eip: ResourceType = {
  typeName: 'AWS::EC2::EIP',
  *create(wanted) {
    const { PublicIpv4Pool, NetworkBorderGroup, Address, IpamPoolId, TransferAddress, InstanceId } =
      wanted.properties;
    if (TransferAddress !== undefined)
      yield* call('ec2', 'AcceptAddressTransfer', { Address: TransferAddress });
    const given = said({ PublicIpv4Pool, NetworkBorderGroup, Address, IpamPoolId });
    const input = { Domain: 'vpc', ...given, ...tagsFor(wanted, 'elastic-ip') };
    const { AllocationId, PublicIp } = yield* call('ec2', 'AllocateAddress', input);
    const physicalId = `${PublicIp}|${AllocationId}`;
    yield* made(physicalId);
    if (InstanceId !== undefined) yield* call('ec2', 'AssociateAddress', { AllocationId, InstanceId });
    // AWS: Ref is the address alone.
    return { physicalId, ref: PublicIp, attributes: { AllocationId, PublicIp } };
  },
  *update(wanted, had) {
    const [PublicIp = '', AllocationId = ''] = had.physicalId.split('|');
    const { InstanceId } = wanted.properties;
    const { InstanceId: before } = had.properties;
    if (InstanceId === undefined && before !== undefined) yield* letGo(AllocationId);
    if (InstanceId !== undefined && InstanceId !== before)
      yield* call('ec2', 'AssociateAddress', { AllocationId, InstanceId, AllowReassociation: true });
    yield* retagged(wanted, AllocationId);
    return { physicalId: had.physicalId, ref: PublicIp, attributes: had.attributes };
  },
  *delete({ physicalId, properties }) {
    const AllocationId = physicalId.slice(physicalId.indexOf('|') + 1);
    if (properties['InstanceId'] !== undefined) yield* letGo(AllocationId);
    yield* tolerate(noAddress, call('ec2', 'ReleaseAddress', { AllocationId }));
  },
  list: listed('ec2', 'DescribeAddresses', {
    items: 'Addresses',
    token: 'NextToken',
    identifier: ({ PublicIp, AllocationId }) => `${PublicIp}|${AllocationId}`,
  }),
  adopt({ physicalId }) {
    const [PublicIp = '', AllocationId = ''] = physicalId.split('|');
    return answered({ physicalId, ref: PublicIp, attributes: { AllocationId, PublicIp } });
  },
  *read(had: Had) {
    const { physicalId } = had;
    const is = yield* addressOf(physicalId.slice(physicalId.indexOf('|') + 1));
    if (!is) return undefined;
    const { InstanceId, PublicIpv4Pool, NetworkBorderGroup, Tags } = is;
    // What another resource has associated is that one's.
    const given = isTold(had, 'InstanceId') ? said({ InstanceId }) : {};
    return { Domain: 'vpc', PublicIpv4Pool, NetworkBorderGroup, ...given, ...tagsRead(had, Tags) };
  },
};

function* addressOf(AllocationId: string): Work<Properties | undefined> {
  const asked = call('ec2', 'DescribeAddresses', { AllocationIds: [AllocationId] });
  return (yield* tolerate(noAddress, asked))?.Addresses[0];
}

function* letGo(AllocationId: string): Work<void> {
  const is = yield* addressOf(AllocationId);
  if (is?.['AssociationId'] === undefined) return;
  yield* call('ec2', 'DisassociateAddress', { AssociationId: is['AssociationId'] });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eipassociation.html */
export const eipAssociation: ResourceType = {
  typeName: 'AWS::EC2::EIPAssociation',
  *create({ properties: { AllocationId, EIP: PublicIp, InstanceId, NetworkInterfaceId, PrivateIpAddress } }) {
    const { AssociationId } = yield* call('ec2', 'AssociateAddress', {
      ...said({ AllocationId, PublicIp, InstanceId, NetworkInterfaceId, PrivateIpAddress }),
      AllowReassociation: true,
    });
    yield* made(AssociationId);
    return { physicalId: AssociationId, attributes: { Id: AssociationId } };
  },
  *delete({ physicalId: AssociationId }) {
    const asked = call('ec2', 'DisassociateAddress', { AssociationId });
    yield* tolerate(['InvalidAssociationID.NotFound'], asked);
  },
  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),
  *read({ physicalId, properties: { EIP } }: Had) {
    const Filters = [{ Name: 'association-id', Values: [physicalId] }];
    const { Addresses } = yield* call('ec2', 'DescribeAddresses', { Filters });
    const [is] = Addresses as Properties[];
    if (!is) return undefined;
    const { AllocationId, PublicIp, InstanceId, NetworkInterfaceId, PrivateIpAddress } = is;
    // One of a network interface is told of that, whatever server has it.
    const user = NetworkInterfaceId === undefined ? { InstanceId } : { NetworkInterfaceId };
    return { ...user, PrivateIpAddress, ...(EIP === undefined ? { AllocationId } : { EIP: PublicIp }) };
  },
};
