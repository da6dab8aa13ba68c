import {
  answered,
  call,
  made,
  tolerate,
  type Properties,
  type ResourceType,
} from '../../../dispatch/resource.ts';
import { kept } from './kept.ts';

/** What CloudFormation calls each option, and whether it is a list of values. */
const options: readonly (readonly [property: string, Key: string, isList?: true])[] = [
  ['DomainName', 'domain-name'],
  ['DomainNameServers', 'domain-name-servers', true],
  ['Ipv6AddressPreferredLeaseTime', 'ipv6-address-preferred-lease-time'],
  ['NetbiosNameServers', 'netbios-name-servers', true],
  ['NetbiosNodeType', 'netbios-node-type'],
  ['NtpServers', 'ntp-servers', true],
];
const numeric = /^(NetbiosNodeType|Ipv6AddressPreferredLeaseTime)$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-dhcpoptions.html */
export const dhcpOptions = kept({
  typeName: 'AWS::EC2::DHCPOptions',
  noun: 'DhcpOptions',
  nouns: 'DhcpOptions',
  tagged: 'dhcp-options',
  id: 'DhcpOptionsId',
  missing: 'InvalidDhcpOptionID.NotFound',
  asked: (properties) => ({
    DhcpConfigurations: options.flatMap(([property, Key]) => {
      const value: unknown = properties[property];
      return value === undefined ? [] : [{ Key, Values: [value].flat().map(String) }];
    }),
  }),
  told: ({ DhcpConfigurations }) => {
    const told = options.flatMap(([property, key, isList]) => {
      const is = DhcpConfigurations.find(({ Key }: Properties) => Key === key);
      if (!is) return [];
      const values: string[] = is.Values.map(({ Value }: Properties) => Value as string);
      const [first] = values;
      return [[property, isList ? values : numeric.test(property) ? Number(first) : first]];
    });
    return Object.fromEntries(told);
  },
});

/** AWS: CloudFormation template reference, AWS::EC2::VPCDHCPOptionsAssociation. */
export const vpcDhcpOptionsAssociation: ResourceType = {
  typeName: 'AWS::EC2::VPCDHCPOptionsAssociation',
  *create({ properties: { DhcpOptionsId, VpcId } }) {
    yield* call('ec2', 'AssociateDhcpOptions', { DhcpOptionsId, VpcId });
    const physicalId = `${DhcpOptionsId}|${VpcId}`;
    yield* made(physicalId);
    return { physicalId };
  },
  // AWS: unverified that a network is without options then, as its documentation of `default` says.
  *delete({ physicalId }) {
    const [DhcpOptionsId, VpcId] = physicalId.split('|');
    const found = yield* tolerate(
      ['InvalidVpcID.NotFound'],
      call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] }),
    );
    if (found?.Vpcs[0].DhcpOptionsId !== DhcpOptionsId) return;
    yield* call('ec2', 'AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId });
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId }) {
    const [DhcpOptionsId, VpcId] = physicalId.split('|');
    const found = yield* tolerate(
      ['InvalidVpcID.NotFound'],
      call('ec2', 'DescribeVpcs', { VpcIds: [VpcId] }),
    );
    return found?.Vpcs[0].DhcpOptionsId === DhcpOptionsId ? { DhcpOptionsId, VpcId } : undefined;
  },
};
