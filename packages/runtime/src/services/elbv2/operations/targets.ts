import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { targetGroupChanged } from '../changes.ts';
import { invalidInput, invalidTarget } from '../errors.ts';
import type { Leaving, LoadBalancerState } from '../flow/load-balancer.ts';
import { healthOf } from '../health.ts';
import { checkFunction } from './function-targets.ts';
import { placeOfListener } from './names.ts';
import {
  flowOf,
  listenersOf,
  loadBalancers,
  targetGroupOf,
  targetGroups,
  typeOf,
  type Answer,
  type TargetGroupRecord,
  type TargetRecord,
} from '../records.ts';

interface Place {
  readonly id: string;
  readonly port: number;
}
const isAt = (target: Place, { id, port }: Place): boolean => target.id === id && target.port === port;

export const registerTargets: Handler<sdk.RegisterTargetsCommandInput, object> = (input, call) => {
  const group = targetGroupOf(call.tx, call, input.TargetGroupArn!);
  const places = input.Targets!.map((target) => placeOf(target, group));
  const reaches = reachesOf(call, group, places);
  // AWS: a target that is registered already stays as it is; one that is leaving is taken back.
  const added = places.filter((place, index) => {
    const known = group.targets.find((target) => isAt(target, place));
    return !(known && !known.draining) && places.findIndex((other) => isAt(other, place)) === index;
  });
  if (added.length === 0) return {};
  const version = versionAfterThis(call, group);
  const stay = group.targets.filter((target) => !added.some((place) => isAt(target, place)));
  const come = added.map((place): TargetRecord => {
    const registration = call.tx.next('elasticloadbalancing.registrations');
    return { ...place, registration, version, ...reaches.get(place) };
  });
  targetGroupChanged(call, { ...group, targets: [...stay, ...come] });
  return {};
};

/** AWS: a target that is not registered may be deregistered; without a port, all its ports are. */
export const deregisterTargets: Handler<sdk.DeregisterTargetsCommandInput, object> = (input, call) => {
  const group = targetGroupOf(call.tx, call, input.TargetGroupArn!);
  const leaves = (target: TargetRecord) =>
    !target.draining &&
    input.Targets!.some(({ Id, Port }) => Id === target.id && (Port === undefined || Port === target.port));
  if (!group.targets.some(leaves)) return {};
  const used = group.loadBalancerArn !== undefined;
  const targets = used
    ? group.targets.map((target) => (leaves(target) ? { ...target, draining: true } : target))
    : group.targets.filter((target) => !leaves(target));
  targetGroupChanged(call, { ...group, targets });
  return {};
};

export const describeTargetHealth: Handler<
  sdk.DescribeTargetHealthCommandInput,
  Answer<sdk.DescribeTargetHealthCommandOutput>
> = (input, call) => {
  const group = targetGroupOf(call.tx, call, input.TargetGroupArn!);
  const asked: readonly Place[] = input.Targets?.length
    ? input.Targets.map((target) => placeOf(target, group))
    : group.targets;
  const balancer =
    group.loadBalancerArn === undefined
      ? undefined
      : call.flows.state<LoadBalancerState>(flowOf(call, group.loadBalancerArn));
  const TargetHealthDescriptions = asked.map((place) => {
    const target = group.targets.find((each) => isAt(each, place));
    const { port } = group.healthCheck;
    const HealthCheckPort = port === 'traffic-port' ? String(place.port) : port;
    return {
      Target: { Id: place.id, ...(group.targetType !== 'lambda' && { Port: place.port }) },
      ...(group.targetType !== 'lambda' && { HealthCheckPort }),
      TargetHealth: healthOf(target, group, balancer),
    };
  });
  return { TargetHealthDescriptions };
};

/** The house's own, told by the load balancer's flow: a target has finished what it had. */
export const finishDraining: Handler<Leaving, object> = (leaving, call) => {
  const group = targetGroups.get(call.tx, call, leaving.targetGroup);
  if (!group) return {};
  const targets = group.targets.filter(
    (target) => !(target.draining && target.registration === leaving.registration),
  );
  if (targets.length < group.targets.length) targetGroupChanged(call, { ...group, targets });
  return {};
};

function placeOf({ Id, Port }: sdk.TargetDescription, group: TargetGroupRecord): Place {
  return { id: Id!, port: group.targetType === 'lambda' ? 0 : (Port ?? group.port) };
}

type Reaches = ReadonlyMap<Place, Pick<TargetRecord, 'address' | 'reachedAtPort'>>;

/** Where targets are reached, where that is not what they are called. Refuses those that cannot be. */
function reachesOf(call: Call, group: TargetGroupRecord, places: readonly Place[]): Reaches {
  switch (group.targetType) {
    case 'alb':
      return new Map(places.map((place) => [place, balancerTarget(call, place)]));
    case 'instance': {
      const addresses = addressesOf(call, places);
      for (const place of places) checkTarget(place, addresses);
      return new Map(places.map((place) => [place, { address: addresses.get(place.id)! }]));
    }
    case 'ip':
      for (const place of places) checkTarget(place, undefined);
      return new Map();
    case 'lambda': {
      checkFunction(
        call,
        group,
        places.map(({ id }) => id),
      );
      return new Map();
    }
  }
}

/** AWS: as in hashicorp/terraform-provider-aws#38987. */
function balancerTarget(call: Call, { id, port }: Place) {
  const balancer = loadBalancers.get(call.tx, call, id);
  // AWS: the words are unverified.
  if (!balancer || typeOf(id) !== 'application')
    return invalidTarget(`The following targets are not valid Application Load Balancers: '${id}'`);
  if (!listenersOf(call.tx, call, id).some((listener) => listener.port === port))
    invalidInput(
      'If the target type is ALB, the target must have at least one listener that matches the target group port ' +
        'or any specified port overrides',
    );
  const at = placeOfListener(call, balancer, port);
  return { address: at.address, ...(at.port !== port && { reachedAtPort: at.port }) };
}

/** Where instances are reached: of those that run. */
function addressesOf(call: Call, places: readonly Place[]): ReadonlyMap<string, string> {
  const Filters = [
    { Name: 'instance-id', Values: [...new Set(places.map(({ id }) => id))] },
    { Name: 'instance-state-name', Values: ['running'] },
  ];
  const { Reservations } = call.forward<{
    readonly Reservations: readonly {
      readonly Instances: readonly { readonly InstanceId: string; readonly PrivateIpAddress: string }[];
    }[];
  }>('ec2', 'DescribeInstances', { Filters });
  const running = Reservations.flatMap(({ Instances }) => Instances);
  return new Map(running.map(({ InstanceId, PrivateIpAddress }) => [InstanceId, PrivateIpAddress]));
}

function checkTarget({ id, port }: Place, addresses: ReadonlyMap<string, string> | undefined): void {
  if (port < 1 || port > 65_535) invalidInput(`'${port}' is not a valid port: use 1-65535`);
  if (addresses?.has(id)) return;
  // AWS: of one that is not there, and of one that does not run, for which its sentence is unverified.
  if (addresses) invalidTarget(`The following targets are not valid instances: '${id}'`);
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(id)?.slice(1).map(Number);
  if (!octets?.every((octet) => octet <= 255))
    invalidInput(`The IP address '${id}' is not a valid IPv4 address`);
}

/** The version of the table that a change made now goes into. */
function versionAfterThis(call: Call, group: TargetGroupRecord): number {
  if (group.loadBalancerArn === undefined) return 0;
  return loadBalancers.get(call.tx, call, group.loadBalancerArn)!.version + 1;
}
