import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import { missingParameter, notFound } from '../errors.ts';
import { routeTables, securityGroups, subnets, vpcEndpoints, vpcs, type VpcEndpoint } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

const openPolicy = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

export const createVpcEndpoint: Handler<
  Given<sdk.CreateVpcEndpointCommandInput>,
  Answered<sdk.CreateVpcEndpointCommandOutput>
> = (input, call) => {
  vpcs.get(call, input.VpcId);
  const { RouteTableIds = [], SubnetIds = [], SecurityGroupIds = [] } = input;
  for (const id of RouteTableIds) routeTables.get(call, id);
  for (const id of SubnetIds) subnets.get(call, id);
  for (const id of SecurityGroupIds) securityGroups.get(call, id);
  const endpoint = vpcEndpoints.put(call, {
    VpcEndpointId: idFor(call, 'vpce'),
    VpcEndpointType: input.VpcEndpointType ?? 'Gateway',
    VpcId: input.VpcId,
    ServiceName: input.ServiceName ?? missingParameter('ServiceName'),
    PolicyDocument: input.PolicyDocument ?? openPolicy,
    RouteTableIds,
    SubnetIds,
    SecurityGroupIds,
    PrivateDnsEnabled: input.PrivateDnsEnabled ?? input.VpcEndpointType === 'Interface',
    CreationTimestamp: call.now,
    Tags: tagsFor(input.TagSpecifications),
  });
  return { VpcEndpoint: endpointAnswer(call, endpoint) };
};

const looks: Looks<VpcEndpoint> = {
  'service-name': ({ ServiceName }) => ServiceName,
  'vpc-endpoint-id': ({ VpcEndpointId }) => VpcEndpointId,
  'vpc-endpoint-state': () => 'available',
  'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
  'vpc-id': ({ VpcId }) => VpcId,
};

export const describeVpcEndpoints: Handler<
  Given<sdk.DescribeVpcEndpointsCommandInput>,
  Answered<sdk.DescribeVpcEndpointsCommandOutput>
> = (input, call) => {
  const { items, NextToken } = described(call, vpcEndpoints, input.VpcEndpointIds, { asked: input, looks });
  return { VpcEndpoints: items.map((endpoint) => endpointAnswer(call, endpoint)), NextToken };
};

export const modifyVpcEndpoint: Handler<Given<sdk.ModifyVpcEndpointCommandInput>, object> = (input, call) => {
  const endpoint = vpcEndpoints.get(call, input.VpcEndpointId);
  const changed = (has: readonly string[], add: readonly string[] = [], remove: readonly string[] = []) => [
    ...new Set([...has.filter((id) => !remove.includes(id)), ...add]),
  ];
  vpcEndpoints.put(call, {
    ...endpoint,
    PolicyDocument: input.ResetPolicy ? openPolicy : (input.PolicyDocument ?? endpoint.PolicyDocument),
    RouteTableIds: changed(endpoint.RouteTableIds, input.AddRouteTableIds, input.RemoveRouteTableIds),
    SubnetIds: changed(endpoint.SubnetIds, input.AddSubnetIds, input.RemoveSubnetIds),
    SecurityGroupIds: changed(
      endpoint.SecurityGroupIds,
      input.AddSecurityGroupIds,
      input.RemoveSecurityGroupIds,
    ),
    PrivateDnsEnabled: input.PrivateDnsEnabled ?? endpoint.PrivateDnsEnabled,
  });
  return { Return: true };
};

export const deleteVpcEndpoints: Handler<
  Given<sdk.DeleteVpcEndpointsCommandInput>,
  Answered<sdk.DeleteVpcEndpointsCommandOutput>
> = ({ VpcEndpointIds }, call) => {
  for (const id of VpcEndpointIds) {
    if (!vpcEndpoints.find(call, id)) notFound('vpcEndpoint', id);
    vpcEndpoints.remove(call, id);
  }
  return { Unsuccessful: [] };
};

const endpointAnswer = (
  call: Call,
  { SecurityGroupIds, CreationTimestamp, Tags, ...endpoint }: VpcEndpoint,
): sdk.VpcEndpoint => ({
  ...endpoint,
  VpcEndpointType: endpoint.VpcEndpointType as sdk.VpcEndpointType,
  RouteTableIds: [...endpoint.RouteTableIds],
  SubnetIds: [...endpoint.SubnetIds],
  // AWS: in small letters, unlike its model.
  State: 'available' as sdk.State,
  OwnerId: call.account,
  CreationTimestamp: new Date(CreationTimestamp),
  Groups: SecurityGroupIds.map((GroupId) => ({
    GroupId,
    GroupName: securityGroups.find(call, GroupId)?.GroupName,
  })),
  NetworkInterfaceIds: [],
  DnsEntries: [],
  Tags: [...Tags],
});
