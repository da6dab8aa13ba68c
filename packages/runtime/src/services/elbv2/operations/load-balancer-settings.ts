import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidConfiguration, notServedHere } from '../errors.ts';
import { loadBalancerOf, loadBalancers, typeOf, type Answer, type LoadBalancerRecord } from '../records.ts';
import { networkIn, zonesOf } from '../subnet-addresses.ts';

// A load balancer's network is kept and told. It listens on a loopback address, which none of it decides about.

export const setSubnets: Handler<sdk.SetSubnetsCommandInput, Answer<sdk.SetSubnetsCommandOutput>> = (
  input,
  call,
) => {
  const before = loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  checkAddressType(input.IpAddressType);
  checkSourceNat(input);
  const balancer = { ...before, ...networkIn(call, input, typeOf(before.arn)) };
  keep(call, balancer);
  return { AvailabilityZones: zonesOf(balancer), IpAddressType: 'ipv4' };
};

/**
 * AWS: SetSecurityGroups: not of a network load balancer that had none, as in
 * kubernetes-sigs/cluster-api-provider-aws#4790.
 */
export const setSecurityGroups: Handler<
  sdk.SetSecurityGroupsCommandInput,
  Answer<sdk.SetSecurityGroupsCommandOutput>
> = (input, call) => {
  const before = loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  const isNetwork = typeOf(before.arn) === 'network';
  if (isNetwork && before.securityGroups.length === 0)
    invalidConfiguration(
      'You cannot set security groups on a Network Load Balancer which was created without any security groups.',
    );
  const { SecurityGroups: securityGroups = [] } = input;
  const enforces = input.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic ?? before.enforcesOnPrivateLink;
  const balancer = { ...before, securityGroups, ...(isNetwork && { enforcesOnPrivateLink: enforces }) };
  keep(call, balancer);
  const { SecurityGroups: SecurityGroupIds, ...told } = securityGroupsAnswer(balancer);
  return { SecurityGroupIds, ...told };
};

/** A network load balancer tells of them where it has any. */
export function securityGroupsAnswer({
  arn,
  securityGroups,
  enforcesOnPrivateLink = 'on',
}: LoadBalancerRecord): Pick<sdk.LoadBalancer, 'SecurityGroups'> &
  Pick<sdk.SetSecurityGroupsOutput, 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic'> {
  const told = { SecurityGroups: [...securityGroups] };
  if (typeOf(arn) === 'application') return told;
  if (securityGroups.length === 0) return {};
  return { ...told, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: enforcesOnPrivateLink };
}

export const setIpAddressType: Handler<
  sdk.SetIpAddressTypeCommandInput,
  Answer<sdk.SetIpAddressTypeCommandOutput>
> = (input, call) => {
  loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  checkAddressType(input.IpAddressType);
  return { IpAddressType: 'ipv4' };
};

export function checkAddressType(type: string | undefined): void {
  if (type !== undefined && type !== 'ipv4') notServedHere(`the IP address type ${type}`);
}

/** IPv6 alone has prefixes for it. */
export function checkSourceNat(
  input: Pick<sdk.CreateLoadBalancerInput, 'EnablePrefixForIpv6SourceNat'>,
): void {
  if ((input.EnablePrefixForIpv6SourceNat ?? 'off') !== 'off') notServedHere('prefixes for IPv6 source NAT');
}

/** A load balancer has its loopback address from nobody's pool. */
export function checkPools(
  input: Pick<sdk.CreateLoadBalancerInput, 'CustomerOwnedIpv4Pool' | 'IpamPools'>,
): void {
  if (input.CustomerOwnedIpv4Pool !== undefined) notServedHere('customer-owned address pools');
  if (input.IpamPools !== undefined) notServedHere('IPAM pools');
}

/** Nothing is reserved: a load balancer of this house has what the machine has. Reserving is not served. */
export const describeCapacityReservation: Handler<
  sdk.DescribeCapacityReservationCommandInput,
  Answer<sdk.DescribeCapacityReservationCommandOutput>
> = (input, call) => {
  loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  return { CapacityReservationState: [] };
};

const keep = (call: Call, balancer: LoadBalancerRecord): void =>
  loadBalancers.put(call.tx, call, balancer.arn, balancer);

/** AWS: CLI reference, describe-account-limits, its example: those of load balancers that are served. */
const limits: Readonly<Record<string, number>> = {
  'application-load-balancers': 50,
  'certificates-per-application-load-balancer': 25,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
  'certificates-per-network-load-balancer': 25,
  'listeners-per-application-load-balancer': 50,
  'listeners-per-network-load-balancer': 50,
  'network-load-balancers': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-application-load-balancer': 100,
  'target-id-registrations-per-application-load-balancer': 1000,
  'targets-per-application-load-balancer': 1000,
  'targets-per-availability-zone-per-network-load-balancer': 500,
  'targets-per-network-load-balancer': 3000,
  'targets-per-target-group': 1000,
};

export const describeAccountLimits: Handler<
  sdk.DescribeAccountLimitsCommandInput,
  Answer<sdk.DescribeAccountLimitsCommandOutput>
> = () => ({ Limits: Object.entries(limits).map(([Name, max]) => ({ Name, Max: String(max) })) });
