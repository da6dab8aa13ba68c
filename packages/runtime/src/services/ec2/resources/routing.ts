import {
  type Had,
  answered,
  call,
  made,
  tolerate,
  type Properties,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const noTable = ['InvalidRouteTableID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html */
export const routeTable: ResourceType = {
  typeName: 'AWS::EC2::RouteTable',
  *create(wanted) {
    const input = { VpcId: wanted.properties['VpcId'], ...tagsFor(wanted, 'route-table') };
    const { RouteTable } = yield* call('ec2', 'CreateRouteTable', input);
    const { RouteTableId } = RouteTable;
    yield* made(RouteTableId);
    return { physicalId: RouteTableId, attributes: { RouteTableId } };
  },
  *update(wanted, had) {
    yield* retagged(wanted, had.physicalId);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ physicalId: RouteTableId }) {
    yield* tolerate(noTable, call('ec2', 'DeleteRouteTable', { RouteTableId }));
  },
  list: listed('ec2', 'DescribeRouteTables', {
    items: 'RouteTables',
    token: 'NextToken',
    identifier: ({ RouteTableId }) => RouteTableId,
  }),
  adopt: ({ physicalId: RouteTableId }) =>
    answered({ physicalId: RouteTableId, attributes: { RouteTableId } }),
  *read(had: Had) {
    const { physicalId } = had;
    const found = yield* tolerate(
      noTable,
      call('ec2', 'DescribeRouteTables', { RouteTableIds: [physicalId] }),
    );
    return found && { VpcId: found.RouteTables[0].VpcId, ...tagsRead(had, found.RouteTables[0].Tags) };
  },
};

const targets = [
  'GatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
];
const destinations = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

const picked = (properties: Properties, names: readonly string[]): object =>
  said(Object.fromEntries(names.map((name) => [name, properties[name]])));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
export const route: ResourceType = {
  typeName: 'AWS::EC2::Route',
  *create({ properties }) {
    yield* call('ec2', 'CreateRoute', picked(properties, ['RouteTableId', ...destinations, ...targets]));
    const destination = destinations.map((name) => properties[name]).find((value) => value !== undefined);
    // AWS: its identifiers, joined.
    const physicalId = `${properties['RouteTableId']}|${destination}`;
    yield* made(physicalId);
    return { physicalId, attributes: { CidrBlock: destination } };
  },
  *update({ properties }, had) {
    yield* call('ec2', 'ReplaceRoute', picked(properties, ['RouteTableId', ...destinations, ...targets]));
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ properties }) {
    const input = picked(properties, ['RouteTableId', ...destinations]);
    yield* tolerate([...noTable, 'InvalidRoute.NotFound'], call('ec2', 'DeleteRoute', input));
  },
  adopt: ({ physicalId }) =>
    answered({ physicalId, attributes: { CidrBlock: physicalId.slice(physicalId.indexOf('|') + 1) } }),
  *read({ physicalId }) {
    const [RouteTableId, destination] = physicalId.split('|');
    const asked = call('ec2', 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });
    const found = yield* tolerate(noTable, asked);
    const routes = (found?.RouteTables[0].Routes ?? []) as Properties[];
    const route = routes.find((each) => destinations.some((name) => each[name] === destination));
    return route && { RouteTableId, ...picked(route, [...destinations, ...targets]) };
  },
};

const noAssociation = ['InvalidAssociationID.NotFound'];

export const subnetRouteTableAssociation: ResourceType = {
  typeName: 'AWS::EC2::SubnetRouteTableAssociation',
  *create({ properties: { RouteTableId, SubnetId } }) {
    const { AssociationId } = yield* call('ec2', 'AssociateRouteTable', { RouteTableId, SubnetId });
    yield* made(AssociationId);
    return { physicalId: AssociationId, attributes: { Id: AssociationId } };
  },
  *delete({ physicalId: AssociationId }) {
    yield* tolerate(noAssociation, call('ec2', 'DisassociateRouteTable', { AssociationId }));
  },
  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),
  *read({ physicalId }) {
    const Filters = [{ Name: 'association.route-table-association-id', Values: [physicalId] }];
    const { RouteTables } = yield* call('ec2', 'DescribeRouteTables', { Filters });
    const associations = (RouteTables[0]?.Associations ?? []) as Properties[];
    const is = associations.find((each) => each['RouteTableAssociationId'] === physicalId);
    return is && picked(is, ['RouteTableId', 'SubnetId']);
  },
};
