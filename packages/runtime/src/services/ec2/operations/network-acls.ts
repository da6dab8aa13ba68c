import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { blockOf } from '../cidr.ts';
import { described, type Looks } from '../describing.ts';
import {
  aclEntryExists,
  aclEntryNotFound,
  defaultAclNotDeletable,
  dependencyViolation,
  invalidParameter,
  missingParameter,
  notFound,
} from '../errors.ts';
import { ipv6BlockOf } from '../ipv6.ts';
import {
  networkAcls,
  subnets,
  vpcs,
  type NetworkAcl,
  type NetworkAclEntry,
  type Subnet,
} from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { lastEntries } from '../defaults.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html */
export const createNetworkAcl: Handler<
  Given<sdk.CreateNetworkAclCommandInput>,
  Answered<sdk.CreateNetworkAclCommandOutput>
> = (input, call) => {
  const { VpcId } = vpcs.get(call, input.VpcId);
  const acl = networkAcls.put(call, {
    NetworkAclId: idFor(call, 'acl'),
    VpcId,
    IsDefault: false,
    Entries: [...lastEntries],
    Tags: tagsFor(input.TagSpecifications),
  });
  return { NetworkAcl: aclAnswer(call, acl) };
};

export const deleteNetworkAcl: Handler<Given<sdk.DeleteNetworkAclCommandInput>, object> = (input, call) => {
  const { NetworkAclId, IsDefault } = networkAcls.get(call, input.NetworkAclId);
  if (IsDefault) defaultAclNotDeletable(NetworkAclId);
  if (subnets.list(call).some((subnet) => subnet.NetworkAclId === NetworkAclId))
    dependencyViolation('networkAcl', NetworkAclId);
  networkAcls.remove(call, NetworkAclId);
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export const createNetworkAclEntry: Handler<Given<sdk.CreateNetworkAclEntryCommandInput>, object> = (
  input,
  call,
) => {
  const { acl, is, others } = entryOf(call, input);
  if (is) aclEntryExists(input.RuleNumber);
  networkAcls.put(call, { ...acl, Entries: [...others, entryFor(input)] });
  return {};
};

export const replaceNetworkAclEntry: Handler<Given<sdk.ReplaceNetworkAclEntryCommandInput>, object> = (
  input,
  call,
) => {
  const { acl, is, others } = entryOf(call, input);
  if (!is) aclEntryNotFound(input);
  networkAcls.put(call, { ...acl, Entries: [...others, entryFor(input)] });
  return {};
};

export const deleteNetworkAclEntry: Handler<Given<sdk.DeleteNetworkAclEntryCommandInput>, object> = (
  input,
  call,
) => {
  const { acl, is, others } = entryOf(call, input);
  if (!is) aclEntryNotFound(input);
  networkAcls.put(call, { ...acl, Entries: others });
  return {};
};

interface Named {
  readonly NetworkAclId: string;
  readonly RuleNumber: number;
  readonly Egress: boolean;
}

function entryOf(call: Call, { NetworkAclId, RuleNumber, Egress }: Named) {
  const acl = networkAcls.get(call, NetworkAclId);
  // AWS: API reference: "Constraints: Positive integer from 1 to 32766. The range 32767 to 65535 is reserved".
  if (RuleNumber < 1 || RuleNumber > 32_766)
    invalidParameter(`Value (${RuleNumber}) for parameter ruleNumber is invalid.`);
  const isIt = (entry: NetworkAclEntry) => entry.RuleNumber === RuleNumber && entry.Egress === Egress;
  return { acl, is: acl.Entries.some(isIt), others: acl.Entries.filter((entry) => !isIt(entry)) };
}

function entryFor(input: Given<sdk.CreateNetworkAclEntryCommandInput>): NetworkAclEntry {
  const { RuleNumber, Egress, Protocol, RuleAction, CidrBlock, Ipv6CidrBlock, PortRange, IcmpTypeCode } =
    input;
  const block = CidrBlock ?? Ipv6CidrBlock ?? missingParameter('cidrBlock');
  if (!(CidrBlock === undefined ? ipv6BlockOf(block) : blockOf(block)))
    invalidParameter(`Value (${block}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  // AWS: API reference: "If you specify protocol 6 (TCP) or 17 (UDP)", a range of ports is required; for ICMP, a type.
  if (/^(6|17|tcp|udp)$/i.test(Protocol) && !PortRange) missingParameter('portRange');
  if (/^(1|58|icmp|icmpv6)$/i.test(Protocol) && !IcmpTypeCode) missingParameter('icmpTypeCode');
  return { RuleNumber, Egress, Protocol, RuleAction, CidrBlock, Ipv6CidrBlock, PortRange, IcmpTypeCode };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html */
export const replaceNetworkAclAssociation: Handler<
  Given<sdk.ReplaceNetworkAclAssociationCommandInput>,
  Answered<sdk.ReplaceNetworkAclAssociationCommandOutput>
> = ({ AssociationId, NetworkAclId }, call) => {
  const acl = networkAcls.get(call, NetworkAclId);
  const subnet =
    subnets.list(call).find((each) => associationOf(each) === AssociationId) ??
    notFound('association', AssociationId);
  // AWS: unverified wording.
  if (subnet.VpcId !== acl.VpcId)
    invalidParameter(`${NetworkAclId} and ${subnet.SubnetId} belong to different networks`);
  const NetworkAclAssociationId = idFor(call, 'aclassoc');
  subnets.put(call, { ...subnet, NetworkAclId, NetworkAclAssociationId });
  return { NewAssociationId: NetworkAclAssociationId };
};

const associationOf = ({ NetworkAclAssociationId, SubnetId }: Subnet): string =>
  NetworkAclAssociationId ?? SubnetId.replace('subnet', 'aclassoc');

/** A subnet that nobody has given another ACL has its VPC's own. */
const isUnder =
  ({ NetworkAclId, VpcId, IsDefault }: NetworkAcl) =>
  (subnet: Subnet): boolean =>
    subnet.NetworkAclId === undefined
      ? IsDefault && subnet.VpcId === VpcId
      : subnet.NetworkAclId === NetworkAclId;

export const describeNetworkAcls: Handler<
  Given<sdk.DescribeNetworkAclsCommandInput>,
  Answered<sdk.DescribeNetworkAclsCommandOutput>
> = (input, call) => {
  const looks: Looks<NetworkAcl> = {
    'association.association-id': (acl) => subnetsUnder(call, acl).map(associationOf),
    'association.network-acl-id': ({ NetworkAclId }) => NetworkAclId,
    'association.subnet-id': (acl) => subnetsUnder(call, acl).map(({ SubnetId }) => SubnetId),
    default: ({ IsDefault }) => IsDefault,
    'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
    'owner-id': () => call.account,
    'vpc-id': ({ VpcId }) => VpcId,
  };
  const { items, NextToken } = described(call, networkAcls, input.NetworkAclIds, { asked: input, looks });
  return { NetworkAcls: items.map((acl) => aclAnswer(call, acl)), NextToken };
};

const subnetsUnder = (call: Call, acl: NetworkAcl): Subnet[] => subnets.list(call).filter(isUnder(acl));

const aclAnswer = (call: Call, acl: NetworkAcl): sdk.NetworkAcl => ({
  ...acl,
  OwnerId: call.account,
  Entries: [...acl.Entries].sort(
    (one, other) => Number(other.Egress) - Number(one.Egress) || one.RuleNumber - other.RuleNumber,
  ),
  Associations: subnetsUnder(call, acl).map((subnet) => ({
    NetworkAclId: acl.NetworkAclId,
    SubnetId: subnet.SubnetId,
    NetworkAclAssociationId: associationOf(subnet),
  })),
  Tags: [...acl.Tags],
});
