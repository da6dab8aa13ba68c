import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf, overlap } from '../cidr.ts';
import { described, type Looks } from '../describing.ts';
import { missingParameter, peeringExists, peeringNotAccepter, peeringState } from '../errors.ts';
import {
  changePeering,
  deleted,
  keepPeering,
  peerings,
  type Peering,
  type PeeringStatus,
  type Side,
} from '../peerings.ts';
import { vpcs, type Vpc } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

/** AWS: "The VPC peering connection request expires after 7 days". */
const acceptableMs = 7 * 24 * 60 * 60_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html */
const createVpcPeeringConnection: Handler<
  Given<sdk.CreateVpcPeeringConnectionCommandInput>,
  Answered<sdk.CreateVpcPeeringConnectionCommandOutput>
> = (input, call) => {
  const { account, region, now } = call;
  const { PeerVpcId = missingParameter('peerVpcId'), PeerOwnerId, PeerRegion } = input;
  const vpc = vpcs.get(call, input.VpcId);
  const requester: Side = { account, region, VpcId: vpc.VpcId };
  const accepter: Side = { account: PeerOwnerId ?? account, region: PeerRegion ?? region, VpcId: PeerVpcId };
  const known = peerings.list(call).find((each) => isStanding(each) && isBetween(each, requester, accepter));
  if (known) peeringExists(known.VpcPeeringConnectionId);
  const peer = vpcs.find({ ...accepter, tx: call.tx }, PeerVpcId);
  const isPossible = peer !== undefined && PeerVpcId !== vpc.VpcId && !blocksMeet(vpc, peer);
  const peering: Peering = {
    VpcPeeringConnectionId: idFor(call, 'pcx'),
    requester,
    accepter,
    ...(isPossible
      ? { status: 'pending-acceptance', message: `Pending Acceptance by ${accepter.account}` }
      : { status: 'failed', message: impossible, endedAt: now }),
    expiresAt: now + acceptableMs,
    Tags: tagsFor(input.TagSpecifications),
  };
  keepPeering(call, peering, isPossible);
  return { VpcPeeringConnection: peeringAnswer(call, peering) };
};

const impossible = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';

const blocksMeet = (one: Vpc, other: Vpc): boolean =>
  one.CidrBlockAssociationSet.some((mine) =>
    other.CidrBlockAssociationSet.some((its) => overlap(blockOf(mine.CidrBlock)!, blockOf(its.CidrBlock)!)),
  );

const isStanding = ({ status }: Peering): boolean => status === 'active' || status === 'pending-acceptance';

const isBetween = ({ requester, accepter }: Peering, one: Side, other: Side): boolean =>
  [requester.VpcId, accepter.VpcId].sort().join() === [one.VpcId, other.VpcId].sort().join();

/** AWS: "You must be the owner of the accepter VPC", and it must be pending. */
function pending(call: Call, id: string, verb: string): Peering {
  const peering = peerings.get(call, id);
  const { accepter, status } = peering;
  if (accepter.account !== call.account || accepter.region !== call.region)
    peeringNotAccepter(call.account, verb, id);
  if (status !== 'pending-acceptance') peeringState(id, status);
  return peering;
}

const acceptVpcPeeringConnection: Handler<
  Given<sdk.AcceptVpcPeeringConnectionCommandInput>,
  Answered<sdk.AcceptVpcPeeringConnectionCommandOutput>
> = (input, call) => {
  const peering = pending(
    call,
    input.VpcPeeringConnectionId ?? missingParameter('vpcPeeringConnectionId'),
    'accept',
  );
  const active = changePeering(call, peering, { status: 'active', message: 'Active' });
  return { VpcPeeringConnection: peeringAnswer(call, active) };
};

const rejectVpcPeeringConnection: Handler<
  Given<sdk.RejectVpcPeeringConnectionCommandInput>,
  Answered<sdk.RejectVpcPeeringConnectionCommandOutput>
> = ({ VpcPeeringConnectionId }, call) => {
  const peering = pending(call, VpcPeeringConnectionId, 'reject');
  const message = `Rejected by ${call.account}`;
  changePeering(call, peering, { status: 'rejected', message, endedAt: call.now });
  return { Return: true };
};

const deleteVpcPeeringConnection: Handler<
  Given<sdk.DeleteVpcPeeringConnectionCommandInput>,
  Answered<sdk.DeleteVpcPeeringConnectionCommandOutput>
> = ({ VpcPeeringConnectionId: id }, call) => {
  const peering = peerings.get(call, id);
  const gone: readonly PeeringStatus[] = ['rejected', 'expired'];
  if (gone.includes(peering.status)) peeringState(id, peering.status);
  if (peering.status !== 'deleted') changePeering(call, peering, deleted(call));
  return { Return: true };
};

