import type * as sdk from '@aws-sdk/client-ec2';
import type { Given } from '../../base/given.ts';
import { collection } from '../../store/collection.ts';
import { defaultAcl, newAccount } from './defaults.ts';
import { shelf, type Tagged } from './shelf.ts';

// What is kept is spelled as it is answered; times are numbers.

export interface Vpc extends Tagged {
  readonly VpcId: string;
  readonly CidrBlock: string;
  readonly IsDefault: boolean;
  readonly InstanceTenancy: string;
  readonly EnableDnsSupport: boolean;
  readonly EnableDnsHostnames: boolean;
  readonly DhcpOptionsId: string;
  readonly NetworkAclId: string;
  readonly CidrBlockAssociationSet: readonly { readonly AssociationId: string; readonly CidrBlock: string }[];
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6Association[];
}

export interface Ipv6Association {
  readonly AssociationId: string;
  readonly Ipv6CidrBlock: string;
}

export interface Subnet extends Tagged {
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly CidrBlock: string;
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
  readonly MapPublicIpOnLaunch: boolean;
  readonly DefaultForAz: boolean;
  readonly AssignIpv6AddressOnCreation: boolean;
  readonly EnableDns64?: boolean;
  /** Absent where it is its VPC's own. */
  readonly NetworkAclId?: string;
  readonly NetworkAclAssociationId?: string;
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6Association[];
}

