import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import {
  alreadyAssociated,
  dependencyViolation,
  missingParameter,
  notFound,
  routeAlreadyExists,
  routeNotFound,
} from '../errors.ts';
import { routeTables, subnets, vpcs, type Route, type RouteTable } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { networkInterfaces } from '../network-interfaces.ts';
import { peerings } from '../peerings.ts';
import { localRoutes } from './vpc-cidr-blocks.ts';

export const createRouteTable: Handler<
  Given<sdk.CreateRouteTableCommandInput>,
  Answered<sdk.CreateRouteTableCommandOutput>
> = (input, call) => {
  const vpc = vpcs.get(call, input.VpcId);
  const table = routeTables.put(call, {
    RouteTableId: idFor(call, 'rtb'),
    VpcId: vpc.VpcId,
    Routes: localRoutes(vpc),
    Associations: [],
    Tags: tagsFor(input.TagSpecifications),
  });
  return { RouteTable: tableAnswer(call, table) };
};

const looks: Looks<RouteTable> = {
  'association.main': ({ Associations }) => Associations.map(({ Main }) => Main),
  'association.route-table-association-id': ({ Associations }) =>
    Associations.map((each) => each.RouteTableAssociationId),
  'association.subnet-id': ({ Associations }) => Associations.map(({ SubnetId }) => SubnetId),
  'route.destination-cidr-block': ({ Routes }) => Routes.map((route) => route.DestinationCidrBlock),
  'route.gateway-id': ({ Routes }) => Routes.map(({ GatewayId }) => GatewayId),
  'route.nat-gateway-id': ({ Routes }) => Routes.map(({ NatGatewayId }) => NatGatewayId),
  'route-table-id': ({ RouteTableId }) => RouteTableId,
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeRouteTables: Handler<
  Given<sdk.DescribeRouteTablesCommandInput>,
  Answered<sdk.DescribeRouteTablesCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, routeTables, input.RouteTableIds, { asked: input, looks });
  return { RouteTables: items.map((table) => tableAnswer(call, table)), NextToken };
};

export const deleteRouteTable: Handler<Given<sdk.DeleteRouteTableCommandInput>, object> = (input, call) => {
  const table = routeTables.get(call, input.RouteTableId);
  if (table.Associations.length > 0) dependencyViolation('routeTable', table.RouteTableId);
  routeTables.remove(call, table.RouteTableId);
  return {};
};

export const associateRouteTable: Handler<
  Given<sdk.AssociateRouteTableCommandInput>,
  Answered<sdk.AssociateRouteTableCommandOutput>
> = ({ RouteTableId, SubnetId = missingParameter('subnetId') }, call) => {
  const table = routeTables.get(call, RouteTableId);
  subnets.get(call, SubnetId);
  const isTaken = routeTables
    .list(call)
    .some(({ Associations }) => Associations.some((each) => each.SubnetId === SubnetId));
  if (isTaken) alreadyAssociated(SubnetId);
  const RouteTableAssociationId = idFor(call, 'rtbassoc');
  const Associations = [...table.Associations, { RouteTableAssociationId, SubnetId, Main: false }];
  routeTables.put(call, { ...table, Associations });
  return { AssociationId: RouteTableAssociationId, AssociationState: { State: 'associated' } };
};

