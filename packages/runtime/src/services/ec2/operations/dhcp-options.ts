import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { described, type Looks } from '../describing.ts';
import { dependencyViolation, invalidParameter } from '../errors.ts';
import { dhcpOptions, vpcs, type DhcpOptions } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

// AWS: API reference, CreateDhcpOptions.
const keys = [
  'domain-name',
  'domain-name-servers',
  'ipv6-address-preferred-lease-time',
  'netbios-name-servers',
  'netbios-node-type',
  'ntp-servers',
];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html */
export const createDhcpOptions: Handler<
  Given<sdk.CreateDhcpOptionsCommandInput>,
  Answered<sdk.CreateDhcpOptionsCommandOutput>
> = (input, call) => {
  const Configurations = input.DhcpConfigurations.map(({ Key = '', Values = [] }) => {
    if (!keys.includes(Key))
      invalidParameter(`Value (${Key}) for parameter name is invalid. Unknown DHCP option`);
    return { Key, Values };
  });
  const options = dhcpOptions.put(call, {
    DhcpOptionsId: idFor(call, 'dopt'),
    Configurations,
    Tags: tagsFor(input.TagSpecifications),
  });
  return { DhcpOptions: optionsAnswer(call, options) };
};

const looks: Looks<DhcpOptions> = {
  'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
  key: ({ Configurations }) => Configurations.map(({ Key }) => Key),
  value: ({ Configurations }) => Configurations.flatMap(({ Values }) => Values),
};

export const describeDhcpOptions: Handler<
  Given<sdk.DescribeDhcpOptionsCommandInput>,
  Answered<sdk.DescribeDhcpOptionsCommandOutput>
> = (input, call) => {
  const owned: Looks<DhcpOptions> = { ...looks, 'owner-id': () => call.account };
  const asked = { asked: input, looks: owned };
  const { items, NextToken } = described(call, dhcpOptions, input.DhcpOptionsIds, asked);
  return { DhcpOptions: items.map((options) => optionsAnswer(call, options)), NextToken };
};

/** AWS: "You must disassociate the set of DHCP options before you can delete it." */
export const deleteDhcpOptions: Handler<Given<sdk.DeleteDhcpOptionsCommandInput>, object> = (input, call) => {
  const { DhcpOptionsId } = dhcpOptions.get(call, input.DhcpOptionsId);
  if (vpcs.list(call).some((vpc) => vpc.DhcpOptionsId === DhcpOptionsId))
    dependencyViolation('dhcpOptions', DhcpOptionsId);
  dhcpOptions.remove(call, DhcpOptionsId);
  return {};
};

/** AWS: "The ID of the DHCP options set, or `default` to associate no DHCP options with the VPC." */
export const associateDhcpOptions: Handler<Given<sdk.AssociateDhcpOptionsCommandInput>, object> = (
  { VpcId, DhcpOptionsId },
  call,
) => {
  if (DhcpOptionsId !== 'default') dhcpOptions.get(call, DhcpOptionsId);
  vpcs.put(call, { ...vpcs.get(call, VpcId), DhcpOptionsId });
  return {};
};

const optionsAnswer = (call: Call, { Configurations, Tags, ...rest }: DhcpOptions): sdk.DhcpOptions => ({
  ...rest,
  OwnerId: call.account,
  DhcpConfigurations: Configurations.map(({ Key, Values }) => ({
    Key,
    Values: Values.map((Value) => ({ Value })),
  })),
  Tags: [...Tags],
});
