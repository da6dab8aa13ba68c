import { call, ResourceFailure, tolerate, type Had, type ResourceType } from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';
import { said } from './tagging.ts';

const missing = 'InvalidVpcPeeringConnectionID.NotFound';

const base = kept({
  typeName: 'AWS::EC2::VPCPeeringConnection',
  noun: 'VpcPeeringConnection',
  tagged: 'vpc-peering-connection',
  id: 'VpcPeeringConnectionId',
  attribute: 'Id',
  missing,
  asked: ({ VpcId, PeerVpcId, PeerOwnerId, PeerRegion }) =>
    said({ VpcId, PeerVpcId, PeerOwnerId, PeerRegion }),
  told: ({ RequesterVpcInfo, AccepterVpcInfo }) => ({
    VpcId: RequesterVpcInfo.VpcId,
    PeerVpcId: AccepterVpcInfo.VpcId,
    PeerOwnerId: AccepterVpcInfo.OwnerId,
    PeerRegion: AccepterVpcInfo.Region,
  }),
});

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcpeeringconnection.html
 * Within an account it is accepted by the stack itself, in the other network's region.
 */
export const vpcPeeringConnection: ResourceType = {
  ...base,
  *create(wanted) {
    const { PeerOwnerId = wanted.account, PeerRegion } = wanted.properties;
    if (String(PeerOwnerId) !== wanted.account)
      throw new ResourceFailure('Penstock accepts no peering connection by a role of another account.');
    const made = yield* base.create(wanted);
    const VpcPeeringConnectionId = made.physicalId;
    const asked = { VpcPeeringConnectionIds: [VpcPeeringConnectionId] };
    const { VpcPeeringConnections } = yield* call('ec2', 'DescribeVpcPeeringConnections', asked);
    const { Code, Message } = VpcPeeringConnections[0].Status;
    if (Code === 'failed')
      throw new ResourceFailure(
        `VpcPeeringConnection ${VpcPeeringConnectionId} failed to stabilize: ${Message}`,
      );
    yield* call(
      'ec2',
      'AcceptVpcPeeringConnection',
      { VpcPeeringConnectionId },
      PeerRegion as string | undefined,
    );
    return made;
  },
  *delete({ physicalId: VpcPeeringConnectionId }) {
    const over = [missing, 'InvalidStateTransition'];
    yield* tolerate(over, call('ec2', 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId }));
  },
  /** One that is over is none any more. */
  *read(had: Had) {
    const asked = { VpcPeeringConnectionIds: [had.physicalId] };
    const found = yield* tolerate([missing], call('ec2', 'DescribeVpcPeeringConnections', asked));
    return found?.VpcPeeringConnections[0].Status.Code === 'active' ? yield* base.read!(had) : undefined;
  },
};