export const disassociateRouteTable: Handler<Given<sdk.DisassociateRouteTableCommandInput>, object> = (
  input,
  call,
) => {
  const { table, others } = associated(call, input.AssociationId);
  routeTables.put(call, { ...table, Associations: others });
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html */
export const replaceRouteTableAssociation: Handler<
  Given<sdk.ReplaceRouteTableAssociationCommandInput>,
  Answered<sdk.ReplaceRouteTableAssociationCommandOutput>
> = (input, call) => {
  const { table, others, association } = associated(call, input.AssociationId);
  routeTables.put(call, { ...table, Associations: others });
  const to = routeTables.get(call, input.RouteTableId);
  const RouteTableAssociationId = idFor(call, 'rtbassoc');
  routeTables.put(call, {
    ...to,
    Associations: [...to.Associations, { ...association, RouteTableAssociationId }],
  });
  return { NewAssociationId: RouteTableAssociationId, AssociationState: { State: 'associated' } };
};

function associated(call: Call, id: string) {
  const isIt = (each: { readonly RouteTableAssociationId: string }) => each.RouteTableAssociationId === id;
  const table =
    routeTables.list(call).find(({ Associations }) => Associations.some(isIt)) ?? notFound('association', id);
  const association = table.Associations.find(isIt)!;
  return { table, association, others: table.Associations.filter((each) => !isIt(each)) };
}

export const createRoute: Handler<
  Given<sdk.CreateRouteCommandInput>,
  Answered<sdk.CreateRouteCommandOutput>
> = (input, call) => {
  const table = routeTables.get(call, input.RouteTableId);
  const destination = destinationOf(input);
  if (table.Routes.some((route) => destinationOf(route) === destination)) routeAlreadyExists(destination);
  routeTables.put(call, { ...table, Routes: [...table.Routes, routeOf(call, input)] });
  return { Return: true };
};

export const replaceRoute: Handler<Given<sdk.ReplaceRouteCommandInput>, object> = (input, call) => {
  const { table, others } = routed(call, input);
  routeTables.put(call, { ...table, Routes: [...others, routeOf(call, input)] });
  return {};
};

export const deleteRoute: Handler<Given<sdk.DeleteRouteCommandInput>, object> = (input, call) => {
  const { table, others } = routed(call, input);
  routeTables.put(call, { ...table, Routes: others });
  return {};
};

type Destination = Pick<
  Route,
  'DestinationCidrBlock' | 'DestinationIpv6CidrBlock' | 'DestinationPrefixListId'
>;

function routed(call: Call, input: Destination & { readonly RouteTableId: string }) {
  const table = routeTables.get(call, input.RouteTableId);
  const destination = destinationOf(input);
  const others = table.Routes.filter((route) => destinationOf(route) !== destination);
  if (others.length === table.Routes.length) routeNotFound(destination, table.RouteTableId);
  return { table, others };
}

const destinationOf = (route: Destination): string =>
  route.DestinationCidrBlock ??
  route.DestinationIpv6CidrBlock ??
  route.DestinationPrefixListId ??
  missingParameter('destinationCidrBlock');

const targets = [
  'GatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
] as const;

function routeOf(call: Call, input: Given<sdk.CreateRouteCommandInput>): Route {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input;
  const target = targets.find((name) => input[name] !== undefined) ?? missingParameter('gatewayId');
  if (input.VpcPeeringConnectionId !== undefined) peerings.get(call, input.VpcPeeringConnectionId);
  if (input.NetworkInterfaceId !== undefined) networkInterfaces.get(call, input.NetworkInterfaceId);
  return {
    DestinationCidrBlock,
    DestinationIpv6CidrBlock,
    DestinationPrefixListId,
    [target]: input[target],
    Origin: 'CreateRoute',
  };
}

/** AWS: a route is a black hole whose peering connection is over, or whose card is on no server. */
function leads(call: Call, { VpcPeeringConnectionId: peering, NetworkInterfaceId: card }: Route): boolean {
  if (peering !== undefined) return peerings.find(call, peering)?.status === 'active';
  return card === undefined || networkInterfaces.find(call, card)?.attachment !== undefined;
}

function tableAnswer(call: Call, table: RouteTable): sdk.RouteTable {
  return {
    ...table,
    OwnerId: call.account,
    PropagatingVgws: [],
    Routes: table.Routes.map((route) => ({ ...route, State: leads(call, route) ? 'active' : 'blackhole' })),
    Associations: table.Associations.map((each) => ({
      ...each,
      RouteTableId: table.RouteTableId,
      AssociationState: { State: 'associated' },
    })),
    Tags: [...table.Tags],
  };
}
