import type { Make } from './words.ts';

/** A network of one's own, with what there is in it. */
export async function layNetworks(make: Make): Promise<void> {
  const ec2: (operation: string, input: object) => Promise<any> = (operation, input) =>
    make('ec2', operation, input);
  const Filters = [{ Name: 'cidr', Values: ['10.66.0.0/16'] }];
  const { Vpcs: [known] = [] } = (await ec2('DescribeVpcs', { Filters })) ?? {};
  if (known) return layMore(ec2, known.VpcId);
  const Tags = [{ Key: 'Name', Value: 'ground' }];
  const TagSpecifications = [{ ResourceType: 'vpc', Tags }];
  const made = await ec2('CreateVpc', { CidrBlock: '10.66.0.0/16', TagSpecifications });
  const VpcId: string | undefined = made?.Vpc?.VpcId;
  if (!VpcId) return;
  const AvailabilityZone = 'us-east-1a';
  const subnet = await ec2('CreateSubnet', { VpcId, CidrBlock: '10.66.1.0/24', AvailabilityZone });
  const SubnetId: string | undefined = subnet?.Subnet?.SubnetId;
  await ec2('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } });
  const gateway = await ec2('CreateInternetGateway', {});
  const GatewayId: string | undefined = gateway?.InternetGateway?.InternetGatewayId;
  await ec2('AttachInternetGateway', { VpcId, InternetGatewayId: GatewayId });
  const table = await ec2('CreateRouteTable', { VpcId });
  const RouteTableId: string | undefined = table?.RouteTable?.RouteTableId;
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId });
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId });
  const address = await ec2('AllocateAddress', { Domain: 'vpc' });
  await ec2('CreateNatGateway', { SubnetId, AllocationId: address?.AllocationId });
  const ServiceName = 'com.amazonaws.us-east-1.s3';
  await ec2('CreateVpcEndpoint', { VpcId, ServiceName, RouteTableIds: [RouteTableId] });
  await layMore(ec2, VpcId);
}

async function layMore(ec2: (operation: string, input: object) => Promise<any>, VpcId: string) {
  const group = { GroupName: 'ground', Description: 'ground', VpcId };
  const made = await ec2('CreateSecurityGroup', group);
  const IpPermissions = [
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'd' }] },
  ];
  if (made) await ec2('AuthorizeSecurityGroupIngress', { GroupId: made.GroupId, IpPermissions });
  await ec2('DescribeSecurityGroups', { Filters: [{ Name: 'group-name', Values: ['ground'] }] });
  await ec2('DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: [VpcId] }], MaxResults: 5 });
}
