import { assert } from '../../../base/assert.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Schedule } from '../records.ts';

/** A schedule that waits for its time. */
export interface Waiting extends Scope {
  readonly schedule: Schedule;
  /** House time from which a rate counts. */
  readonly since: number;
  /** When it comes due. */
  readonly due?: number | undefined;
}

export type ScheduleFact = { readonly type: 'ScheduleChanged'; readonly schedule: Schedule };

export const scheduleFlow: Flow<Waiting, ScheduleFact> = { kind: 'scheduler.schedule', decide };

// AWS: user guide, "Rate-based schedules": without a StartDate, it "starts invoking the target immediately".
function decide(state: Waiting, fact: ScheduleFact | EngineFact, now: number): Decision<Waiting> {
  switch (fact.type) {
    case 'Started':
      return wait(state, now - 1);
    case 'ScheduleChanged': {
      const { schedule } = fact;
      const isAnother = schedule.expression !== state.schedule.expression;
      const since = isAnother ? (schedule.startAt ?? now) : state.since;
      return wait({ ...state, schedule, since }, isAnother ? now - 1 : now);
    }
    case 'WakeTime': {
      const next = wait(state, now);
      const input = { due: state.due, isLast: next.state.due === undefined };
      return { ...next, effects: { [`invoke ${state.due}`]: asked(state, 'InvokeTarget', input) } };
    }
    case 'EffectSucceeded':
      return { state, wakeAt: wakeAt(state) };
    case 'EffectFailed':
    case 'FlowEnded':
      assert(false, `a schedule can always be told, and nothing else is waited for: ${fact.type}`);
      return { state };
    default:
      return never(fact);
  }
}

function asked({ account, region, schedule: { group, name } }: Waiting, operation: string, more: object) {
  return {
    type: 'aws.call',
    service: 'scheduler',
    operation,
    input: { group, name, ...more },
    as: servicePrincipal('scheduler'),
    scope: { account, region },
  } as const;
}

function wait(state: Waiting, now: number): Decision<Waiting> {
  const { schedule, since } = state;
  const due = schedule.state === 'ENABLED' ? nextOf(schedule, now, since) : undefined;
  const next = { ...state, due };
  return { state: next, wakeAt: wakeAt(next) };
}

/** The next time that lies between a schedule's start and its end. */
function nextOf({ expression, timezone, startAt, endAt }: Schedule, now: number, since: number) {
  const from = Math.max(now, startAt === undefined ? now : startAt - 1);
  const due = readExpression(expression, readZone(timezone)!)!.next(from, since);
  return due === undefined || (endAt !== undefined && due > endAt) ? undefined : due;
}

/** Within a flexible window, some moment: the same whenever it is asked. */
// AWS: user guide, "Configuring flexible time windows": "Scheduler … invokes the target within the time window".
function wakeAt({ account, region, schedule, due }: Waiting): number | undefined {
  if (due === undefined || schedule.windowMinutes === 0) return due;
  const hex = derivedUuid(account, region, schedule.group, schedule.name, due).slice(0, 8);
  return due + Math.floor((Number.parseInt(hex, 16) / 2 ** 32) * schedule.windowMinutes * 60_000);
}
