import type { ResourceType } from '../../../dispatch/resource.ts';
import { eip, internetGateway, natGateway, vpcEndpoint, vpcGatewayAttachment } from './gateways.ts';
import { instance } from './instance.ts';
import { keyPair } from './key-pair.ts';
import { launchTemplate } from './launch-template.ts';
import { route, routeTable, subnetRouteTableAssociation } from './routing.ts';
import { securityGroup, securityGroupRules } from './security-group.ts';
import { subnet } from './subnet.ts';
import { vpc, vpcCidrBlock } from './vpc.ts';

export const resources: readonly ResourceType[] = [
  eip,
  instance,
  internetGateway,
  keyPair,
  launchTemplate,
  natGateway,
  route,
  routeTable,
  securityGroup,
  ...securityGroupRules,
  subnet,
  subnetRouteTableAssociation,
  vpc,
  vpcCidrBlock,
  vpcEndpoint,
  vpcGatewayAttachment,
];
