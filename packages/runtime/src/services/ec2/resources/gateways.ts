import {
  type Had,
  answered,
  call,
  made,
  tolerate,
  type Properties,
  type ResourceType,
  type Work,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { retagged, said, tagsFor, tagsRead } from './tagging.ts';

const noGateway = 'InvalidInternetGatewayID.NotFound';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-internetgateway.html */
export const internetGateway = kept({
  typeName: 'AWS::EC2::InternetGateway',
  noun: 'InternetGateway',
  tagged: 'internet-gateway',
  id: 'InternetGatewayId',
  missing: noGateway,
  asked: () => ({}),
  told: () => ({}),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html */
export const vpcGatewayAttachment: ResourceType = {
  typeName: 'AWS::EC2::VPCGatewayAttachment',
  *create({ properties: { VpcId, InternetGatewayId, VpnGatewayId } }) {
    // A VPN gateway is recorded: the call that is not served says so.
    if (VpnGatewayId !== undefined) yield* call('ec2', 'AttachVpnGateway', { VpcId, VpnGatewayId });
    if (InternetGatewayId !== undefined)
      yield* call('ec2', 'AttachInternetGateway', { VpcId, InternetGatewayId });
    const physicalId = `${InternetGatewayId === undefined ? 'VPN' : 'IGW'}|${VpcId}`;
    yield* made(physicalId);
    return { physicalId, attributes: { AttachmentType: physicalId.slice(0, 3) } };
  },
  *update(
    { properties: { VpcId, InternetGatewayId, VpnGatewayId } },
    { physicalId, attributes, properties },
  ) {
    if (VpnGatewayId !== undefined) yield* call('ec2', 'AttachVpnGateway', { VpcId, VpnGatewayId });
    yield* detach(properties);
    yield* call('ec2', 'AttachInternetGateway', { VpcId, InternetGatewayId });
    return { physicalId, attributes };
  },
  delete: ({ properties }) => detach(properties),
  adopt: ({ physicalId }) => answered({ physicalId, attributes: { AttachmentType: physicalId.slice(0, 3) } }),
  *read({ physicalId }) {
    const VpcId = physicalId.slice(physicalId.indexOf('|') + 1);
    const Filters = [{ Name: 'attachment.vpc-id', Values: [VpcId] }];
    const { InternetGateways } = yield* call('ec2', 'DescribeInternetGateways', { Filters });
    return InternetGateways.length === 0
      ? undefined
      : { VpcId, InternetGatewayId: InternetGateways[0].InternetGatewayId };
  },
};

function* detach({ VpcId, InternetGatewayId }: Properties): Work<void> {
  const asked = call('ec2', 'DetachInternetGateway', said({ VpcId, InternetGatewayId }));
  yield* tolerate([noGateway, 'Gateway.NotAttached'], asked);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html */
export const natGateway = kept({
  typeName: 'AWS::EC2::NatGateway',
  noun: 'NatGateway',
  tagged: 'natgateway',
  id: 'NatGatewayId',
  missing: 'NatGatewayNotFound',
  asked: ({ SubnetId, AllocationId, ConnectivityType, PrivateIpAddress }) =>
    said({ SubnetId, AllocationId, ConnectivityType, PrivateIpAddress }),
  told: ({ SubnetId, ConnectivityType, NatGatewayAddresses }) => {
    const { AllocationId } = NatGatewayAddresses[0];
    return { SubnetId, ConnectivityType, ...said({ AllocationId }) };
  },
});

const noEndpoint = ['InvalidVpcEndpointId.NotFound'];
const lists = ['RouteTableIds', 'SubnetIds', 'SecurityGroupIds'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html */
export const vpcEndpoint: ResourceType = {
  typeName: 'AWS::EC2::VPCEndpoint',
  *create(wanted) {
    const { VpcId, ServiceName, VpcEndpointType, PolicyDocument, PrivateDnsEnabled } = wanted.properties;
    const { VpcEndpoint } = yield* call('ec2', 'CreateVpcEndpoint', {
      ...said({
        VpcId,
        ServiceName,
        VpcEndpointType,
        PrivateDnsEnabled,
        PolicyDocument: textOf(PolicyDocument),
      }),
      ...said(Object.fromEntries(lists.map((name) => [name, wanted.properties[name]]))),
      ...tagsFor(wanted, 'vpc-endpoint'),
    });
    const { VpcEndpointId } = VpcEndpoint;
    yield* made(VpcEndpointId);
    const CreationTimestamp = VpcEndpoint.CreationTimestamp as string;
    return {
      physicalId: VpcEndpointId,
      attributes: { Id: VpcEndpointId, CreationTimestamp, DnsEntries: [], NetworkInterfaceIds: [] },
    };
  },
  *update(wanted, had) {
    const changes = lists.flatMap((name) => {
      const [now, before] = [wanted.properties[name] ?? [], had.properties[name] ?? []] as string[][];
      return [
        [`Add${name}`, now!.filter((id) => !before!.includes(id))],
        [`Remove${name}`, before!.filter((id) => !now!.includes(id))],
      ];
    });
    const { PolicyDocument, PrivateDnsEnabled } = wanted.properties;
    yield* call('ec2', 'ModifyVpcEndpoint', {
      VpcEndpointId: had.physicalId,
      ...Object.fromEntries(changes),
      ...(PolicyDocument === undefined ? { ResetPolicy: true } : { PolicyDocument: textOf(PolicyDocument) }),
      ...said({ PrivateDnsEnabled }),
    });
    yield* retagged(wanted, had.physicalId);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ physicalId }) {
    yield* tolerate(noEndpoint, call('ec2', 'DeleteVpcEndpoints', { VpcEndpointIds: [physicalId] }));
  },
  list: listed('ec2', 'DescribeVpcEndpoints', {
    items: 'VpcEndpoints',
    token: 'NextToken',
    identifier: ({ VpcEndpointId }) => VpcEndpointId,
  }),
  *adopt({ physicalId: Id }) {
    const { VpcEndpoints } = yield* call('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [Id] });
    const CreationTimestamp = VpcEndpoints[0].CreationTimestamp as string;
    return {
      physicalId: Id,
      attributes: { Id, CreationTimestamp, DnsEntries: [], NetworkInterfaceIds: [] },
    };
  },
  *read(had: Had) {
    const { physicalId } = had;
    const asked = call('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [physicalId] });
    const found = yield* tolerate(noEndpoint, asked);
    if (!found) return undefined;
    const [{ VpcId, ServiceName, VpcEndpointType, PolicyDocument, Tags, ...rest }] = found.VpcEndpoints;
    const ids = { ...rest, SecurityGroupIds: rest.Groups.map(({ GroupId }: { GroupId: string }) => GroupId) };
    const listed = lists.flatMap((name) => (ids[name].length > 0 ? [[name, ids[name]]] : []));
    const policy = isTold(had, 'PolicyDocument')
      ? { PolicyDocument: JSON.parse(PolicyDocument) as object }
      : {};
    return {
      ...said({ PrivateDnsEnabled: rest.PrivateDnsEnabled }),
      VpcId,
      ServiceName,
      VpcEndpointType,
      ...Object.fromEntries(listed),
      ...policy,
      ...tagsRead(had, Tags),
    };
  },
};

const textOf = (policy: unknown): string | undefined =>
  policy === undefined || typeof policy === 'string' ? policy : JSON.stringify(policy);
