import type * as sdk from '@aws-sdk/client-ec2';
import type { Given } from '../../base/given.ts';
import type { Scope } from '../../base/scope.ts';
import { missingParameter } from './errors.ts';
import type { Rule } from './records.ts';

/** What is authorized or revoked: permissions, or one of them spelled out in the request itself. */
export interface Permissions {
  readonly IpPermissions?: readonly Given<sdk.IpPermission>[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

type Unnamed = Omit<Rule, 'SecurityGroupRuleId' | 'Tags'>;

/** AWS: each range, prefix list and group of a permission is a rule of its own. */
export function rulesOf(input: Permissions, IsEgress: boolean): Unnamed[] {
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  const alone =
    IpProtocol === undefined ? [] : [{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp ? [{ CidrIp }] : [] }];
  const all: readonly Given<sdk.IpPermission>[] = input.IpPermissions ?? alone;
  if (all.length === 0) missingParameter('ipPermissions');
  return all.flatMap((permission) => {
    const common = { IsEgress, ...protocolOf(permission) };
    return sourcesOf(permission).map((source) => ({ ...common, ...source }));
  });
}

/** AWS: ports mean nothing to a rule of all protocols. */
export function protocolOf({
  IpProtocol = '-1',
  FromPort,
  ToPort,
}: Pick<Given<sdk.IpPermission>, 'IpProtocol' | 'FromPort' | 'ToPort'>) {
  const numbers: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', all: '-1' };
  const protocol = numbers[IpProtocol.toLowerCase()] ?? IpProtocol.toLowerCase();
  return protocol === '-1' ? { IpProtocol: protocol } : { IpProtocol: protocol, FromPort, ToPort };
}

function sourcesOf(permission: Given<sdk.IpPermission>): Partial<Unnamed>[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp, Description }) => ({ CidrIpv4: CidrIp, Description })),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => ({ CidrIpv6, Description })),
    ...PrefixListIds.map(({ PrefixListId, Description }) => ({ PrefixListId, Description })),
    ...UserIdGroupPairs.map(({ GroupId, Description }) => ({ GroupId, Description })),
  ];
}

const partsOf = (rule: Unnamed) => [
  rule.IsEgress,
  rule.IpProtocol,
  rule.FromPort,
  rule.ToPort,
  rule.CidrIpv4,
  rule.CidrIpv6,
  rule.PrefixListId,
  rule.GroupId,
];

export const sameRule = (one: Unnamed, other: Unnamed): boolean =>
  partsOf(one).every((part, index) => part === partsOf(other)[index]);

/** AWS: seen, as `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW`. */
export function sentenceOf(rule: Unnamed): string {
  const peer = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.GroupId;
  const ports = rule.FromPort === undefined ? '' : `, from port: ${rule.FromPort}, to port: ${rule.ToPort}`;
  const protocol = rule.IpProtocol === '-1' ? 'ALL' : rule.IpProtocol.toUpperCase();
  return `peer: ${peer}, ${protocol}${ports}, ALLOW`;
}

/** Rules of one protocol and range of ports are told together. */
export function permissionsOf({ account }: Scope, rules: readonly Rule[]): sdk.IpPermission[] {
  const byPorts = new Map<string, Rule[]>();
  for (const rule of rules) {
    const ports = JSON.stringify([rule.IpProtocol, rule.FromPort, rule.ToPort]);
    byPorts.set(ports, [...(byPorts.get(ports) ?? []), rule]);
  }
  return [...byPorts.values()].map((same) => ({
    IpProtocol: same[0]!.IpProtocol,
    FromPort: same[0]!.FromPort,
    ToPort: same[0]!.ToPort,
    IpRanges: same.flatMap(({ CidrIpv4, Description }) =>
      CidrIpv4 ? [{ CidrIp: CidrIpv4, Description }] : [],
    ),
    Ipv6Ranges: same.flatMap(({ CidrIpv6, Description }) => (CidrIpv6 ? [{ CidrIpv6, Description }] : [])),
    PrefixListIds: same.flatMap(({ PrefixListId, Description }) =>
      PrefixListId ? [{ PrefixListId, Description }] : [],
    ),
    UserIdGroupPairs: same.flatMap(({ GroupId, Description }) =>
      GroupId ? [{ GroupId, UserId: account, Description }] : [],
    ),
  }));
}

export const ruleAnswer = ({ account }: Scope, group: string, rule: Rule): sdk.SecurityGroupRule => {
  const { GroupId: referenced, Tags, ...rest } = rule;
  return {
    ...rest,
    // AWS: a rule of all protocols has ports of -1 here.
    FromPort: rule.FromPort ?? -1,
    ToPort: rule.ToPort ?? -1,
    GroupId: group,
    GroupOwnerId: account,
    ReferencedGroupInfo: referenced === undefined ? undefined : { GroupId: referenced, UserId: account },
    Tags: [...Tags],
  };
};
