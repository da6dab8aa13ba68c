import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import { egressGateways, vpcs, type EgressGateway } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateEgressOnlyInternetGateway.html */
export const createEgressOnlyInternetGateway: Handler<
  Given<sdk.CreateEgressOnlyInternetGatewayCommandInput>,
  Answered<sdk.CreateEgressOnlyInternetGatewayCommandOutput>
> = (input, call) => {
  const { VpcId } = vpcs.get(call, input.VpcId);
  const gateway = egressGateways.put(call, {
    EgressOnlyInternetGatewayId: idFor(call, 'eigw'),
    VpcId,
    Tags: tagsFor(input.TagSpecifications),
  });
  return { EgressOnlyInternetGateway: gatewayAnswer(gateway), ClientToken: input.ClientToken };
};

/** AWS: it is looked for by tags alone. */
const looks: Looks<EgressGateway> = {};

export const describeEgressOnlyInternetGateways: Handler<
  Given<sdk.DescribeEgressOnlyInternetGatewaysCommandInput>,
  Answered<sdk.DescribeEgressOnlyInternetGatewaysCommandOutput>
> = (input, call) => {
  const asked = { asked: input, looks };
  const { items, NextToken } = described(call, egressGateways, input.EgressOnlyInternetGatewayIds, asked);
  return { EgressOnlyInternetGateways: items.map(gatewayAnswer), NextToken };
};

export const deleteEgressOnlyInternetGateway: Handler<
  Given<sdk.DeleteEgressOnlyInternetGatewayCommandInput>,
  Answered<sdk.DeleteEgressOnlyInternetGatewayCommandOutput>
> = ({ EgressOnlyInternetGatewayId: id }, call) => {
  egressGateways.get(call, id);
  egressGateways.remove(call, id);
  return { ReturnCode: true };
};

const gatewayAnswer = ({ VpcId, Tags, ...rest }: EgressGateway): sdk.EgressOnlyInternetGateway => ({
  ...rest,
  Attachments: [{ State: 'attached', VpcId }],
  Tags: [...Tags],
});
