import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf, isWithin } from '../cidr.ts';
import {
  blockInUse,
  invalidParameter,
  invalidRange,
  missingParameter,
  notFound,
  notServedHere,
} from '../errors.ts';
import { ipv6BlockOf, isWithin as isWithinIpv6, providedBlock } from '../ipv6.ts';
import {
  routeTables,
  subnets,
  vpcs,
  type Ipv6Association,
  type Route,
  type Subnet,
  type Vpc,
} from '../records.ts';
import { idFor } from '../shelf.ts';

/** AWS: "The allowed block size is between a /28 netmask and /16 netmask." */
export function checkBlock(cidr: string): void {
  const block = blockOf(cidr);
  if (!block || block.bits < 16 || block.bits > 28) invalidRange('Vpc', cidr);
}

/** What a VPC may be given of IPv6. */
interface Ipv6Wish {
  readonly AmazonProvidedIpv6CidrBlock?: boolean | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly Ipv6Pool?: string | undefined;
  readonly Ipv6IpamPoolId?: string | undefined;
  readonly Ipv4IpamPoolId?: string | undefined;
}

/** A block of IPv6, where one is wished for: Amazon's own. There is no pool here that others could be of. */
export function ipv6Wished(call: Call, wish: Ipv6Wish): Ipv6Association | undefined {
  for (const member of ['Ipv6CidrBlock', 'Ipv6Pool', 'Ipv6IpamPoolId', 'Ipv4IpamPoolId'] as const)
    if (wish[member] !== undefined) notServedHere(member);
  return wish.AmazonProvidedIpv6CidrBlock
    ? { AssociationId: idFor(call, 'vpc-cidr-assoc'), Ipv6CidrBlock: providedBlock(call) }
    : undefined;
}

export const associateVpcCidrBlock: Handler<
  Given<sdk.AssociateVpcCidrBlockCommandInput>,
  Answered<sdk.AssociateVpcCidrBlockCommandOutput>
> = (input, call) => {
  const { VpcId } = input;
  const vpc = vpcs.get(call, VpcId);
  const wished = ipv6Wished(call, input);
  if (wished) {
    kept(call, { ...vpc, Ipv6CidrBlockAssociationSet: [...ipv6Of(vpc), wished] });
    return { VpcId, Ipv6CidrBlockAssociation: ipv6Answer(call, wished) };
  }
  const CidrBlock = input.CidrBlock ?? missingParameter('cidrBlock');
  checkBlock(CidrBlock);
  const association = { AssociationId: idFor(call, 'vpc-cidr-assoc'), CidrBlock };
  kept(call, { ...vpc, CidrBlockAssociationSet: [...vpc.CidrBlockAssociationSet, association] });
  return { VpcId, CidrBlockAssociation: { ...association, CidrBlockState: { State: 'associated' } } };
};

const ipv6Of = ({ Ipv6CidrBlockAssociationSet = [] }: Pick<Vpc, 'Ipv6CidrBlockAssociationSet'>) =>
  Ipv6CidrBlockAssociationSet;

export const disassociateVpcCidrBlock: Handler<
  Given<sdk.DisassociateVpcCidrBlockCommandInput>,
  Answered<sdk.DisassociateVpcCidrBlockCommandOutput>
> = ({ AssociationId }, call) => {
  const isIt = (each: { readonly AssociationId: string }) => each.AssociationId === AssociationId;
  const isNot = (each: { readonly AssociationId: string }) => !isIt(each);
  const vpc =
    vpcs.list(call).find((each) => [...each.CidrBlockAssociationSet, ...ipv6Of(each)].some(isIt)) ??
    notFound('association', AssociationId);
  const { VpcId } = vpc;
  const within = subnets.list(call).filter((subnet) => subnet.VpcId === VpcId);
  const sixth = ipv6Of(vpc).find(isIt);
  if (sixth) {
    if (within.some((subnet) => isIn(subnet, sixth.Ipv6CidrBlock))) blockInUse(VpcId, sixth.Ipv6CidrBlock);
    kept(call, { ...vpc, Ipv6CidrBlockAssociationSet: ipv6Of(vpc).filter(isNot) });
    const Ipv6CidrBlockState = { State: 'disassociated' as const };
    return { VpcId, Ipv6CidrBlockAssociation: { ...ipv6Answer(call, sixth), Ipv6CidrBlockState } };
  }
  const { CidrBlock } = vpc.CidrBlockAssociationSet.find(isIt)!;
  if (CidrBlock === vpc.CidrBlock)
    invalidParameter(`The vpc CIDR block with association ID ${AssociationId} may not be disassociated.`);
  if (within.some((subnet) => isWithin(blockOf(subnet.CidrBlock)!, blockOf(CidrBlock)!)))
    blockInUse(VpcId, CidrBlock);
  kept(call, { ...vpc, CidrBlockAssociationSet: vpc.CidrBlockAssociationSet.filter(isNot) });
  const CidrBlockState = { State: 'disassociated' as const };
  return { VpcId, CidrBlockAssociation: { AssociationId, CidrBlock, CidrBlockState } };
};

const isIn = (subnet: Subnet, block: string): boolean =>
  ipv6Of(subnet).some((each) => isWithinIpv6(ipv6BlockOf(each.Ipv6CidrBlock)!, ipv6BlockOf(block)!));

/** Keeps a VPC whose blocks are others now: its route tables lead to them. */
function kept(call: Call, vpc: Vpc): void {
  vpcs.put(call, vpc);
  for (const table of routeTables.list(call)) {
    if (table.VpcId !== vpc.VpcId) continue;
    const others = table.Routes.filter(({ Origin }) => Origin === 'CreateRoute');
    routeTables.put(call, { ...table, Routes: [...localRoutes(vpc), ...others] });
  }
}

/** AWS: VPC user guide, "Route table concepts": "Local route – A default route for communication within the VPC." */
export const localRoutes = (vpc: Vpc): Route[] => [
  ...vpc.CidrBlockAssociationSet.map(({ CidrBlock }) => local({ DestinationCidrBlock: CidrBlock })),
  ...ipv6Of(vpc).map(({ Ipv6CidrBlock }) => local({ DestinationIpv6CidrBlock: Ipv6CidrBlock })),
];

const local = (destination: Pick<Route, 'DestinationCidrBlock' | 'DestinationIpv6CidrBlock'>): Route => ({
  ...destination,
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
});

export const ipv6Answer = (call: Call, association: Ipv6Association): sdk.VpcIpv6CidrBlockAssociation => ({
  ...association,
  Ipv6CidrBlockState: { State: 'associated' },
  NetworkBorderGroup: call.region,
  Ipv6Pool: 'Amazon',
  Ipv6AddressAttribute: 'public',
  IpSource: 'amazon',
});
