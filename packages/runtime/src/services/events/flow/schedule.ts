import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { readSchedule } from '../schedule/schedule.ts';

/** A rule that runs on a schedule. */
export interface Scheduled extends Scope {
  readonly rule: string;
  readonly expression: string;
  /** House time from which a rate counts. */
  readonly since: number;
  readonly enabled: boolean;
  /** When it comes due. */
  readonly due?: number | undefined;
}

export type ScheduleFact = {
  readonly type: 'ScheduleChanged';
  readonly expression: string;
  readonly enabled: boolean;
};

export const scheduleFlow: Flow<Scheduled, ScheduleFact> = { kind: 'events.schedule', decide };

function decide(state: Scheduled, fact: ScheduleFact | EngineFact, now: number): Decision<Scheduled> {
  switch (fact.type) {
    case 'Started':
      return wait(state, now);
    case 'ScheduleChanged': {
      const { expression, enabled } = fact;
      const since = expression === state.expression ? state.since : now;
      return wait({ ...state, expression, enabled, since }, now);
    }
    case 'WakeTime': {
      const next = wait(state, now);
      const { account, region, rule, due } = state;
      return {
        ...next,
        effects: {
          [`fire ${due}`]: {
            type: 'aws.call',
            service: 'events',
            operation: 'Fire',
            input: { rule, time: due },
            as: servicePrincipal('events'),
            scope: { account, region },
          },
        },
      };
    }
    case 'EffectSucceeded':
      return { state, wakeAt: state.due };
    case 'EffectFailed':
    case 'FlowEnded':
      assert(false, `a schedule's rule can be fired, and nothing else is waited for: ${fact.type}`);
      return { state };
    default:
      return never(fact);
  }
}

function wait(state: Scheduled, now: number): Decision<Scheduled> {
  const due = state.enabled ? readSchedule(state.expression)?.next(now, state.since) : undefined;
  return { state: { ...state, due }, wakeAt: due };
}
