import { account, type Make } from './words.ts';

/** What servers may be given: volumes, network interfaces, networks of others, and a place. */
export async function layHardware(make: Make): Promise<void> {
  const ec2 = (operation: string, input: object) => make('ec2', operation, input);
  const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'ground' }] }];
  const AvailabilityZone = 'us-east-1a';
  const volume = await ec2('CreateVolume', {
    AvailabilityZone,
    Size: 8,
    VolumeType: 'gp3',
    TagSpecifications,
  });
  const { VolumeId } = volume ?? {};
  await ec2('ModifyVolume', { VolumeId, Size: 9 });
  await ec2('AttachVolume', { VolumeId, InstanceId: 'i-00000000000000000', Device: '/dev/sdf' });
  const { Subnets: [subnet] = [] } = (await ec2('DescribeSubnets', {})) ?? {};
  const { NetworkInterface } =
    (await ec2('CreateNetworkInterface', { SubnetId: subnet?.SubnetId, Description: 'ground' })) ?? {};
  const { NetworkInterfaceId } = NetworkInterface ?? {};
  await ec2('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: false } });
  const { Vpcs: [one, other = one] = [] } = (await ec2('DescribeVpcs', {})) ?? {};
  const peering = { VpcId: one?.VpcId, PeerVpcId: other?.VpcId, PeerOwnerId: account };
  const { VpcPeeringConnection } = (await ec2('CreateVpcPeeringConnection', peering)) ?? {};
  const { VpcPeeringConnectionId } = VpcPeeringConnection ?? {};
  await ec2('AcceptVpcPeeringConnection', { VpcPeeringConnectionId });
  await ec2('CreatePlacementGroup', { GroupName: 'ground', Strategy: 'partition', PartitionCount: 2 });
}
