import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { balancerName } from '../../../base/balancer-name.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import { claimsKey } from '../../../base/user-claims-key.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { nextAddress } from '../addresses.ts';
import { logOf, loadBalancerAttributes, setLoadBalancerAttributes } from '../attributes.ts';
import { changed } from '../changes.ts';
import {
  duplicateLoadBalancerName,
  invalidInput,
  loadBalancerProtected,
  loadBalancersNotFound,
  notServedHere,
} from '../errors.ts';
import { begin, loadBalancerFlow, type LoadBalancerState } from '../flow/load-balancer.ts';
import {
  elbArn,
  everywhere,
  flowOf,
  listenersOf,
  loadBalancerOf,
  loadBalancers,
  publicKeys,
  tags,
  typeOf,
  type Answer,
  type LoadBalancerRecord,
} from '../records.ts';
import { tagRecord } from '../tags.ts';
import { tryBucket } from './access-logs.ts';
import { removeListener } from './listeners.ts';
import { hostedZoneOf } from '../hosted-zones.ts';
import { networkIn, zonesOf } from '../subnet-addresses.ts';
import {
  checkAddressType,
  checkPools,
  checkSourceNat,
  securityGroupsAnswer,
} from './load-balancer-settings.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export const createLoadBalancer: Handler<
  sdk.CreateLoadBalancerCommandInput,
  Answer<sdk.CreateLoadBalancerCommandOutput>
> = (input, call) => {
  const name = input.Name!;
  checkName(name);
  const { Type: type = 'application', Scheme: scheme = 'internet-facing', SecurityGroups } = input;
  if (type !== 'application' && type !== 'network') notServedHere(`${type} load balancers`);
  checkAddressType(input.IpAddressType);
  checkSourceNat(input);
  checkPools(input);
  const network = networkIn(call, input, type);
  const settings = { type, name, scheme, ...network, securityGroups: SecurityGroups ?? [] };
  const same = loadBalancers.list(call.tx, call).find((balancer) => balancer.name === name);
  if (same && !hasSettings(same, settings)) duplicateLoadBalancerName(name);
  return { LoadBalancers: [balancerAnswer(call, same ?? start(call, settings, input.Tags))] };
};

export const describeLoadBalancers: Handler<
  sdk.DescribeLoadBalancersCommandInput,
  Answer<sdk.DescribeLoadBalancersCommandOutput>
