import type { ResourceType } from '../../../dispatch/resource.ts';
import { eip, eipAssociation } from './addresses.ts';
import { dhcpOptions, vpcDhcpOptionsAssociation } from './dhcp-options.ts';
import { internetGateway, natGateway, vpcEndpoint, vpcGatewayAttachment } from './gateways.ts';
import { instance } from './instance.ts';
import { egressOnlyInternetGateway, subnetCidrBlock } from './ipv6.ts';
import { keyPair } from './key-pair.ts';
import { launchTemplate } from './launch-template.ts';
import { networkInterface, networkInterfaceAttachment } from './network-interface.ts';
import { vpcPeeringConnection } from './peering.ts';
import { placementGroup } from './placement-group.ts';
import { networkAcl, networkAclEntry, subnetNetworkAclAssociation } from './network-acls.ts';
import { prefixList } from './prefix-list.ts';
import { route, routeTable, subnetRouteTableAssociation } from './routing.ts';
import { securityGroup, securityGroupRules } from './security-group.ts';
import { subnet } from './subnet.ts';
import { volume, volumeAttachment } from './volume.ts';
import { vpc, vpcCidrBlock } from './vpc.ts';

export const resources: readonly ResourceType[] = [
  dhcpOptions,
  egressOnlyInternetGateway,
  eip,
  eipAssociation,
  instance,
  internetGateway,
  keyPair,
  launchTemplate,
  natGateway,
  networkAcl,
  networkAclEntry,
  networkInterface,
  networkInterfaceAttachment,
  placementGroup,
  prefixList,
  route,
  routeTable,
  securityGroup,
  ...securityGroupRules,
  subnet,
  subnetCidrBlock,
  subnetNetworkAclAssociation,
  subnetRouteTableAssociation,
  volume,
  volumeAttachment,
  vpc,
  vpcCidrBlock,
  vpcDhcpOptionsAssociation,
  vpcEndpoint,
  vpcGatewayAttachment,
  vpcPeeringConnection,
];
