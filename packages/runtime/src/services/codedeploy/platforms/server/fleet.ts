import type { MinimumHealthyHosts, ZonalConfig } from '@aws-sdk/client-codedeploy';
import type { ServerInstance } from './progress.ts';

/** What to do next with the servers of a deployment. */
export interface Next {
  /** To begin with now. */
  readonly start: readonly ServerInstance[];
  /** Too few could stay healthy. */
  readonly failed?: boolean;
  /** All that there is to do is done, and well enough. */
  readonly done?: boolean;
  /** A zone is done, and is watched for so long before the next one begins. */
  readonly watch?: { readonly zone: string; readonly seconds: number };
}

export interface FleetRules {
  readonly minimum: MinimumHealthyHosts;
  readonly zonal?: ZonalConfig | undefined;
  readonly zonesDone: readonly string[];
  /** In the place of a minimum: so many at once, until too many have failed. */
  readonly batch?: Batch | undefined;
}

export interface Batch {
  readonly sizeMax: number;
  readonly errorsMax: number;
}

/** AWS: "rounded up" of a percentage; OneAtATime keeps all healthy but one, and is what there is of it. */
function minimumOf({ type, value = 0 }: MinimumHealthyHosts, count: number): number {
  if (type === 'FLEET_PERCENT') return Math.ceil((count * value) / 100);
  // MOST_CONCURRENCY, which is not in the SDK's list, is OneAtATime's alone.
  return type === 'HOST_COUNT' ? value : Math.max(0, count - value);
}

/** Whether a deployment cannot even begin: the least number of healthy ones is what there is, or more. */
export const isHopeless = (instances: readonly ServerInstance[], { minimum }: FleetRules): boolean =>
  minimumOf(minimum, instances.length) >= instances.length;

/**
 * Decides which servers are next, so that at every moment at least the minimum is neither being deployed to nor has
 * failed. AWS: user guide, "Minimum healthy instances". Instances are in the order they are to be deployed to.
 */
export function nextOf(instances: readonly ServerInstance[], rules: FleetRules): Next {
  if (rules.batch) return nextInBatch(instances, rules.batch);
  const least = minimumOf(rules.minimum, instances.length);
  const failed = countOf(instances, 'Failed');
  if (instances.length - failed < least) return { start: [], failed: true };
  const room = instances.length - failed - countOf(instances, 'InProgress') - least;
  const zone = rules.zonal ? nextInZone(instances, rules, room) : undefined;
  const next = zone ?? { start: pendingOf(instances).slice(0, Math.max(0, room)) };
  if (next.failed || next.watch || next.start.length > 0) return next;
  if (countOf(instances, 'InProgress') > 0) return next;
  if (pendingOf(instances).length > 0) return { start: [], failed: true };
  // AWS: "at least one", however little was asked for.
  return countOf(instances, 'Succeeded') >= Math.max(1, least)
    ? { start: [], done: true }
    : { start: [], failed: true };
}

/** One zone after the other. AWS: user guide, "Zonal configuration". */
function nextInZone(
  instances: readonly ServerInstance[],
  { zonal, zonesDone }: FleetRules,
  room: number,
): Next | undefined {
  const zones = [...new Set(instances.map(({ zone }) => zone))];
  const zone = zones.find((each) => !zonesDone.includes(each));
  if (zone === undefined) return undefined;
  const inside = instances.filter((each) => each.zone === zone);
  const { type, value } = zonal!.minimumHealthyHostsPerZone ?? {};
  const least = minimumOf({ type: type ?? 'FLEET_PERCENT', value: value ?? 0 }, inside.length);
  const failed = countOf(inside, 'Failed');
  if (inside.length - failed < least) return { start: [], failed: true };
  const pending = pendingOf(inside);
  if (pending.length === 0 && countOf(inside, 'InProgress') === 0) {
    const { firstZoneMonitorDurationInSeconds: first, monitorDurationInSeconds: each } = zonal!;
    const isLast = zones.every((other) => other === zone || zonesDone.includes(other));
    const seconds = isLast ? 0 : Number((zonesDone.length === 0 ? (first ?? each) : each) ?? 0);
    return { start: [], watch: { zone, seconds } };
  }
  const free = inside.length - failed - countOf(inside, 'InProgress') - least;
  return { start: pending.slice(0, Math.max(0, Math.min(room, free))) };
}

/** AWS: Systems Manager user guide, concurrency and error thresholds: stops when more than the maximum have failed. */
function nextInBatch(instances: readonly ServerInstance[], { sizeMax, errorsMax }: Batch): Next {
  if (countOf(instances, 'Failed') > errorsMax) return { start: [], failed: true };
  const underWay = countOf(instances, 'InProgress');
  const start = pendingOf(instances).slice(0, Math.max(0, sizeMax - underWay));
  return { start, done: start.length === 0 && underWay === 0 };
}

const pendingOf = (instances: readonly ServerInstance[]) => instances.filter(({ leg }) => leg === 'Pending');

const countOf = (instances: readonly ServerInstance[], leg: ServerInstance['leg']): number =>
  instances.filter((each) => each.leg === leg).length;
