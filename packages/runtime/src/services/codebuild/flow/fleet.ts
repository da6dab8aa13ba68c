import { never } from '../../../base/never.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { fleetKind } from '../fleets.ts';

/** Which builds run on a fleet, and which wait for a machine of it: flows, oldest first. */
export interface FleetState {
  readonly capacity: FleetCapacity;
  readonly running: readonly string[];
  readonly waiting: readonly string[];
  /** It has been told of this revision of its declaration. */
  readonly revision: number;
}

/** How many builds may run on it at once. */
export interface FleetCapacity {
  readonly revision: number;
  readonly base: number;
  /** It grows up to so many. */
  readonly max?: number;
  /** It grows when more than so much of it is in use. */
  readonly targetPercent?: number;
  /** A build that would wait runs beside it. */
  readonly overflows: boolean;
}

export type FleetFact =
  | { readonly type: 'BuildQueued'; readonly build: string }
  /** It is over, or waits no more. */
  | { readonly type: 'BuildLeft'; readonly build: string }
  | { readonly type: 'FleetChanged'; readonly capacity: FleetCapacity };

/** A build may begin. */
export interface MachineGiven {
  readonly type: 'MachineGiven';
}
const machineGiven: MachineGiven = { type: 'MachineGiven' };

export const newFleet = (capacity: FleetCapacity): FleetState => ({
  capacity,
  running: [],
  waiting: [],
  revision: 0,
});

/** One flow for each fleet decides among its builds, in the order in which they came. */
export const fleetFlow: Flow<FleetState, FleetFact> = {
  kind: fleetKind,
  decide(fleet, fact) {
    const { state, tells = [] } = admitted(heard(fleet, fact));
    return { state, tells };
  },
};

function heard(fleet: FleetState, fact: FleetFact | EngineFact): FleetState {
  switch (fact.type) {
    case 'Started':
      return { ...fleet, revision: fleet.capacity.revision };
    case 'FleetChanged':
      return { ...fleet, capacity: fact.capacity, revision: fact.capacity.revision };
    case 'BuildQueued':
      return { ...fleet, waiting: [...fleet.waiting, fact.build] };
    case 'BuildLeft':
      return {
        ...fleet,
        running: fleet.running.filter((build) => build !== fact.build),
        waiting: fleet.waiting.filter((build) => build !== fact.build),
      };
    case 'WakeTime':
    case 'EffectSucceeded':
    case 'EffectFailed':
    case 'FlowEnded':
      return fleet;
    default:
      return never(fact);
  }
}

/**
 * AWS: CreateFleet, overflowBehavior: builds of a fleet that QUEUEs "need to wait on the existing fleet instance to
 * become available", those of one that is ON_DEMAND "run on CodeBuild on-demand".
 */
function admitted(fleet: FleetState): Pick<Decision<FleetState>, 'state' | 'tells'> {
  const { capacity, waiting } = fleet;
  const free = Math.max(desiredCapacity(fleet) - fleet.running.length, 0);
  const placed = waiting.slice(0, free);
  const left = waiting.slice(free);
  const begin = capacity.overflows ? waiting : placed;
  return {
    state: { ...fleet, running: [...fleet.running, ...placed], waiting: capacity.overflows ? [] : left },
    tells: begin.map((flow) => ({ flow, fact: machineGiven })),
  };
}

/**
 * As many machines as keep its use at the target. A machine that is given here is the one that Penstock runs on: it is
 * there at once, and goes at once. AWS: unverified; machines take minutes.
 */
export function desiredCapacity({ capacity, running, waiting }: FleetState): number {
  const { base, max = base, targetPercent = 100 } = capacity;
  const wanted = Math.ceil(((running.length + waiting.length) * 100) / targetPercent);
  return Math.min(Math.max(base, wanted), Math.max(base, max));
}
