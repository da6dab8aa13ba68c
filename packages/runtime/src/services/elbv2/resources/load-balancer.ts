import {
  call,
  made,
  nameFor,
  ResourceFailure,
  tolerate,
  wait,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  listed,
  isOnItsOwn,
  isTold,
} from '../../../dispatch/resource.ts';
import { retagged, tagged, tagsNow } from './tagging.ts';

interface Zone {
  readonly SubnetId: string;
  readonly LoadBalancerAddresses?: readonly {
    readonly AllocationId?: string;
    readonly PrivateIPv4Address?: string;
  }[];
}

/** What CreateLoadBalancer does not take. */
const enforcing = 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic';

interface Balancer {
  readonly LoadBalancerArn: string;
  readonly LoadBalancerName: string;
  readonly DNSName: string;
  readonly CanonicalHostedZoneId?: string;
  readonly SecurityGroups?: readonly string[];
  readonly EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic?: string;
  readonly State: { readonly Code: string; readonly Reason?: string };
  readonly AvailabilityZones: readonly Zone[];
  readonly Scheme: string;
  readonly Type: string;
  readonly IpAddressType: string;
}

export const loadBalancer: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  *create(wanted) {
    const {
      Tags: _,
      Name,
      LoadBalancerAttributes,
      MinimumLoadBalancerCapacity,
      Ipv4IpamPoolId,
      ...others
    } = wanted.properties;
    const { [enforcing]: enforces, ...rest } = others;
    const { LoadBalancers } = yield* call('elasticloadbalancing', 'CreateLoadBalancer', {
      ...rest,
      ...(Ipv4IpamPoolId !== undefined && { IpamPools: { Ipv4IpamPoolId } }),
      Name: Name ?? nameFor(wanted, 32),
      ...tagged(wanted),
    });
    const arn: string = LoadBalancers[0].LoadBalancerArn;
    yield* made(arn);
    if (enforces !== undefined) yield* setSecurityGroups(arn, wanted.properties);
    if (LoadBalancerAttributes) yield* setAttributes(arn, LoadBalancerAttributes);
    if (MinimumLoadBalancerCapacity) yield* reserve(arn, MinimumLoadBalancerCapacity);
    return madeOf(yield* active(arn));
  },
  *update(wanted, { physicalId: arn, properties: before }) {
    const { properties } = wanted;
    const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(before[name]);
    const { Subnets, SubnetMappings, IpAddressType, LoadBalancerAttributes } = properties;
    const of = { LoadBalancerArn: arn };
    if (changed('Subnets') || changed('SubnetMappings')) {
      const subnets = Subnets ? { Subnets } : { SubnetMappings };
      yield* call('elasticloadbalancing', 'SetSubnets', { ...of, ...subnets });
    }
    if (changed('SecurityGroups') || changed(enforcing)) yield* setSecurityGroups(arn, properties);
    if (changed('IpAddressType') && IpAddressType !== undefined)
      yield* call('elasticloadbalancing', 'SetIpAddressType', { ...of, IpAddressType });
    if (changed('LoadBalancerAttributes') && LoadBalancerAttributes)
      yield* setAttributes(arn, LoadBalancerAttributes);
    if (changed('Ipv4IpamPoolId')) {
      const { Ipv4IpamPoolId } = properties;
      yield* call('elasticloadbalancing', 'ModifyIpPools', { ...of, IpamPools: { Ipv4IpamPoolId } });
    }
    if (changed('MinimumLoadBalancerCapacity'))
      yield* reserve(arn, properties['MinimumLoadBalancerCapacity']);
    yield* retagged(wanted, arn);
    return madeOf(yield* active(arn));
  },
  *delete({ physicalId: LoadBalancerArn }) {
    yield* call('elasticloadbalancing', 'DeleteLoadBalancer', { LoadBalancerArn });
  },
  list: listed('elasticloadbalancing', 'DescribeLoadBalancers', {
    items: 'LoadBalancers',
    token: ['Marker', 'NextMarker'],
    identifier: ({ LoadBalancerArn }) => LoadBalancerArn,
  }),
  *adopt({ physicalId }: Had) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read(had: Had) {
    const { physicalId: arn, properties } = had;
    const is = yield* described(arn);
    if (!is) return undefined;
    const { Attributes } = yield* call('elasticloadbalancing', 'DescribeLoadBalancerAttributes', {
      LoadBalancerArn: arn,
    });
    const { AvailabilityZones: zones } = is;
    return {
      Name: is.LoadBalancerName,
      Scheme: is.Scheme,
      Type: is.Type,
      IpAddressType: is.IpAddressType,
      SecurityGroups: is.SecurityGroups,
      ...(properties['SubnetMappings']
        ? { SubnetMappings: zones.map(mappingOf) }
        : { Subnets: zones.map(({ SubnetId }) => SubnetId) }),
      ...(isTold(had, enforcing) && { [enforcing]: is[enforcing] }),
      LoadBalancerAttributes: attributesTold(had, 'LoadBalancerAttributes', Attributes),
      Tags: yield* tagsNow(arn),
    };
  },
};