const looks: Looks<Peering> = {
  ...Object.fromEntries(
    (['requester', 'accepter'] as const).flatMap((side) => [
      [`${side}-vpc-info.owner-id`, (peering: Peering) => peering[side].account],
      [`${side}-vpc-info.vpc-id`, (peering: Peering) => peering[side].VpcId],
    ]),
  ),
  'expiration-time': ({ expiresAt }) => new Date(expiresAt).toISOString(),
  'status-code': ({ status }) => status,
  'status-message': ({ message }) => message,
  'vpc-peering-connection-id': ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId,
};

const describeVpcPeeringConnections: Handler<
  Given<sdk.DescribeVpcPeeringConnectionsCommandInput>,
  Answered<sdk.DescribeVpcPeeringConnectionsCommandOutput>
> = (input, call) => {
  const cidrs = (side: 'requester' | 'accepter') => (peering: Peering) =>
    vpcOf(call, peering[side])?.CidrBlock;
  const all: Looks<Peering> = {
    ...looks,
    'requester-vpc-info.cidr-block': cidrs('requester'),
    'accepter-vpc-info.cidr-block': cidrs('accepter'),
  };
  const asked = { asked: input, looks: all };
  const { items, NextToken } = described(call, peerings, input.VpcPeeringConnectionIds, asked);
  return { VpcPeeringConnections: items.map((peering) => peeringAnswer(call, peering)), NextToken };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html */
const modifyVpcPeeringConnectionOptions: Handler<
  Given<sdk.ModifyVpcPeeringConnectionOptionsCommandInput>,
  Answered<sdk.ModifyVpcPeeringConnectionOptionsCommandOutput>
> = (input, call) => {
  const id = input.VpcPeeringConnectionId;
  const peering = peerings.get(call, id);
  if (peering.status !== 'active') peeringState(id, peering.status);
  const { RequesterPeeringConnectionOptions: asking, AccepterPeeringConnectionOptions: accepting } = input;
  const with_ = (side: Side, options: Given<sdk.PeeringConnectionOptionsRequest> | undefined): Side => {
    const resolvesNames = options?.AllowDnsResolutionFromRemoteVpc ?? side.resolvesNames;
    return resolvesNames === undefined ? side : { ...side, resolvesNames };
  };
  const { requester, accepter } = changePeering(call, peering, {
    requester: with_(peering.requester, asking),
    accepter: with_(peering.accepter, accepting),
  });
  return {
    ...(asking && { RequesterPeeringConnectionOptions: optionsOf(requester) }),
    ...(accepting && { AccepterPeeringConnectionOptions: optionsOf(accepter) }),
  };
};

const optionsOf = ({ resolvesNames }: Side): sdk.PeeringConnectionOptions => ({
  AllowDnsResolutionFromRemoteVpc: resolvesNames ?? false,
  AllowEgressFromLocalClassicLinkToRemoteVpc: false,
  AllowEgressFromLocalVpcToRemoteClassicLink: false,
});

const vpcOf = (call: Call, side: Side): Vpc | undefined => vpcs.find({ ...side, tx: call.tx }, side.VpcId);

function peeringAnswer(call: Call, peering: Peering): sdk.VpcPeeringConnection {
  const { VpcPeeringConnectionId, requester, accepter, status, message, expiresAt, Tags } = peering;
  return {
    VpcPeeringConnectionId,
    RequesterVpcInfo: sideAnswer(call, requester),
    // AWS: the other's blocks are told once it has accepted.
    AccepterVpcInfo: sideAnswer(call, accepter, status === 'active'),
    Status: { Code: status, Message: message },
    ...(status === 'pending-acceptance' && { ExpirationTime: new Date(expiresAt) }),
    Tags: [...Tags],
  };
}

function sideAnswer(call: Call, side: Side, isTold = true): sdk.VpcPeeringConnectionVpcInfo {
  const vpc = isTold ? vpcOf(call, side) : undefined;
  return {
    OwnerId: side.account,
    Region: side.region,
    VpcId: side.VpcId,
    ...(vpc && {
      CidrBlock: vpc.CidrBlock,
      CidrBlockSet: vpc.CidrBlockAssociationSet.map(({ CidrBlock }) => ({ CidrBlock })),
      PeeringOptions: optionsOf(side),
    }),
  };
}

export const peeringOperations = {
  AcceptVpcPeeringConnection: acceptVpcPeeringConnection,
  CreateVpcPeeringConnection: createVpcPeeringConnection,
  DeleteVpcPeeringConnection: deleteVpcPeeringConnection,
  DescribeVpcPeeringConnections: describeVpcPeeringConnections,
  ModifyVpcPeeringConnectionOptions: modifyVpcPeeringConnectionOptions,
  RejectVpcPeeringConnection: rejectVpcPeeringConnection,
};
