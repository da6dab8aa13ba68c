const nothingFlows =
  'nothing flows through the networks here: there is nothing to look at, to mirror or to hold up';
const noOtherNetwork = 'a network here leads to others by peering alone, and carries nothing';
const noAddresses =
  'addresses are given as they are asked for: there is no plan of them, and no pools of one’s own';
const noSnapshots = 'volumes are folders, and nothing takes snapshots of them';
const noCapacity = 'servers are processes of this machine: there is no capacity to reserve or to bid for';
const noCards = 'a network interface is of the account that made it';
const noServices = 'what is behind an endpoint is reached without it';

/** Why resources of these types are only recorded, by type or by how types begin. */
export const recorded: Readonly<Record<string, string>> = {
  'AWS::EC2::ApplicationStatusCheck': 'servers are looked at by their load balancers alone',
  'AWS::EC2::CapacityManagerDataExport': noCapacity,
  'AWS::EC2::CapacityReservation*': noCapacity,
  'AWS::EC2::CarrierGateway': noOtherNetwork,
  'AWS::EC2::ClientVpn*': noOtherNetwork,
  'AWS::EC2::CustomerGateway': noOtherNetwork,
  'AWS::EC2::EC2Fleet': noCapacity,
  'AWS::EC2::EnclaveCertificateIamRoleAssociation': 'a server has no enclave',
  'AWS::EC2::FlowLog': nothingFlows,
  'AWS::EC2::FpgaImage': 'a server has no hardware of its own',
  'AWS::EC2::GatewayRouteTableAssociation': nothingFlows,
  'AWS::EC2::Host': noCapacity,
  'AWS::EC2::IPAM*': noAddresses,
  'AWS::EC2::IPv4Pool': noAddresses,
  'AWS::EC2::InstanceConnectEndpoint': 'nobody logs in to a server',
  'AWS::EC2::InstanceEventWindow': 'no server is taken away for maintenance',
  'AWS::EC2::IpPoolRouteTableAssociation': noAddresses,
  'AWS::EC2::IpamExternalResourceVerificationToken': noAddresses,
  'AWS::EC2::LocalGateway*': noOtherNetwork,
  'AWS::EC2::NetworkInsights*': nothingFlows,
  'AWS::EC2::NetworkInterfacePermission': noCards,
  'AWS::EC2::NetworkPerformanceMetricSubscription': nothingFlows,
  'AWS::EC2::RouteServer*': noOtherNetwork,
  'AWS::EC2::SecurityGroupVpcAssociation': 'a security group is of one VPC',
  'AWS::EC2::SnapshotBlockPublicAccess': noSnapshots,
  'AWS::EC2::SpotFleet': noCapacity,
  'AWS::EC2::SqlHaStandbyDetectedInstance': 'a server runs what its user data and its releases start',
  'AWS::EC2::SubnetCidrReservation': noAddresses,
  'AWS::EC2::TrafficMirror*': nothingFlows,
  'AWS::EC2::TransitGateway*': noOtherNetwork,
  'AWS::EC2::VPCBlockPublicAccess*': nothingFlows,
  'AWS::EC2::VPCEncryptionControl': nothingFlows,
  'AWS::EC2::VPCEndpointConnectionNotification': noServices,
  'AWS::EC2::VPCEndpointService*': noServices,
  'AWS::EC2::VPN*': noOtherNetwork,
  'AWS::EC2::VerifiedAccess*': noOtherNetwork,
};
