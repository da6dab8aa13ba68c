import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  assignsIpv6,
  invalidRange,
  missingParameter,
  notFound,
  notServedHere,
  subnetConflict,
} from '../errors.ts';
import { ipv6BlockOf, isWithin, overlap } from '../ipv6.ts';
import { subnets, vpcs, type Ipv6Association, type Vpc } from '../records.ts';
import { idFor } from '../shelf.ts';

/** A block of IPv6 for a subnet: within its VPC's, and apart from those of its other subnets. */
export function ipv6For(
  call: Call,
  { VpcId, Ipv6CidrBlockAssociationSet = [] }: Vpc,
  Ipv6CidrBlock: string,
): Ipv6Association {
  const block = ipv6BlockOf(Ipv6CidrBlock);
  const isInside = Ipv6CidrBlockAssociationSet.some(
    (each) => block && isWithin(block, ipv6BlockOf(each.Ipv6CidrBlock)!),
  );
  // AWS: user guide, "IPv6 subnet CIDR sizing": "between /44 and /64 in increments of /4".
  const isOfASize = block && block.bits >= 44 && block.bits <= 64 && block.bits % 4 === 0;
  if (!block || !isInside || !isOfASize) return invalidRange('Subnet', Ipv6CidrBlock);
  const taken = subnets
    .list(call)
    .filter((subnet) => subnet.VpcId === VpcId)
    .flatMap((subnet) => subnet.Ipv6CidrBlockAssociationSet ?? []);
  if (taken.some((each) => overlap(block, ipv6BlockOf(each.Ipv6CidrBlock)!))) subnetConflict(Ipv6CidrBlock);
  return { AssociationId: idFor(call, 'subnet-cidr-assoc'), Ipv6CidrBlock };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html */
export const associateSubnetCidrBlock: Handler<
  Given<sdk.AssociateSubnetCidrBlockCommandInput>,
  Answered<sdk.AssociateSubnetCidrBlockCommandOutput>
> = (input, call) => {
  const { SubnetId, Ipv6CidrBlock = missingParameter('ipv6CidrBlock') } = input;
  if (input.Ipv6IpamPoolId !== undefined) notServedHere('Ipv6IpamPoolId');
  const subnet = subnets.get(call, SubnetId);
  const association = ipv6For(call, vpcs.get(call, subnet.VpcId), Ipv6CidrBlock);
  const Ipv6CidrBlockAssociationSet = [...(subnet.Ipv6CidrBlockAssociationSet ?? []), association];
  subnets.put(call, { ...subnet, Ipv6CidrBlockAssociationSet });
  return { SubnetId, Ipv6CidrBlockAssociation: subnetIpv6Answer(association) };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateSubnetCidrBlock.html */
export const disassociateSubnetCidrBlock: Handler<
  Given<sdk.DisassociateSubnetCidrBlockCommandInput>,
  Answered<sdk.DisassociateSubnetCidrBlockCommandOutput>
> = ({ AssociationId }, call) => {
  const isIt = (each: Ipv6Association) => each.AssociationId === AssociationId;
  const subnet =
    subnets.list(call).find(({ Ipv6CidrBlockAssociationSet: set = [] }) => set.some(isIt)) ??
    notFound('association', AssociationId);
  if (subnet.AssignIpv6AddressOnCreation) assignsIpv6(AssociationId);
  const { SubnetId, Ipv6CidrBlockAssociationSet = [] } = subnet;
  const others = Ipv6CidrBlockAssociationSet.filter((each) => !isIt(each));
  subnets.put(call, { ...subnet, Ipv6CidrBlockAssociationSet: others });
  const was = subnetIpv6Answer(Ipv6CidrBlockAssociationSet.find(isIt)!);
  return { SubnetId, Ipv6CidrBlockAssociation: { ...was, Ipv6CidrBlockState: { State: 'disassociated' } } };
};

export const subnetIpv6Answer = (association: Ipv6Association): sdk.SubnetIpv6CidrBlockAssociation => ({
  ...association,
  Ipv6CidrBlockState: { State: 'associated' },
  Ipv6AddressAttribute: 'public',
  IpSource: 'amazon',
});
