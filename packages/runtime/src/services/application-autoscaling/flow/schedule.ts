import { assert } from '../../../base/assert.ts';
import { never } from '../../../base/never.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import type { ScheduledAction } from '../records.ts';

/** A scheduled action that waits for its time. */
export interface Scheduled extends Scope {
  readonly action: ScheduledAction;
  /** House time from which a rate counts. */
  readonly since: number;
  readonly due?: number | undefined;
}

export type ScheduleFact = { readonly type: 'ActionChanged'; readonly action: ScheduledAction };

export const scheduleFlow: Flow<Scheduled, ScheduleFact> = {
  kind: 'application-autoscaling.schedule',
  decide,
};

function decide(state: Scheduled, fact: ScheduleFact | EngineFact, now: number): Decision<Scheduled> {
  switch (fact.type) {
    case 'Started':
      return wait(state, now);
    case 'ActionChanged': {
      const { action } = fact;
      const same = action.schedule === state.action.schedule && action.startAt === state.action.startAt;
      return wait({ ...state, action, since: same ? state.since : (action.startAt ?? now) }, now);
    }
    case 'WakeTime':
      return { ...wait(state, now), effects: { [`run ${state.due}`]: run(state) } };
    case 'EffectSucceeded':
      return { state, wakeAt: state.due };
    case 'EffectFailed':
    case 'FlowEnded':
      assert(false, `an action can always be run, and nothing else is waited for: ${fact.type}`);
      return { state };
    default:
      return never(fact);
  }
}

function run({ account, region, action }: Scheduled) {
  const { namespace, resourceId, dimension, name } = action;
  return {
    type: 'aws.call',
    service: 'application-autoscaling',
    operation: 'RunScheduledAction',
    input: { namespace, resourceId, dimension, name },
    as: servicePrincipal('application-autoscaling'),
    scope: { account, region },
  } as const;
}

/** The next time that lies between an action's start and its end. */
function wait(state: Scheduled, now: number): Decision<Scheduled> {
  const { schedule, timezone, startAt, endAt } = state.action;
  const from = Math.max(now, startAt === undefined ? now : startAt - 1);
  const next = readExpression(schedule, readZone(timezone)!)!.next(from, state.since);
  const due = next === undefined || (endAt !== undefined && next > endAt) ? undefined : next;
  return { state: { ...state, due }, wakeAt: due };
}