> = (input, call) => {
  const all = loadBalancers.list(call.tx, call);
  const names = input.Names ?? [];
  const unknown = names.filter((name) => !all.some((balancer) => balancer.name === name));
  if (unknown.length > 0) loadBalancersNotFound(unknown);
  const byArn = (input.LoadBalancerArns ?? []).map((arn) => loadBalancerOf(call.tx, call, arn));
  const everything = names.length === 0 && byArn.length === 0;
  const found = everything ? all : [...byArn, ...all.filter((balancer) => names.includes(balancer.name))];
  const page = pageOf(found, (balancer) => balancer.arn, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { LoadBalancers: page.items.map((each) => balancerAnswer(call, each)), NextMarker: page.next };
};

/** AWS: deleting a load balancer that is not there succeeds; its listeners go with it. */
export const deleteLoadBalancer: Handler<sdk.DeleteLoadBalancerCommandInput, object> = (input, call) => {
  const arn = input.LoadBalancerArn!;
  const balancer = loadBalancers.get(call.tx, call, arn);
  if (!balancer) return {};
  if (balancer.attributes['deletion_protection.enabled'] === 'true') loadBalancerProtected(arn);
  for (const listener of listenersOf(call.tx, call, arn)) removeListener(call, listener);
  changed(call, arn);
  if (balancer.seed !== undefined) publicKeys.delete(call.tx, everywhere, claimsKey(balancer.seed).id);
  loadBalancers.delete(call.tx, call, arn);
  tags.delete(call.tx, call, arn);
  return {};
};

export const describeLoadBalancerAttributes: Handler<
  sdk.DescribeLoadBalancerAttributesCommandInput,
  Answer<sdk.DescribeLoadBalancerAttributesCommandOutput>
> = (input, call) => ({
  Attributes: loadBalancerAttributes(loadBalancerOf(call.tx, call, input.LoadBalancerArn!)),
});

/** AWS: a bucket for logs is tried before it is taken. */
export const modifyLoadBalancerAttributes: WaitingHandler<
  sdk.ModifyLoadBalancerAttributesCommandInput,
  Answer<sdk.ModifyLoadBalancerAttributesCommandOutput>
> = {
  async waits(input, call) {
    const wanted = (inside: Call) => {
      const before = loadBalancerOf(inside.tx, inside, input.LoadBalancerArn!);
      const attributes = setLoadBalancerAttributes(before, input.Attributes);
      return { before, balancer: { ...before, attributes } };
    };
    const { before, balancer } = call.transaction(wanted);
    for (const about of ['requests', 'connections'] as const) {
      const destination = logOf(balancer, about);
      if (destination && JSON.stringify(destination) !== JSON.stringify(logOf(before, about)))
        await tryBucket(call, balancer, { about, ...destination });
    }
    return call.transaction((inside) => {
      const { balancer } = wanted(inside);
      loadBalancers.put(inside.tx, inside, balancer.arn, balancer);
      changed(inside, balancer.arn);
      return { Attributes: loadBalancerAttributes(balancer) };
    });
  },
};

type Settings = Pick<LoadBalancerRecord, 'addresses' | 'name' | 'scheme' | 'securityGroups' | 'subnets'> & {
  readonly type: 'application' | 'network';
};

function start(
  call: Call,
  { type, ...settings }: Settings,
  given: readonly sdk.Tag[] | undefined,
): LoadBalancerRecord {
  const kind = type === 'network' ? 'net' : 'app';
  const balancer: LoadBalancerRecord = {
    ...settings,
    arn: elbArn(call, `loadbalancer/${kind}/${settings.name}/${call.ids.word(16, alphabets.hex)}`),
    createdTime: call.now,
    address: nextAddress(call),
    version: 1,
    attributes: {},
  };
  loadBalancers.put(call.tx, call, balancer.arn, balancer);
  tags.put(call.tx, call, balancer.arn, tagRecord(given));
  call.flows.start(loadBalancerFlow.kind, flowOf(call, balancer.arn), begin(scopeOf(call), balancer.arn));
  return balancer;
}

const scopeOf = ({ account, region }: Call) => ({ account, region });

function hasSettings(balancer: LoadBalancerRecord, settings: Settings): boolean {
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();
  return (
    typeOf(balancer.arn) === settings.type &&
    JSON.stringify(balancer.addresses) === JSON.stringify(settings.addresses) &&
    balancer.scheme === settings.scheme &&
    same(balancer.subnets, settings.subnets) &&
    same(balancer.securityGroups, settings.securityGroups)
  );
}

function checkName(name: string): void {
  if (name.length > 32)
    invalidInput(`The load balancer name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name))
    invalidInput(`The load balancer name '${name}' can only contain alphanumeric characters and hyphens(-)`);
  if (/^-|-$/.test(name))
    invalidInput(`The load balancer name '${name}' cannot begin or end with a hyphen(-)`);
  if (name.startsWith('internal-'))
    invalidInput(`The load balancer name '${name}' cannot begin with 'internal-'`);
}

function balancerAnswer(call: Call, balancer: LoadBalancerRecord): sdk.LoadBalancer {
  const state = call.flows.state<LoadBalancerState>(flowOf(call, balancer.arn));
  return {
    LoadBalancerArn: balancer.arn,
    DNSName: addressOf(balancer, state),
    CanonicalHostedZoneId: hostedZoneOf(typeOf(balancer.arn), call.region),
    CreatedTime: new Date(balancer.createdTime),
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    State: stateOf(state, doorOf(call, balancer)),
    Type: typeOf(balancer.arn),
    AvailabilityZones: zonesOf(balancer),
    ...securityGroupsAnswer(balancer),
    IpAddressType: 'ipv4',
  };
}

/** Where its name is known: at the port that the house is reached at. */
function doorOf(call: Call, { name }: LoadBalancerRecord): string {
  const port = /:\d+$/.exec(call.endpoint)?.[0] ?? '';
  return `http://${balancerName(name, call)}${port}/`;
}

function stateOf(state: LoadBalancerState | undefined, door: string): sdk.LoadBalancerState {
  if (state?.failure !== undefined)
    return { Code: state.applied > 0 ? 'active_impaired' : 'failed', Reason: state.failure };
  const isActive = state !== undefined && state.applied > 0;
  return { Code: isActive ? 'active' : 'provisioning', ...(isActive && elsewhere(state, door)) };
}

/** Ours: ports that this user, or this machine, may not listen on are served by others. */
function elsewhere(
  { observed: { places = [] } }: LoadBalancerState,
  door: string,
): { readonly Reason?: string } {
  if (places.length === 0) return {};
  const told = places.map(({ port, at }) => `${port} is at ${at.address}:${at.port}`);
  return { Reason: `Not every port may be had here: ${told.join(', ')}. Browsers find all at ${door}.` };
}

/** Where a system has one loopback address, all load balancers have it. */
const addressOf = ({ address }: LoadBalancerRecord, state: LoadBalancerState | undefined): string =>
  state?.observed.places?.find(({ at }) => at.address !== address)?.at.address ?? address;
