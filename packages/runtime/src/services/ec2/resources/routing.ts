import {
  answered,
  call,
  made,
  tolerate,
  type Properties,
  type ResourceType,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { said } from './tagging.ts';

const noTable = 'InvalidRouteTableID.NotFound';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html */
export const routeTable = kept({
  typeName: 'AWS::EC2::RouteTable',
  noun: 'RouteTable',
  tagged: 'route-table',
  id: 'RouteTableId',
  missing: noTable,
  asked: ({ VpcId }) => ({ VpcId }),
  told: ({ VpcId }) => ({ VpcId }),
});

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
    yield* tolerate([noTable, 'InvalidRoute.NotFound'], call('ec2', 'DeleteRoute', input));
  },
  adopt: ({ physicalId }) =>
    answered({ physicalId, attributes: { CidrBlock: physicalId.slice(physicalId.indexOf('|') + 1) } }),
  *read({ physicalId }) {
    const [RouteTableId, destination] = physicalId.split('|');
    const asked = call('ec2', 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });
    const found = yield* tolerate([noTable], asked);
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
