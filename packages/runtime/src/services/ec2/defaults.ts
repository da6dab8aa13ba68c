import { alphabets, derivedWord } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { blockOf, sizeOf, textOf } from './cidr.ts';
import type {
  DhcpOptions,
  InternetGateway,
  NetworkAcl,
  NetworkAclEntry,
  PrefixList,
  RouteTable,
  Rule,
  SecurityGroup,
  Subnet,
  Vpc,
} from './records.ts';
import { zonesOf } from '../../base/zones.ts';

// AWS: VPC user guide, "Default VPC components": 172.31.0.0/16, a /20 subnet in each zone, an internet gateway, a route
// to it in the main route table, a default security group.
const cidr = '172.31.0.0/16';
const subnetBits = 20;

/** What an account has in a region before anybody made anything there. Ids follow from account and region. */
export function newAccount({ account, region }: Scope) {
  const id = (prefix: string, ...parts: readonly string[]) =>
    `${prefix}-0${derivedWord(16, alphabets.hex, account, region, prefix, ...parts)}`;
  const VpcId = id('vpc');
  const InternetGatewayId = id('igw');
  const vpc: Vpc = {
    VpcId,
    CidrBlock: cidr,
    IsDefault: true,
    InstanceTenancy: 'default',
    EnableDnsSupport: true,
    EnableDnsHostnames: true,
    DhcpOptionsId: id('dopt'),
    NetworkAclId: id('acl'),
    CidrBlockAssociationSet: [{ AssociationId: id('vpc-cidr-assoc'), CidrBlock: cidr }],
    Tags: [],
  };
  const internetGateway: InternetGateway = { InternetGatewayId, VpcId, Tags: [] };
  const routeTable: RouteTable = {
    ...mainRouteTable({ VpcId, CidrBlock: cidr }, id('rtb'), id('rtbassoc')),
    Routes: [
      { DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable' },
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId, Origin: 'CreateRoute' },
    ],
  };
  const securityGroup = defaultGroup(VpcId, id('sg'), [id('sgr', 'in'), id('sgr', 'out')]);
  const dhcpOptions: DhcpOptions = {
    DhcpOptionsId: vpc.DhcpOptionsId,
    // AWS: VPC user guide, "Default DHCP option set".
    Configurations: [
      {
        Key: 'domain-name',
        Values: [region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`],
      },
      { Key: 'domain-name-servers', Values: ['AmazonProvidedDNS'] },
    ],
    Tags: [],
  };
  const within = subnetsOf(region, VpcId, id);
  const prefixLists = amazonsLists(region);
  return { vpc, subnets: within, internetGateway, routeTable, securityGroup, dhcpOptions, prefixLists };
}

/** Lists of AWS's own that are met most; the blocks in them are of documentation, which is nobody's. */
// AWS: VPC user guide, "Available AWS-managed prefix lists"; their ids are the same for all accounts of a region.
const amazonsLists = (region: string): PrefixList[] =>
  [
    `com.amazonaws.${region}.s3`,
    `com.amazonaws.${region}.dynamodb`,
    'com.amazonaws.global.cloudfront.origin-facing',
  ].map((PrefixListName) => ({
    PrefixListId: `pl-${derivedWord(8, alphabets.hex, region, PrefixListName)}`,
    PrefixListName,
    AddressFamily: 'IPv4',
    MaxEntries: 1,
    Entries: [{ Cidr: '198.51.100.0/24' }],
    Version: 1,
    isAmazons: true,
    Tags: [],
  }));

const everywhere = ({ Ipv6CidrBlockAssociationSet: sixth = [] }: Vpc, RuleNumber: number) => [
  { CidrBlock: '0.0.0.0/0', RuleNumber },
  ...(sixth.length > 0 ? [{ Ipv6CidrBlock: '::/0', RuleNumber: RuleNumber + 1 }] : []),
];

const both = [false, true];
const any = { Protocol: '-1' };

/** What no other entry decides is denied. AWS: "a rule whose rule number is an asterisk", told as 32767. */
export const lastEntries: readonly NetworkAclEntry[] = both.map((Egress) => ({
  ...any,
  Egress,
  RuleAction: 'deny',
  CidrBlock: '0.0.0.0/0',
  RuleNumber: 32_767,
}));

/** The ACL that every VPC has, which lets everything through. */
export const defaultAcl = (vpc: Vpc): NetworkAcl => ({
  NetworkAclId: vpc.NetworkAclId,
  VpcId: vpc.VpcId,
  IsDefault: true,
  Entries: both.flatMap((Egress) => [
    ...everywhere(vpc, 100).map((where) => ({ ...any, Egress, RuleAction: 'allow' as const, ...where })),
    ...everywhere(vpc, 32_767).map((where) => ({ ...any, Egress, RuleAction: 'deny' as const, ...where })),
  ]),
  Tags: [],
});

function subnetsOf(region: string, VpcId: string, id: (prefix: string, zone: string) => string): Subnet[] {
  const { start } = blockOf(cidr)!;
  return zonesOf(region).map((zone, index) => ({
    SubnetId: id('subnet', zone.name),
    VpcId,
    CidrBlock: textOf(start + index * sizeOf(subnetBits), subnetBits),
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    MapPublicIpOnLaunch: true,
    DefaultForAz: true,
    AssignIpv6AddressOnCreation: false,
    Tags: [],
  }));
}

/** The route table that every VPC has. */
export const mainRouteTable = (
  { VpcId, CidrBlock }: Pick<Vpc, 'VpcId' | 'CidrBlock'>,
  RouteTableId: string,
  RouteTableAssociationId: string,
): RouteTable => ({
  RouteTableId,
  VpcId,
  Routes: [{ DestinationCidrBlock: CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable' }],
  Associations: [{ RouteTableAssociationId, Main: true }],
  Tags: [],
});

/** The security group that every VPC has: its members speak with each other, and with everybody outside. */
export function defaultGroup(
  VpcId: string,
  GroupId: string,
  [inward, outward]: readonly [string, string],
): SecurityGroup {
  const rules: Rule[] = [
    { SecurityGroupRuleId: inward, IsEgress: false, IpProtocol: '-1', GroupId, Tags: [] },
    { SecurityGroupRuleId: outward, IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', Tags: [] },
  ];
  return {
    GroupId,
    GroupName: 'default',
    Description: 'default VPC security group',
    VpcId,
    Rules: rules,
    Tags: [],
  };
}
