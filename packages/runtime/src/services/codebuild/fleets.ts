import type { CreateFleetInput, ProjectEnvironment } from '@aws-sdk/client-codebuild';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { invalidInput } from './errors.ts';
import type { FleetCapacity, FleetState } from './flow/fleet.ts';
import type { BuildPlan } from './records.ts';

export interface FleetRecord {
  readonly id: string;
  readonly name: string;
  /** As it was declared, by CreateFleet and what UpdateFleet changed since. */
  readonly declaration: CreateFleetInput;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Rises with each change of it. */
  readonly revision: number;
  /** It goes when nothing is built on it any more. */
  readonly isDeleted?: true;
}

/** By name. */
const fleets = collection<FleetRecord>('codebuild.fleets');

export const fleetArn = (scope: Scope, { name, id }: Pick<FleetRecord, 'name' | 'id'>): string =>
  arnOf('codebuild', scope, `fleet/${name}:${id}`);

export const fleetKind = 'codebuild.fleet';
/** What decides which builds run on it. */
export const fleetFlowId = (scope: Scope, { id }: Pick<FleetRecord, 'id'>): string =>
  flowId(fleetKind, scope, id);

export const stateOfFleet = (call: Call, fleet: FleetRecord): FleetState =>
  call.flows.state<FleetState>(fleetFlowId(call, fleet))!;

/** One that is deleted is there as long as something is built on it. */
function isThere(call: Call, fleet: FleetRecord): boolean {
  const { running, waiting } = stateOfFleet(call, fleet);
  return !fleet.isDeleted || running.length + waiting.length > 0;
}

export const listFleetRecords = (call: Call): FleetRecord[] =>
  fleets.list(call.tx, call).filter((fleet) => isThere(call, fleet));

export const putFleet = (call: Call, fleet: FleetRecord): void =>
  fleets.put(call.tx, call, fleet.name, fleet);

/** Known by its name or its ARN. */
export function findFleet(call: Call, nameOrArn: string): FleetRecord | undefined {
  const [, named, id] = /^arn:[^/]*:fleet\/([^:]+):(.+)$/.exec(nameOrArn) ?? [];
  const fleet = fleets.get(call.tx, call, named ?? nameOrArn);
  const isIt = fleet && (id === undefined || fleet.id === id);
  return isIt && isThere(call, fleet) ? fleet : undefined;
}

/** That of an environment, where it has one, which has to take builds. AWS: unverified code. */
export function fleetIn(call: Call, environment: ProjectEnvironment | undefined): FleetRecord | undefined {
  const { fleetArn: asked } = environment?.fleet ?? {};
  if (asked === undefined || asked === '') return undefined;
  const fleet = findFleet(call, asked);
  return fleet && !fleet.isDeleted ? fleet : invalidInput(`Fleet cannot be found: ${asked}`);
}

/** A build of a project that has a fleet waits for a machine of it. */
export function onFleet(call: Call, plan: BuildPlan): BuildPlan {
  const fleet = fleetIn(call, plan.environment);
  if (!fleet) return plan;
  const notDone = new Set([...plan.notDone, ...notDoneOf(fleet)]);
  return { ...plan, fleet: { flow: fleetFlowId(call, fleet) }, notDone: [...notDone] };
}

/** What is declared of a fleet and means nothing here. */
function notDoneOf({ declaration }: FleetRecord): string[] {
  const { vpcConfig, proxyConfiguration, imageId } = declaration;
  const left: [boolean, string][] = [
    [true, 'the machines of the fleet: so many builds at once run on the machine of Penstock'],
    [
      proxyConfiguration !== undefined,
      'the proxy configuration of the fleet: what builds send is not filtered',
    ],
    [imageId !== undefined, `the image ${imageId} of the fleet`],
    [vpcConfig?.vpcId !== undefined, 'the VPC of the fleet: the network is that of the machine'],
  ];
  return left.filter(([is]) => is).map(([, sentence]) => sentence);
}

/** What its flow has to know of its declaration. */
export function capacityOf({
  declaration,
  revision,
}: Pick<FleetRecord, 'declaration' | 'revision'>): FleetCapacity {
  const { baseCapacity, overflowBehavior, scalingConfiguration: scaling } = declaration;
  const target = scaling?.targetTrackingScalingConfigs?.[0]?.targetValue;
  return {
    revision,
    base: baseCapacity!,
    overflows: overflowBehavior === 'ON_DEMAND',
    ...(scaling?.maxCapacity !== undefined && { max: scaling.maxCapacity }),
    ...(target !== undefined && { targetPercent: target }),
  };
}
