import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { own } from '../../../base/own.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidInput, notServedHere } from '../errors.ts';
import { loadBalancerOf, loadBalancers, type Answer, type LoadBalancerRecord } from '../records.ts';

// A load balancer's network is kept and told. It listens on a loopback address, which none of it decides about.

export const setSubnets: Handler<sdk.SetSubnetsCommandInput, Answer<sdk.SetSubnetsCommandOutput>> = (
  input,
  call,
) => {
  const before = loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  checkAddressType(input.IpAddressType);
  const subnets = subnetsIn(input);
  keep(call, { ...before, subnets });
  return { AvailabilityZones: subnets.map((SubnetId) => ({ SubnetId })), IpAddressType: 'ipv4' };
};

/** The subnets that CreateLoadBalancer and SetSubnets name, in either of their two ways. */
export function subnetsIn({
  Subnets,
  SubnetMappings,
}: Pick<sdk.SetSubnetsInput, 'Subnets' | 'SubnetMappings'>) {
  const subnets = Subnets ?? SubnetMappings?.map((mapping) => mapping.SubnetId!) ?? [];
  if (subnets.length < 2)
    invalidInput('At least two subnets in two different Availability Zones must be specified');
  return subnets;
}

export const setSecurityGroups: Handler<
  sdk.SetSecurityGroupsCommandInput,
  Answer<sdk.SetSecurityGroupsCommandOutput>
> = (input, call) => {
  const securityGroups = input.SecurityGroups!;
  keep(call, { ...loadBalancerOf(call.tx, call, input.LoadBalancerArn), securityGroups });
  return { SecurityGroupIds: securityGroups };
};

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

/** AWS: CLI reference, describe-account-limits, its example; those of application load balancers and their parts. */
const limits: Readonly<Record<string, number>> = {
  'application-load-balancers': 50,
  'certificates-per-application-load-balancer': 25,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-application-load-balancer': 100,
  'target-id-registrations-per-application-load-balancer': 1000,
  'targets-per-application-load-balancer': 1000,
  'targets-per-target-group': 1000,
};

export const describeAccountLimits: Handler<
  sdk.DescribeAccountLimitsCommandInput,
  Answer<sdk.DescribeAccountLimitsCommandOutput>
> = () => ({ Limits: Object.entries(limits).map(([Name, max]) => ({ Name, Max: String(max) })) });

/** AWS: general reference, "Elastic Load Balancing endpoints": hosted zones of application load balancers. */
const hostedZones: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'ca-central-1': 'ZQSVJUPU6J1EY',
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-north-1': 'Z23TAZ6LKFMNIO',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
  'eu-west-3': 'Z3Q77PNBQS71R4',
  'ap-northeast-1': 'Z14GRHDCWA56QT',
  'ap-northeast-2': 'ZWKZPGTI48KDX',
  'ap-south-1': 'ZP97RAFLXTNZK',
  'ap-southeast-1': 'Z1LMS91P8CMLE5',
  'ap-southeast-2': 'Z1GM3OXH4ZPM65',
  'sa-east-1': 'Z2P70J7HTTTPLU',
};

/** What an alias record would name; undefined of a region that the table does not have. */
export const hostedZoneOf = (region: string): string | undefined => own(hostedZones, region);
