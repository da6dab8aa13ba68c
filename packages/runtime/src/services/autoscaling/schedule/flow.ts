import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { nextTime, scheduleFlowKind, type ScheduledAction } from './records.ts';

/** A scheduled action that waits for its time. */
export interface Scheduled extends Scope {
  readonly action: ScheduledAction;
  readonly due?: number | undefined;
}

export type ScheduleFact = { readonly type: 'ActionChanged'; readonly action: ScheduledAction };

export const scheduleFlow: Flow<Scheduled, ScheduleFact> = { kind: scheduleFlowKind, decide };

function decide(state: Scheduled, fact: ScheduleFact | EngineFact, now: number): Decision<Scheduled> {
  switch (fact.type) {
    case 'Started':
      return wait(state, now);
    case 'ActionChanged':
      return wait({ ...state, action: fact.action }, now);
    case 'WakeTime':
      return { ...wait(state, now), effects: { [`run ${state.due}`]: run(state) } };
    case 'EffectSucceeded':
      return state.due === undefined ? { state, ended: true, forgotten: true } : { state, wakeAt: state.due };
    case 'EffectFailed':
    case 'FlowEnded':
      assert(false, `an action can always be run, and nothing else is waited for: ${fact.type}`);
      return { state };
    default:
      return never(fact);
  }
}

function wait(state: Scheduled, now: number): Decision<Scheduled> {
  const due = nextTime(state.action, now);
  return { state: { ...state, due }, wakeAt: due };
}

const run = ({ account, region, action: { groupName, name } }: Scheduled) =>
  ({
    type: 'aws.call',
    service: 'autoscaling',
    operation: 'RunScheduledAction',
    input: { groupName, name },
    as: servicePrincipal('autoscaling'),
    scope: { account, region },
  }) as const;