function* setSecurityGroups(LoadBalancerArn: string, properties: Properties): Work<void> {
  const { SecurityGroups = [], [enforcing]: enforces } = properties;
  const asked = { LoadBalancerArn, SecurityGroups, ...(enforces !== undefined && { [enforcing]: enforces }) };
  yield* call('elasticloadbalancing', 'SetSecurityGroups', asked);
}

/** As it was mapped: by its addresses, where it was given any. */
function mappingOf({ SubnetId, LoadBalancerAddresses = [] }: Zone): Properties {
  const { AllocationId, PrivateIPv4Address } = LoadBalancerAddresses[0] ?? {};
  return {
    SubnetId,
    ...(AllocationId && { AllocationId }),
    ...(PrivateIPv4Address && { PrivateIPv4Address }),
  };
}

function* setAttributes(LoadBalancerArn: string, Attributes: readonly object[]): Work<void> {
  yield* call('elasticloadbalancing', 'ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
}

function* reserve(LoadBalancerArn: string, capacity: Properties | undefined): Work<void> {
  const asked = capacity ? { MinimumLoadBalancerCapacity: capacity } : { ResetCapacityReservation: true };
  yield* call('elasticloadbalancing', 'ModifyCapacityReservation', { LoadBalancerArn, ...asked });
}

/** Those that a template names: all the others have a value as well. All, where no template says anything. */
export function attributesTold(had: Had, name: string, all: readonly Properties[]): readonly Properties[] {
  if (isOnItsOwn(had)) return all;
  const named = (had.properties[name] ?? []) as readonly Properties[];
  return named.flatMap(({ Key }) => all.filter((each) => each['Key'] === Key));
}

function* described(arn: string): Work<Balancer | undefined> {
  const asked = call('elasticloadbalancing', 'DescribeLoadBalancers', { LoadBalancerArns: [arn] });
  const found = yield* tolerate(['LoadBalancerNotFound', 'LoadBalancerNotFoundException'], asked);
  return found?.LoadBalancers[0];
}

/** AWS: CloudFormation reports one that does not become active by its state's reason; the sentence is unverified. */
function* active(arn: string): Work<Balancer> {
  const { LoadBalancers } = yield* wait(
    'elasticloadbalancing',
    'DescribeLoadBalancers',
    { LoadBalancerArns: [arn] },
    { until: "LoadBalancers[0].State.Code != 'provisioning'" },
  );
  const is: Balancer = LoadBalancers[0];
  if (is.State.Code === 'failed')
    throw new ResourceFailure(is.State.Reason ?? `${arn} did not become active`, 'NotStabilized');
  return is;
}

function madeOf(is: Balancer): Made {
  const { LoadBalancerArn, LoadBalancerName, DNSName, CanonicalHostedZoneId, SecurityGroups = [] } = is;
  return {
    physicalId: LoadBalancerArn,
    attributes: {
      LoadBalancerArn,
      LoadBalancerName,
      DNSName,
      LoadBalancerFullName: LoadBalancerArn.slice(LoadBalancerArn.indexOf(':loadbalancer/') + 14),
      CanonicalHostedZoneID: CanonicalHostedZoneId,
      SecurityGroups,
    },
  };
}
