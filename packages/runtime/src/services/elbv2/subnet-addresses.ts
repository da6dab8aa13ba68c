import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../base/aws-error.ts';
import type { Call } from '../../dispatch/service.ts';
import { allocationIdNotFound, invalidInput, notServedHere } from './errors.ts';
import type { LoadBalancerRecord, SubnetAddresses } from './records.ts';

// The addresses that a load balancer is to have in its subnets are kept and told: it listens on loopback.

type Asked = Pick<sdk.SetSubnetsInput, 'Subnets' | 'SubnetMappings'>;

/** The subnets that CreateLoadBalancer and SetSubnets name, in either of their two ways, and addresses in them. */
export function networkIn(
  call: Call,
  { Subnets, SubnetMappings = [] }: Asked,
  type: 'application' | 'network',
): Pick<LoadBalancerRecord, 'addresses' | 'subnets'> {
  // AWS: CreateLoadBalancer: "either subnets or subnet mappings, but not both"; these words are unverified.
  if (Subnets?.length && SubnetMappings.length > 0)
    invalidInput('You must specify either subnets or subnet mappings, but not both');
  const subnets =
    Subnets ??
    SubnetMappings.map(({ SubnetId }) => SubnetId ?? invalidInput('A subnet ID must be specified'));
  if (type === 'application' && subnets.length < 2)
    invalidInput('At least two subnets in two different Availability Zones must be specified');
  // AWS: the words are unverified.
  if (subnets.length < 1) invalidInput('At least one subnet must be specified');
  const entries = SubnetMappings.flatMap((mapping): [string, SubnetAddresses][] => {
    const addresses = addressesIn(call, mapping);
    return addresses ? [[mapping.SubnetId!, addresses]] : [];
  });
  // AWS: CreateLoadBalancer: "[Application Load Balancers] You can't specify Elastic IP addresses"; unverified words.
  if (type === 'application' && entries.length > 0)
    invalidInput("Addresses cannot be specified for load balancers of type 'application'");
  return { subnets, ...(entries.length > 0 && { addresses: Object.fromEntries(entries) }) };
}

function addressesIn(call: Call, mapping: sdk.SubnetMapping): SubnetAddresses | undefined {
  const { AllocationId: allocationId, PrivateIPv4Address: privateAddress, IPv6Address } = mapping;
  if (IPv6Address !== undefined) notServedHere('IPv6 addresses');
  if (allocationId !== undefined) return { allocationId, publicAddress: publicAddressOf(call, allocationId) };
  return privateAddress === undefined ? undefined : { privateAddress };
}

function publicAddressOf(call: Call, id: string): string | undefined {
  try {
    const { Addresses } = call.forward<{ readonly Addresses: readonly { readonly PublicIp: string }[] }>(
      'ec2',
      'DescribeAddresses',
      { AllocationIds: [id] },
    );
    return Addresses[0]?.PublicIp;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'InvalidAllocationID.NotFound') allocationIdNotFound(id);
    throw error;
  }
}

export const zonesOf = ({ addresses = {}, subnets }: LoadBalancerRecord): sdk.AvailabilityZone[] =>
  subnets.map((SubnetId) => {
    const its = addresses[SubnetId];
    if (!its) return { SubnetId };
    const { allocationId, privateAddress, publicAddress } = its;
    const address = allocationId
      ? { IpAddress: publicAddress, AllocationId: allocationId }
      : { PrivateIPv4Address: privateAddress };
    return { SubnetId, LoadBalancerAddresses: [address] };
  });
