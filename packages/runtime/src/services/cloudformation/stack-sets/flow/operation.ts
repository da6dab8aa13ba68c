import type * as sdk from '@aws-sdk/client-cloudformation';
import { never } from '../../../../base/never.ts';
import type { Scope } from '../../../../base/scope.ts';
import { servicePrincipal } from '../../../../base/service-principal.ts';
import type { Decision, Flow, NewFlow } from '../../../../engine/flow.ts';
import { instanceFlowId, resultKey, stackInstanceKind, stackSetOperationKind } from '../records.ts';
import { beginInstance, type InstanceState } from './instance.ts';
import { concurrencyOf, isExceeded, openRegions, type RegionState } from './pacing.ts';

/** One operation on a set: which of its targets are taken when, and when it is over. */
export interface OperationState {
  readonly scope: Scope;
  readonly stackSet: string;
  readonly operation: string;
  readonly preferences: sdk.StackSetOperationPreferences;
  /** In the order in which they are taken. */
  readonly regions: readonly RegionState[];
  readonly stopping: boolean;
  readonly step: 'working' | 'ending' | 'over';
}

/** Somebody has called StopStackSetOperation. */
export interface StopRequested {
  readonly type: 'StopRequested';
}

export const stackSetOperationFlow: Flow<OperationState, StopRequested> = {
  kind: stackSetOperationKind,
  decide(state, fact) {
    switch (fact.type) {
      case 'Started':
        return advance(state);
      case 'FlowEnded':
        return advance(settled(state, fact.state as InstanceState));
      case 'StopRequested':
        return advance({ ...state, stopping: true });
      case 'EffectSucceeded':
        return { state: { ...state, step: 'over' }, ended: true, forgotten: true };
      case 'EffectFailed':
      case 'WakeTime':
        return { state };
      default:
        return never(fact);
    }
  },
};

function settled(state: OperationState, { account, region, step }: InstanceState): OperationState {
  const failed = step.type === 'over' && step.outcome.status === 'FAILED' ? 1 : 0;
  const regions = state.regions.map((each) =>
    each.region === region
      ? { ...each, running: each.running.filter((other) => other !== account), failed: each.failed + failed }
      : each,
  );
  return { ...state, regions };
}

/** Begins whatever may begin; ends the operation when nothing is under way and nothing may begin. */
function advance(state: OperationState): Decision<OperationState> {
  if (state.step !== 'working') return { state };
  const begun = state.stopping ? state.regions : state.regions.map((region) => begin(state, region));
  const starts = begun.flatMap((region, index) => startsOf(state, state.regions[index]!, region));
  const next: OperationState = { ...state, regions: begun };
  if (begun.some(({ running }) => running.length > 0))
    return { state: next, starts, awaits: starts.map(({ id }) => id) };
  return { state: { ...next, step: 'ending' }, effects: { end: ending(next) } };
}

function begin({ preferences, regions }: OperationState, region: RegionState): RegionState {
  if (!openRegions(preferences, regions).includes(region)) return region;
  const room = Math.max(0, concurrencyOf(preferences, region) - region.running.length);
  const [taken, waiting] = [region.waiting.slice(0, room), region.waiting.slice(room)];
  return { ...region, waiting, running: [...region.running, ...taken] };
}

function startsOf(state: OperationState, before: RegionState, after: RegionState): NewFlow[] {
  const { scope, stackSet, operation } = state;
  const { region } = after;
  return after.running
    .filter((account) => !before.running.includes(account))
    .map((account) => ({
      kind: stackInstanceKind,
      id: instanceFlowId(scope, resultKey(stackSet, operation, { account, region })),
      state: beginInstance({ scope, stackSet, operation, account, region }),
    }));
}

const ending = (state: OperationState) =>
  ({
    type: 'aws.call',
    service: 'cloudformation',
    operation: 'EndStackSetOperation',
    input: { stackSet: state.stackSet, operation: state.operation, status: statusOf(state) },
    as: servicePrincipal('cloudformation'),
    scope: state.scope,
  }) as const;

// AWS: API reference, StackSetOperation, Status: one region beyond its tolerance fails the whole. Unverified of both.
function statusOf({ stopping, preferences, regions }: OperationState): sdk.StackSetOperationStatus {
  if (stopping) return 'STOPPED';
  return regions.some((region) => isExceeded(preferences, region)) ? 'FAILED' : 'SUCCEEDED';
}