/** Where a route goes: one of these. */
export interface Route {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationIpv6CidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly NatGatewayId?: string | undefined;
  readonly NetworkInterfaceId?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly TransitGatewayId?: string | undefined;
  readonly VpcPeeringConnectionId?: string | undefined;
  readonly EgressOnlyInternetGatewayId?: string | undefined;
  readonly Origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTable extends Tagged {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Routes: readonly Route[];
  readonly Associations: readonly {
    readonly RouteTableAssociationId: string;
    readonly SubnetId?: string | undefined;
    readonly Main: boolean;
  }[];
}

export interface InternetGateway extends Tagged {
  readonly InternetGatewayId: string;
  readonly VpcId?: string | undefined;
}

export interface SecurityGroup extends Tagged {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly Description: string;
  readonly VpcId: string;
  readonly Rules: readonly Rule[];
}

/** One rule, of one source or destination. */
export interface Rule extends Tagged {
  readonly SecurityGroupRuleId: string;
  readonly IsEgress: boolean;
  readonly IpProtocol: string;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIpv4?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly PrefixListId?: string | undefined;
  readonly GroupId?: string | undefined;
  readonly Description?: string | undefined;
}

/** It lets what is inside out, by IPv6, and nobody in. */
export interface EgressGateway extends Tagged {
  readonly EgressOnlyInternetGatewayId: string;
  readonly VpcId: string;
}

export interface NetworkAcl extends Tagged {
  readonly NetworkAclId: string;
  readonly VpcId: string;
  readonly IsDefault: boolean;
  readonly Entries: readonly NetworkAclEntry[];
}

export interface NetworkAclEntry {
  readonly RuleNumber: number;
  readonly Egress: boolean;
  readonly Protocol: string;
  readonly RuleAction: sdk.RuleAction;
  readonly CidrBlock?: string | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly PortRange?: Given<sdk.PortRange> | undefined;
  readonly IcmpTypeCode?: Given<sdk.IcmpTypeCode> | undefined;
}

export interface DhcpOptions extends Tagged {
  readonly DhcpOptionsId: string;
  readonly Configurations: readonly { readonly Key: string; readonly Values: readonly string[] }[];
}

/** Blocks under one name. Amazon has some of its own, which are everybody's. */
export interface PrefixList extends Tagged {
  readonly PrefixListId: string;
  readonly PrefixListName: string;
  readonly AddressFamily: 'IPv4' | 'IPv6';
  readonly MaxEntries: number;
  readonly Entries: readonly PrefixListEntry[];
  readonly Version: number;
  /** Absent until it is changed. */
  readonly State?: 'modify-complete';
  readonly isAmazons?: true;
}

export interface PrefixListEntry {
  readonly Cidr: string;
  readonly Description?: string | undefined;
}

export interface Address extends Tagged {
  readonly AllocationId: string;
  readonly PublicIp: string;
  /** What uses it: a gateway, or an instance or a network interface, by an association. */
  readonly NatGatewayId?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly NetworkInterfaceId?: string | undefined;
  readonly AssociationId?: string | undefined;
}

export interface NatGateway extends Tagged {
  readonly NatGatewayId: string;
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly ConnectivityType: string;
  readonly AllocationId?: string | undefined;
  readonly PublicIp?: string | undefined;
  readonly PrivateIp: string;
  readonly CreateTime: number;
}

export interface VpcEndpoint extends Tagged {
  readonly VpcEndpointId: string;
  readonly VpcEndpointType: string;
  readonly VpcId: string;
  readonly ServiceName: string;
  readonly PolicyDocument: string;
  readonly RouteTableIds: readonly string[];
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
  readonly PrivateDnsEnabled: boolean;
  readonly CreationTimestamp: number;
}

/** A server, as it was launched; what became of it, its flow knows. */
export interface Instance extends Tagged {
  readonly InstanceId: string;
  readonly ReservationId: string;
  readonly ImageId: string;
  readonly InstanceType: string;
  readonly KeyName?: string | undefined;
  readonly AmiLaunchIndex: number;
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly AvailabilityZone: string;
  readonly PrivateIpAddress: string;
  readonly SecurityGroups: readonly { readonly GroupId: string; readonly GroupName: string }[];
  /** Its name or its ARN. */
  readonly IamInstanceProfile?: string | undefined;
  /** It is measured every minute, and not every five. */
  readonly isMonitored?: boolean | undefined;
  /** By its name. Kept and told. */
  readonly placementGroup?: string | undefined;
  readonly ClientToken?: string | undefined;
}

export interface KeyPair extends Tagged {
  readonly KeyName: string;
  readonly KeyPairId: string;
  readonly KeyType: 'rsa' | 'ed25519';
  readonly KeyFingerprint: string;
  readonly PublicKey: string;
  readonly CreateTime: number;
  /** Which ask from inside has made it. */
  readonly effectId?: string;
}

export interface LaunchTemplate extends Tagged {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  readonly CreateTime: number;
  readonly CreatedBy: string;
  readonly DefaultVersionNumber: number;
  readonly LatestVersionNumber: number;
  readonly ClientToken?: string | undefined;
}

/** What servers are launched with, as it was given. */
export interface LaunchTemplateVersion {
  readonly LaunchTemplateId: string;
  readonly VersionNumber: number;
  readonly VersionDescription?: string | undefined;
  readonly CreateTime: number;
  readonly CreatedBy: string;
  readonly LaunchTemplateData: Given<sdk.RequestLaunchTemplateData>;
}

export const vpcs = shelf<Vpc>(
  'vpc',
  (vpc) => vpc.VpcId,
  (call) => [newAccount(call).vpc],
);
export const subnets = shelf<Subnet>(
  'subnet',
  (subnet) => subnet.SubnetId,
  (call) => newAccount(call).subnets,
);
export const routeTables = shelf<RouteTable>(
  'routeTable',
  (table) => table.RouteTableId,
  (call) => [newAccount(call).routeTable],
);
export const internetGateways = shelf<InternetGateway>(
  'internetGateway',
  (gateway) => gateway.InternetGatewayId,
  (call) => [newAccount(call).internetGateway],
);
export const securityGroups = shelf<SecurityGroup>(
  'securityGroup',
  (group) => group.GroupId,
  (call) => [newAccount(call).securityGroup],
);
/** Each VPC begins with one, which is kept only once it is changed. */
export const networkAcls = shelf<NetworkAcl>(
  'networkAcl',
  (acl) => acl.NetworkAclId,
  (call) => vpcs.list(call).map(defaultAcl),
);
export const dhcpOptions = shelf<DhcpOptions>(
  'dhcpOptions',
  (options) => options.DhcpOptionsId,
  (call) => [newAccount(call).dhcpOptions],
);
export const egressGateways = shelf<EgressGateway>(
  'egressGateway',
  (gateway) => gateway.EgressOnlyInternetGatewayId,
);
export const prefixLists = shelf<PrefixList>(
  'prefixList',
  (list) => list.PrefixListId,
  (call) => newAccount(call).prefixLists,
);
export const addresses = shelf<Address>('allocation', (address) => address.AllocationId);
export const natGateways = shelf<NatGateway>('natGateway', (gateway) => gateway.NatGatewayId);
export const keyPairs = shelf<KeyPair>('keyPair', (pair) => pair.KeyName);
export const vpcEndpoints = shelf<VpcEndpoint>('vpcEndpoint', (endpoint) => endpoint.VpcEndpointId);

export const launchTemplates = shelf<LaunchTemplate>(
  'launchTemplate',
  (template) => template.LaunchTemplateId,
);
/** By `<id>|<number>`. */
export const launchTemplateVersions = collection<LaunchTemplateVersion>('ec2.launchTemplateVersions');

export const instances = shelf<Instance>('instance', (instance) => instance.InstanceId);
